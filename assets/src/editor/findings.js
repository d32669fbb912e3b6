// Shows the server's findings in the text: a mark on each place, and the list's buttons to go there or take the
// proposal. The list itself is the server's HTML; its data stands in <script type="application/json" id="findings">
// as [{ id, level, found, occurrence, replacement }].
import { Extension } from "@tiptap/core";
import { Plugin, PluginKey } from "@tiptap/pm/state";
import { Decoration, DecorationSet } from "@tiptap/pm/view";
import { notify } from "../console/page.js";

const key = new PluginKey("findings");

export const findingMarks = Extension.create({
  name: "findingMarks",
  addProseMirrorPlugins() {
    const findings = readFindings();
    return [
      new Plugin({
        key,
        state: {
          init: (_config, state) => decorate(state.doc, findings),
          apply: (transaction, marks) => (transaction.docChanged ? decorate(transaction.doc, findings) : marks),
        },
        props: { decorations: (state) => key.getState(state) },
      }),
    ];
  },
});

/** Connects the buttons data-finding-goto and data-finding-apply of the list on the page. */
export function connectFindings(editor, textarea) {
  const findings = new Map(readFindings().map((finding) => [String(finding.id), finding]));
  if (findings.size === 0) return;
  for (const button of document.querySelectorAll("[data-finding-goto], [data-finding-apply]")) {
    const finding = findings.get(button.dataset.findingGoto ?? button.dataset.findingApply);
    if (!finding || (finding.field && finding.field !== textarea.name)) continue;
    button.hidden = false;
    button.addEventListener("click", () => {
      const place = findPlace(editor.state.doc, finding);
      if (!place) {
        notify("info", "正文里已经没有这一处了。保存后会重新检查。");
        return;
      }
      if (button.dataset.findingApply === undefined) select(editor, place);
      else replace(editor, place, finding);
    });
  }
}

function select(editor, place) {
  editor.chain().focus().setTextSelection(place).scrollIntoView().run();
}

function replace(editor, place, finding) {
  editor.chain().focus().setTextSelection(place).insertContent(finding.replacement).scrollIntoView().run();
  const entry = document.querySelector(`[data-finding="${CSS.escape(String(finding.id))}"]`);
  entry?.classList.add("is-done");
}

function readFindings() {
  try {
    const list = JSON.parse(document.getElementById("findings")?.textContent ?? "[]");
    return Array.isArray(list) ? list.filter((finding) => finding.found) : [];
  } catch {
    return [];
  }
}

function decorate(doc, findings) {
  const marks = [];
  for (const finding of findings) {
    const place = findPlace(doc, finding);
    if (!place) continue;
    const level = finding.level === "error" ? "error" : "warning";
    marks.push(Decoration.inline(place.from, place.to, { class: `finding-mark finding-mark-${level}`, title: finding.message ?? "" }));
  }
  return DecorationSet.create(doc, marks);
}

/** The place of the n-th occurrence of the found text, counted over the whole body; text of one block, marks ignored. */
function findPlace(doc, finding) {
  let left = Math.max(1, Number(finding.occurrence) || 1);
  let place = null;
  doc.descendants((node, position) => {
    if (place) return false;
    if (!node.isTextblock) return true;
    const text = node.textBetween(0, node.content.size, undefined, "\ufffc");
    for (let at = text.indexOf(finding.found); at >= 0; at = text.indexOf(finding.found, at + 1)) {
      left -= 1;
      if (left > 0) continue;
      place = { from: position + 1 + at, to: position + 1 + at + finding.found.length };
      return false;
    }
    return false;
  });
  return place;
}
