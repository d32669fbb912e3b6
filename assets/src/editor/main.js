// Replaces <textarea data-editor> by a rich-text editor and keeps the textarea in step, so that the form stays a plain
// form. Without this script the textarea shows the HTML itself and still saves.
import { Editor } from "@tiptap/core";
import { editorExtensions } from "./schema.js";
import { buildToolbar } from "./toolbar.js";
import { cleanPasted, droppedPictureCount } from "./paste.js";
import { pictureFrom, insertPicture } from "./picture.js";
import { connectFindings } from "./findings.js";
import { fromHtml, toHtml } from "./serialize.js";
import { element, notify } from "../console/page.js";

function startEditor(textarea) {
  const label = textarea.labels?.[0];
  if (label && !label.id) label.id = `${textarea.id || textarea.name}-label`;
  const surface = element("div", { class: "editor-surface" });
  const status = element("div", { class: "editor-status", "aria-live": "polite" });
  const frame = element("div", { class: "editor" }, surface, status);
  textarea.after(frame);

  const editor = new Editor({
    element: surface,
    content: fromHtml(textarea.value),
    injectCSS: false,
    enableContentCheck: false,
    extensions: editorExtensions(),
    editorProps: {
      attributes: surfaceAttributes(textarea, label),
      transformPastedHTML(html) {
        const lost = droppedPictureCount(html);
        if (lost > 0) notify("warning", `有 ${lost} 张图片没有贴入：它们在您的电脑里。请用工具栏的“图片”逐张上传。`);
        return cleanPasted(html);
      },
      handlePaste: (_view, event) => takePicture(event.clipboardData),
      handleDrop: (_view, event) => takePicture(event.dataTransfer),
    },
    onUpdate: () => {
      textarea.value = toHtml(editor);
      textarea.dispatchEvent(new Event("input", { bubbles: true }));
      showLength();
    },
  });

  /** A picture file goes through the dialog, which asks for its text alternative; text goes the editor's way. */
  function takePicture(data) {
    const file = pictureFrom(data);
    if (!file) return false;
    insertPicture(editor, textarea.dataset.upload ?? "", file);
    return true;
  }

  function showLength() {
    status.textContent = `正文 ${[...editor.getText().replace(/\s/g, "")].length} 字`;
  }

  frame.prepend(buildToolbar(editor, textarea));
  textarea.hidden = true;
  // The form's required check can't focus a hidden field; the server checks the body anyway.
  textarea.required = false;
  label?.addEventListener("click", (event) => {
    event.preventDefault();
    editor.commands.focus();
  });
  // A restored draft writes into the textarea from outside.
  textarea.addEventListener("change", () => {
    if (textarea.value !== toHtml(editor)) editor.commands.setContent(fromHtml(textarea.value), { emitUpdate: false });
    showLength();
  });
  connectFindings(editor, textarea);
  showLength();
}

function surfaceAttributes(textarea, label) {
  const attributes = {
    class: "editor-content article-body",
    role: "textbox",
    "aria-multiline": "true",
    lang: "zh-CN",
  };
  if (label) attributes["aria-labelledby"] = label.id;
  else attributes["aria-label"] = "正文";
  const described = textarea.getAttribute("aria-describedby");
  if (described) attributes["aria-describedby"] = described;
  if (textarea.getAttribute("aria-invalid")) attributes["aria-invalid"] = "true";
  if (textarea.id) attributes.id = `${textarea.id}-editor`;
  return attributes;
}

function startAll() {
  for (const textarea of document.querySelectorAll("textarea[data-editor]")) startEditor(textarea);
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", startAll);
else startAll();
