// The toolbar: one Tab stop, arrow keys move inside it (the ARIA toolbar pattern), Alt+F10 jumps to it from the text.
import { element, icon } from "../console/page.js";
import { editLink, nameTable, newTable } from "./dialogs.js";
import { changePicture, insertPicture } from "./picture.js";

export function buildToolbar(editor, textarea) {
  const uploadAddress = textarea.dataset.upload ?? "";
  const bar = element("div", { class: "editor-toolbar", role: "toolbar", "aria-label": "正文格式" });
  const tools = [];
  for (const group of groups(editor, uploadAddress)) {
    const box = element("div", { class: "tool-group", role: "group", "aria-label": group.label });
    for (const tool of group.tools) box.append(addTool(editor, tool, tools));
    bar.append(box);
  }
  const tableBar = element("div", { class: "tool-group tool-group-table", role: "group", "aria-label": "表格" });
  for (const tool of tableTools(editor)) tableBar.append(addTool(editor, tool, tools));
  bar.append(tableBar);

  const refresh = () => {
    tableBar.hidden = !editor.isActive("table");
    for (const { node, tool } of tools) showState(editor, node, tool);
    keepOneStop(tools);
  };
  editor.on("transaction", refresh);
  refresh();
  bar.addEventListener("keydown", (event) => moveInside(event, editor, tools));
  editor.view.dom.addEventListener("keydown", (event) => {
    if (!event.altKey || event.key !== "F10") return;
    event.preventDefault();
    tools.find(({ node }) => node.tabIndex === 0)?.node.focus();
  });
  return bar;
}

function addTool(editor, tool, tools) {
  const node = tool.options ? blockChoice(editor, tool) : toolButton(editor, tool);
  tools.push({ node, tool });
  return node;
}

function toolButton(editor, tool) {
  const title = tool.keys ? `${tool.label}（${tool.keys}）` : tool.label;
  const node = element("button", { type: "button", class: "tool", title, "aria-label": tool.label, tabindex: -1 });
  if (tool.icon) node.append(icon(tool.icon));
  if (tool.text) node.append(tool.text);
  // A pressed mouse button would take the focus, and with it the selection, out of the text.
  node.addEventListener("mousedown", (event) => event.preventDefault());
  node.addEventListener("click", () => tool.run(editor));
  return node;
}

function blockChoice(editor, tool) {
  const node = element("select", { class: "tool tool-select", "aria-label": tool.label, title: tool.label, tabindex: -1 });
  for (const [value, label] of tool.options) node.append(element("option", { value }, label));
  node.addEventListener("change", () => tool.choose(editor, node.value));
  return node;
}

function showState(editor, node, tool) {
  if (tool.options) {
    node.value = tool.current(editor);
    return;
  }
  if (tool.active) node.setAttribute("aria-pressed", String(tool.active(editor)));
  if (tool.can) node.setAttribute("aria-disabled", String(!tool.can(editor)));
}

function usable(tools) {
  return tools.filter(({ node }) => !node.closest("[hidden]"));
}

function keepOneStop(tools) {
  const inside = usable(tools);
  if (inside.some(({ node }) => node.tabIndex === 0)) return;
  for (const { node } of tools) node.tabIndex = -1;
  if (inside.length > 0) inside[0].node.tabIndex = 0;
}

function moveInside(event, editor, tools) {
  const inside = usable(tools).map(({ node }) => node);
  const at = inside.indexOf(document.activeElement);
  if (at < 0) return;
  const target = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: inside.length - 1 }[event.key];
  if (event.key === "Escape") {
    editor.commands.focus();
    return;
  }
  if (target === undefined) return;
  event.preventDefault();
  const next = inside[(target + inside.length) % inside.length];
  for (const node of inside) node.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}

const BLOCKS = [
  ["paragraph", "正文"],
  ["2", "一级标题"],
  ["3", "二级标题"],
  ["4", "三级标题"],
];

