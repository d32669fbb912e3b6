// What an article's body may contain. It mirrors the server's allow-list: no style attribute, no colour, no font size;
// alignment and first-line indent are classes, a picture is a figure with a caption.
import { Extension, Mark, Node, mergeAttributes } from "@tiptap/core";
import StarterKit from "@tiptap/starter-kit";
import { Table, TableRow, TableCell, TableHeader } from "@tiptap/extension-table";
import { Placeholder } from "@tiptap/extensions";
import { findingMarks } from "./findings.js";

export function editorExtensions() {
  return [
    StarterKit.configure({
      heading: { levels: [2, 3, 4] },
      code: false,
      codeBlock: false,
      link: {
        openOnClick: false,
        autolink: false,
        linkOnPaste: true,
        protocols: ["http", "https", "mailto", "tel"],
        HTMLAttributes: { target: null, rel: null, class: null },
      },
    }),
    PlainTable.configure({ resizable: false }),
    TableRow,
    PlainCell,
    PlainHeader,
    Figure,
    ParagraphClasses,
    rankMark("superscript", "sup"),
    rankMark("subscript", "sub"),
    Placeholder.configure({ placeholder: "在这里写正文，或从 Word、WPS 粘贴" }),
    findingMarks,
  ];
}

const ALIGNMENTS = ["center", "right"];

/** Alignment as `align-…` and the first-line indent as `indent`: the page's CSP allows no style attribute. */
const ParagraphClasses = Extension.create({
  name: "paragraphClasses",
  addGlobalAttributes() {
    return [
      {
        types: ["paragraph", "heading"],
        attributes: {
          align: {
            default: null,
            parseHTML: (node) => ALIGNMENTS.find((side) => node.classList.contains(`align-${side}`)) ?? null,
            renderHTML: ({ align }) => (align ? { class: `align-${align}` } : {}),
          },
        },
      },
      {
        types: ["paragraph"],
        attributes: {
          indent: {
            default: false,
            parseHTML: (node) => node.classList.contains("indent"),
            renderHTML: ({ indent }) => (indent ? { class: "indent" } : {}),
          },
        },
      },
    ];
  },
  addCommands() {
    return {
      setAlignment:
        (align) =>
        ({ commands }) => {
          commands.updateAttributes("heading", { align });
          return commands.updateAttributes("paragraph", align ? { align, indent: false } : { align });
        },
      setIndent:
        (indent) =>
        ({ commands }) =>
          commands.updateAttributes("paragraph", indent ? { indent, align: null } : { indent }),
    };
  },
});

/** Raised or lowered text, as in m² and CO₂; the one excludes the other. */
function rankMark(name, tag) {
  return Mark.create({
    name,
    excludes: "superscript subscript",
    parseHTML: () => [{ tag }],
    renderHTML: () => [tag, 0],
  });
}

/** A table with its title (caption) kept as an attribute, since the cells alone are editable text. */
const PlainTable = Table.extend({
  addAttributes() {
    return {
      caption: {
        default: "",
        parseHTML: (node) => node.querySelector(":scope > caption")?.textContent.trim() ?? "",
        renderHTML: () => ({}),
      },
    };
  },
  renderHTML({ node }) {
    const rows = ["tbody", 0];
    return node.attrs.caption ? ["table", ["caption", { contenteditable: "false" }, node.attrs.caption], rows] : ["table", rows];
  },
  parseHTML() {
    return [{ tag: "table" }, { tag: "caption", ignore: true }];
  },
});

function cellAttributes(attributes) {
  const kept = {};
  if (Number(attributes.colspan) > 1) kept.colspan = attributes.colspan;
  if (Number(attributes.rowspan) > 1) kept.rowspan = attributes.rowspan;
  return kept;
}

const PlainCell = TableCell.extend({
  renderHTML({ HTMLAttributes }) {
    return ["td", cellAttributes(HTMLAttributes), 0];
  },
});

const PlainHeader = TableHeader.extend({
  renderHTML({ HTMLAttributes }) {
    return ["th", cellAttributes(HTMLAttributes), 0];
  },
});

/** A picture with its text alternative (`alt`) and an optional caption, which is the node's own text. */
const Figure = Node.create({
  name: "figure",
  group: "block",
  content: "inline*",
  marks: "bold italic link",
  draggable: true,
  isolating: true,
  addAttributes() {
    return {
      src: { default: null, parseHTML: (node) => pictureOf(node)?.getAttribute("src"), renderHTML: () => ({}) },
      alt: { default: "", parseHTML: (node) => pictureOf(node)?.getAttribute("alt") ?? "", renderHTML: () => ({}) },
    };
  },
  parseHTML() {
    return [
      {
        tag: "figure",
        getAttrs: (node) => (node.querySelector("img[src]") ? null : false),
        contentElement: (node) => node.querySelector("figcaption") ?? document.createElement("figcaption"),
      },
      { tag: "img[src]" },
    ];
  },
  renderHTML({ node, HTMLAttributes }) {
    return [
      "figure",
      mergeAttributes(HTMLAttributes),
      ["img", { src: node.attrs.src, alt: node.attrs.alt }],
      ["figcaption", { "data-hint": "图片说明（可不填）" }, 0],
    ];
  },
  addKeyboardShortcuts() {
    return {
      Enter: () => {
        const { $from, empty } = this.editor.state.selection;
        if (!empty || $from.parent.type.name !== this.name) return false;
        const after = $from.after();
        return this.editor.chain().insertContentAt(after, { type: "paragraph" }).setTextSelection(after + 1).run();
      },
    };
  },
});

function pictureOf(node) {
  return node.tagName === "IMG" ? node : node.querySelector("img");
}
