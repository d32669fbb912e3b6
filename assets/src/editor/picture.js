// Pictures: choose or receive a file, ask for its text alternative, send it, put the figure in. The server decides
// what is a picture and how large it may be; its sentence is shown as it comes.
import { csrfToken, element } from "../console/page.js";
import { openDialog } from "../console/dialog.js";
import { field } from "./dialogs.js";

const TYPES = "image/png,image/jpeg,image/gif,image/webp";

/** The first picture file of a paste or drop, or null. Word adds a bitmap of the text beside the text: text wins. */
export function pictureFrom(data) {
  if (!data || data.types.includes("text/html")) return null;
  return [...data.files].find((file) => file.type.startsWith("image/")) ?? null;
}

/** Asks for a picture (or takes `given`) with its description and inserts it at the cursor. */
export async function insertPicture(editor, uploadAddress, given = null) {
  const file = field("选择图片", "file", { accept: TYPES, required: true });
  const alt = field("图片说明文字（读屏软件会读出）", "text", { maxlength: 120, required: true }, "写出图片里有什么；看不见图片的人靠它了解内容。");
  const caption = field("图片下方的说明（可不填）", "text", { maxlength: 120 });
  const problem = element("p", { class: "field-error", role: "alert" });
  const body = element("div", {}, given ? element("p", {}, `图片：${given.name || "剪贴板中的图片"}`) : file.row, alt.row, caption.row, problem);
  let saved = null;
  const send = async () => {
    const chosen = given ?? file.input.files?.[0];
    if (!chosen) return tell("请先选择一张图片。", file.input);
    if (!alt.input.value.trim()) return tell("请填写图片说明文字。", alt.input);
    tell("正在上传……");
    saved = await upload(uploadAddress, chosen, alt.input.value.trim());
    if (saved.error) return tell(saved.error);
    document.querySelector("dialog[open]")?.close();
  };
  const tell = (text, input) => {
    problem.textContent = text;
    input?.focus();
  };
  await openDialog({
    title: "插入图片",
    body,
    focus: given ? alt.input : file.input,
    validate: () => {
      send();
      return false;
    },
    buttons: [
      { label: "上传并插入", value: "send", kind: "button-primary" },
      { label: "取消", value: "" },
    ],
  });
  if (!saved?.url) return;
  const text = caption.input.value.trim();
  editor
    .chain()
    .focus()
    .insertContent({
      type: "figure",
      attrs: { src: saved.url, alt: alt.input.value.trim() },
      content: text ? [{ type: "text", text }] : [],
    })
    .run();
}

/** Changes the text alternative of the figure at the cursor. */
export async function changePicture(editor) {
  const attributes = editor.getAttributes("figure");
  const alt = field("图片说明文字（读屏软件会读出）", "text", { maxlength: 120, required: true, value: attributes.alt });
  const answer = await openDialog({
    title: "图片",
    body: element("div", {}, alt.row),
    focus: alt.input,
    validate: (value) => value !== "save" || alt.input.value.trim() !== "",
    buttons: [
      { label: "确定", value: "save", kind: "button-primary" },
      { label: "删除图片", value: "remove", kind: "button-danger" },
      { label: "取消", value: "" },
    ],
  });
  if (answer === "remove") editor.chain().focus().deleteNode("figure").run();
  if (answer !== "save") return;
  editor.chain().focus().updateAttributes("figure", { alt: alt.input.value.trim() }).run();
}

async function upload(address, file, alt) {
  const data = new FormData();
  data.append("csrf", csrfToken());
  data.append("alt", alt);
  data.append("file", file, file.name || "picture.png");
  try {
    const response = await fetch(address, {
      method: "POST",
      credentials: "same-origin",
      headers: { "X-CSRF-Token": csrfToken(), Accept: "application/json" },
      body: data,
    });
    const answer = await response.json().catch(() => ({}));
    if (response.ok && answer.url) return { url: answer.url };
    return { error: answer.message ?? answer.error?.message ?? "服务器没有接受这张图片，请换一张再试。" };
  } catch {
    return { error: "没有连上服务器，图片没有上传。请检查网络后重试。" };
  }
}