function groups(editor, uploadAddress) {
  const mark = (name, label, symbol, keys) => ({
    label,
    icon: symbol,
    keys,
    run: () => editor.chain().focus().toggleMark(name).run(),
    active: () => editor.isActive(name),
  });
  const align = (side, label) => ({
    label,
    icon: `align-${side}`,
    run: () => editor.chain().focus().setAlignment(editor.isActive({ align: side }) ? null : side).run(),
    active: () => editor.isActive({ align: side }),
  });
  return [
    {
      label: "撤销",
      tools: [
        { label: "撤销", icon: "undo", keys: "Ctrl+Z", run: () => editor.chain().focus().undo().run(), can: () => editor.can().undo() },
        { label: "重做", icon: "redo", keys: "Ctrl+Y", run: () => editor.chain().focus().redo().run(), can: () => editor.can().redo() },
      ],
    },
    { label: "段落", tools: [{ label: "段落样式", options: BLOCKS, current: currentBlock, choose: chooseBlock }] },
    {
      label: "文字",
      tools: [
        mark("bold", "加粗", "bold", "Ctrl+B"),
        mark("italic", "斜体", "italic", "Ctrl+I"),
        mark("underline", "下划线", "underline", "Ctrl+U"),
        mark("strike", "删除线", "strike"),
        mark("superscript", "上标", "superscript"),
        mark("subscript", "下标", "subscript"),
        {
          label: "清除格式",
          icon: "eraser",
          run: () => editor.chain().focus().unsetAllMarks().clearNodes().run(),
        },
      ],
    },
    {
      label: "缩进与对齐",
      tools: [
        {
          label: "首行缩进",
          icon: "indent",
          run: () => editor.chain().focus().setIndent(!editor.isActive({ indent: true })).run(),
          active: () => editor.isActive({ indent: true }),
        },
        align("center", "居中"),
        align("right", "右对齐"),
      ],
    },
    {
      label: "列表",
      tools: [
        {
          label: "项目列表",
          icon: "list-bullet",
          run: () => editor.chain().focus().toggleBulletList().run(),
          active: () => editor.isActive("bulletList"),
        },
        {
          label: "编号列表",
          icon: "list-ordered",
          run: () => editor.chain().focus().toggleOrderedList().run(),
          active: () => editor.isActive("orderedList"),
        },
        {
          label: "引用",
          icon: "quote",
          run: () => editor.chain().focus().toggleBlockquote().run(),
          active: () => editor.isActive("blockquote"),
        },
        { label: "分隔线", icon: "rule", run: () => editor.chain().focus().setHorizontalRule().run() },
      ],
    },
    {
      label: "插入",
      tools: [
        { label: "链接", icon: "link", text: "链接", run: () => editLink(editor), active: () => editor.isActive("link") },
        {
          label: "图片",
          icon: "picture",
          text: "图片",
          run: () => (editor.isActive("figure") ? changePicture(editor) : insertPicture(editor, uploadAddress)),
          active: () => editor.isActive("figure"),
        },
        { label: "表格", icon: "table", text: "表格", run: () => newTable(editor), can: () => !editor.isActive("table") },
      ],
    },
  ];
}

function tableTools(editor) {
  const tool = (label, command) => ({
    label,
    text: label,
    run: () => editor.chain().focus()[command]().run(),
    can: () => editor.can()[command](),
  });
  return [
    tool("上方加行", "addRowBefore"),
    tool("下方加行", "addRowAfter"),
    tool("删行", "deleteRow"),
    tool("左侧加列", "addColumnBefore"),
    tool("右侧加列", "addColumnAfter"),
    tool("删列", "deleteColumn"),
    tool("合并或拆分", "mergeOrSplit"),
    tool("首行表头", "toggleHeaderRow"),
    tool("首列表头", "toggleHeaderColumn"),
    { label: "表题", text: "表题", run: () => nameTable(editor) },
    tool("删除表格", "deleteTable"),
  ];
}

function currentBlock(editor) {
  for (const [value] of BLOCKS.slice(1)) if (editor.isActive("heading", { level: Number(value) })) return value;
  return "paragraph";
}

function chooseBlock(editor, value) {
  const chain = editor.chain().focus();
  if (value === "paragraph") chain.setParagraph().run();
  else chain.setHeading({ level: Number(value) }).run();
}
