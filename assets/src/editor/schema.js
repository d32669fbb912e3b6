// What an article's body may contain. It mirrors the server's allow-list: no style attribute, no colour, no font size;
// alignment is a class, a picture is a figure with a caption.
import { Extension, Node, mergeAttributes } from "@tiptap/core";
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
    AlignmentClass,
    Placeholder.configure({ placeholder: "在这里写正文，或从 Word、WPS 粘贴" }),
    findingMarks,
  ];
}

export const ALIGNMENTS = ["left", "center", "right"];

/** Alignment as `align-…` classes: the page's CSP allows no style attribute. */
const AlignmentClass = Extension.create({
  name: "alignmentClass",
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
    ];
  },
  addCommands() {
    return {
      setAlignment:
        (align) =>
        ({ commands }) =>
          ["paragraph", "heading"].map((type) => commands.updateAttributes(type, { align })).some(Boolean),
    };
  },
});

const PlainTable = Table.extend({
  renderHTML() {
    return ["table", ["tbody", 0]];
  },
  parseHTML() {
    return [{ tag: "table" }];
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
      size: {
        default: null,
        parseHTML: (node) => (node.classList.contains("figure-half") ? "half" : null),
        renderHTML: ({ size }) => (size === "half" ? { class: "figure-half" } : {}),
      },
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
