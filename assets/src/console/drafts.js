// Keeps what was typed. A form with data-guard warns before it is left with unsaved changes; a form with data-draft
// (a key) and data-draft-version (what the server holds) also keeps a copy in this browser until the server has it.
// It is no autosave: nothing is sent.
import { element, notify, pageSetting, storage } from "./page.js";

const PREFIX = "gongkai.draft.";
const KEEP_MS = 7 * 24 * 3600 * 1000;
const WRITE_DELAY_MS = 600;

export function startDrafts() {
  dropOld();
  for (const form of document.querySelectorAll("form[data-guard], form[data-draft]")) watch(form);
  document.addEventListener("submit", (event) => {
    if (event.target instanceof HTMLFormElement && event.target.dataset.endSession !== undefined) dropAll();
  });
}

function watch(form) {
  const shown = snapshot(form);
  // A form that came back with errors shows what was typed, which the server does not hold.
  const before = form.dataset.guard === "changed" ? "" : shown;
  let leaving = false;
  let timer = 0;
  const key = form.dataset.draft ? `${PREFIX}${pageSetting("user")}.${form.dataset.draft}` : "";
  if (key) offerStored(form, key, shown, before);

  form.addEventListener("input", () => {
    mark(form, snapshot(form) !== before);
    if (!key) return;
    clearTimeout(timer);
    timer = setTimeout(() => keep(form, key, before), WRITE_DELAY_MS);
  });
  form.addEventListener("submit", (event) => {
    setTimeout(() => {
      if (event.defaultPrevented) return;
      leaving = true;
      if (key) keep(form, key, before);
    });
  });
  window.addEventListener("pagehide", () => key && !leaving && keep(form, key, before));
  window.addEventListener("beforeunload", (event) => {
    if (leaving || snapshot(form) === before) return;
    event.preventDefault();
    event.returnValue = "";
  });
}

function mark(form, changed) {
  form.classList.toggle("is-changed", changed);
  const place = form.querySelector("[data-save-state]");
  if (place) place.textContent = changed ? "有未保存的修改" : "";
}

function keep(form, key, before) {
  const fields = snapshot(form);
  if (fields === before) {
    storage.remove(key);
    return;
  }
  storage.set(key, JSON.stringify({ at: Date.now(), version: form.dataset.draftVersion ?? "", fields }));
}

function offerStored(form, key, shown, before) {
  const stored = read(key);
  if (!stored) return;
  // The server's version moved on: the copy was saved, or somebody saved something newer over it.
  const savedSince = stored.version !== (form.dataset.draftVersion ?? "");
  if (stored.fields === shown && before === "") return;
  if (savedSince || stored.fields === shown) {
    storage.remove(key);
    return;
  }
  const restore = element("button", { type: "button", class: "button button-small button-primary" }, "恢复这些内容");
  const discard = element("button", { type: "button", class: "button button-small" }, "丢弃");
  const when = new Date(stored.at).toLocaleString("zh-CN", { hour12: false });
  const box = notify("warning", `本机留有 ${when} 没有保存的内容。`, restore, discard);
  restore.addEventListener("click", () => {
    fill(form, JSON.parse(stored.fields));
    box?.remove();
  });
  discard.addEventListener("click", () => {
    storage.remove(key);
    box?.remove();
  });
}

function snapshot(form) {
  const pairs = [];
  for (const field of form.elements) {
    if (!field.name || field.disabled || field.type === "password" || field.type === "file") continue;
    if (field.type === "submit" || field.type === "button" || field.name === "csrf") continue;
    if (field.type === "checkbox" || field.type === "radio") pairs.push([field.name, field.value, field.checked]);
    else if (field instanceof HTMLSelectElement && field.multiple)
      for (const option of field.options) pairs.push([field.name, option.value, option.selected]);
    else pairs.push([field.name, field.value, true]);
  }
  return JSON.stringify(pairs);
}

function fill(form, pairs) {
  const waiting = [...pairs];
  for (const field of form.elements) {
    const at = waiting.findIndex(([name, value]) => name === field.name && (!isChoice(field) || value === field.value));
    if (at < 0) continue;
    if (field instanceof HTMLSelectElement && field.multiple) {
      for (const option of field.options)
        option.selected = waiting.some(([name, value, on]) => name === field.name && value === option.value && on);
    } else {
      const [[, value, on]] = waiting.splice(at, 1);
      if (isChoice(field)) field.checked = on;
      else field.value = value;
    }
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

function isChoice(field) {
  return field.type === "checkbox" || field.type === "radio";
}

function read(key) {
  try {
    return JSON.parse(storage.get(key) ?? "null");
  } catch {
    return null;
  }
}

function dropOld() {
  for (const key of storage.keys(PREFIX)) {
    const stored = read(key);
    if (!stored || Date.now() - stored.at > KEEP_MS) storage.remove(key);
  }
}

function dropAll() {
  for (const key of storage.keys(PREFIX)) storage.remove(key);
}
