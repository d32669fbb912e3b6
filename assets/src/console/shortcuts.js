// Keyboard shortcuts, and the sheet that lists them. Single keys act only while nothing is being typed.
import { element, isTyping } from "./page.js";
import { openDialog } from "./dialog.js";

const LEAD_MS = 1200;

export function startShortcuts() {
  let leadAt = 0;
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || document.querySelector("dialog[open]")) return;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
      saveForm(event);
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (event.key === "?") showSheet();
    else if (event.key === "/") focusSearch(event);
    else if (event.key === "g") leadAt = Date.now();
    else if (Date.now() - leadAt < LEAD_MS) follow(event.key);
  });
  for (const button of document.querySelectorAll("[data-shortcuts-help]")) {
    button.hidden = false;
    button.addEventListener("click", showSheet);
  }
}

function saveForm(event) {
  const button = document.querySelector("button[data-save]");
  if (!button) return;
  event.preventDefault();
  button.click();
}

function focusSearch(event) {
  const field = document.querySelector("[data-shortcut-search]");
  if (!field) return;
  event.preventDefault();
  field.focus();
}

function follow(key) {
  document.querySelector(`a[data-key="${CSS.escape(key)}"]`)?.click();
}

function showSheet() {
  const rows = [
    ["?", "显示本表"],
    ["Ctrl + S", "保存正在编辑的内容"],
    ["Esc", "关闭菜单或对话框"],
  ];
  if (document.querySelector("[data-shortcut-search]")) rows.splice(1, 0, ["/", "跳到查找框"]);
  for (const link of document.querySelectorAll("a[data-key]")) rows.push([`g ${link.dataset.key}`, `打开“${nameOf(link)}”`]);
  if (document.querySelector(".editor-content")) rows.push(["Alt + F10", "从正文跳到编辑工具栏"]);
  const list = element("dl", { class: "shortcut-list" });
  for (const [keys, text] of rows) {
    const name = element("dt");
    keys.split(" ").forEach((part) => name.append(part === "+" ? " + " : element("kbd", {}, part), " "));
    list.append(name, element("dd", {}, text));
  }
  openDialog({ title: "键盘快捷键", body: list, buttons: [{ label: "知道了", value: "", kind: "button-primary" }] });
}

function nameOf(link) {
  return link.querySelector(".nav-label")?.textContent.trim() ?? link.textContent.trim();
}
