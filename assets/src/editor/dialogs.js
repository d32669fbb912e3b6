// The editor's small forms: a link, a new table, a table's title. Pictures have their own file.
import { element } from "../console/page.js";
import { openDialog } from "../console/dialog.js";

let counter = 0;

/** A labelled input for a dialog. */
export function field(label, type, attributes = {}, hint = "") {
  counter += 1;
  const id = `editor-field-${counter}`;
  const hintId = `${id}-hint`;
  const input = element("input", { id, type, ...attributes, "aria-describedby": hint ? hintId : null });
  if (type === "checkbox") input.checked = Boolean(attributes.checked);
  else if (type !== "file") input.value = attributes.value ?? "";
  const name = element("label", { for: id }, label);
  const row =
    type === "checkbox"
      ? element("div", { class: "field field-check" }, input, name)
      : element("div", { class: "field" }, name, hint ? element("p", { class: "hint", id: hintId }, hint) : "", input);
  return { row, input };
}

export async function editLink(editor) {
  const now = editor.getAttributes("link").href ?? "";
  const { from, to, empty } = editor.state.selection;
  const selected = empty ? "" : editor.state.doc.textBetween(from, to, " ");
  const address = field("网址", "text", { value: now, placeholder: "https:// 或 /items/…" }, "本站页面写以 / 开头的地址；外站写 https:// 开头的完整地址。");
  const text = field("显示的文字", "text", { value: selected });
  const problem = element("p", { class: "field-error", role: "alert" });
  const parts = empty && !now ? [address.row, text.row, problem] : [address.row, problem];
  const buttons = [{ label: "确定", value: "save", kind: "button-primary" }];
  if (now) buttons.push({ label: "去掉链接", value: "remove" });
  buttons.push({ label: "取消", value: "" });
  const answer = await openDialog({
    title: now ? "修改链接" : "插入链接",
    body: element("div", {}, ...parts),
    focus: address.input,
    buttons,
    validate(value) {
      if (value !== "save" || isAddress(address.input.value)) return true;
      problem.textContent = "网址要以 https://、http://、mailto: 或 / 开头。";
      address.input.focus();
      return false;
    },
  });
  const chain = editor.chain().focus().extendMarkRange("link");
  if (answer === "remove") chain.unsetLink().run();
  if (answer !== "save") return;
  const href = address.input.value.trim();
  if (!empty || now) return void chain.setLink({ href }).run();
  editor
    .chain()
    .focus()
    .insertContent({ type: "text", text: text.input.value.trim() || href, marks: [{ type: "link", attrs: { href } }] })
    .run();
}

function isAddress(value) {
  return /^(https?:\/\/\S+|mailto:\S+@\S+|tel:[\d+-]+|\/(?!\/)\S*|#\S+)$/i.test(value.trim());
}

export async function newTable(editor) {
  const rows = field("行数", "number", { value: 3, min: 1, max: 50 });
  const columns = field("列数", "number", { value: 3, min: 1, max: 12 });
  const title = field("表题（可不填）", "text", { maxlength: 80 });
  const head = field("第一行是表头", "checkbox", { checked: true });
  const answer = await openDialog({
    title: "插入表格",
    body: element("div", { class: "field-pair" }, rows.row, columns.row, title.row, head.row),
    focus: rows.input,
    buttons: [
      { label: "插入", value: "insert", kind: "button-primary" },
      { label: "取消", value: "" },
    ],
  });
  if (answer !== "insert") return;
  editor
    .chain()
    .focus()
    .insertTable({
      rows: within(rows.input.value, 1, 50),
      cols: within(columns.input.value, 1, 12),
      withHeaderRow: head.input.checked,
    })
    .updateAttributes("table", { caption: title.input.value.trim() })
    .run();
}

export async function nameTable(editor) {
  const title = field("表题", "text", { maxlength: 80, value: editor.getAttributes("table").caption }, "留空则不显示。");
  const answer = await openDialog({
    title: "表题",
    body: title.row,
    focus: title.input,
    buttons: [
      { label: "确定", value: "save", kind: "button-primary" },
      { label: "取消", value: "" },
    ],
  });
  if (answer === "save") editor.chain().focus().updateAttributes("table", { caption: title.input.value.trim() }).run();
}

function within(value, low, high) {
  return Math.min(high, Math.max(low, Math.round(Number(value)) || low));
}
