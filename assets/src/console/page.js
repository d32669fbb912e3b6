// Reading the page and telling the reader something: the few things that several behaviours share.

/** The CSRF token that the page carries for scripts. */
export function csrfToken() {
  return document.querySelector('meta[name="csrf-token"]')?.content ?? "";
}

/** A text setting of the page, written by the server as data-… on body. */
export function pageSetting(name) {
  return document.body.dataset[name] ?? "";
}

/** Builds an element; `attributes` keys are attribute names, children are nodes or text. */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children);
  return node;
}

/** An icon from the sprite whose address the page names. */
export function icon(name) {
  const svgNamespace = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(svgNamespace, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("focusable", "false");
  const use = document.createElementNS(svgNamespace, "use");
  use.setAttribute("href", `${pageSetting("icons")}#${name}`);
  svg.append(use);
  return svg;
}

/** Shows a message at the top of the page. `level`: info, ok, warning or error. */
export function notify(level, text, ...actions) {
  const area = document.getElementById("notices");
  if (!area) return null;
  const close = element("button", { type: "button", class: "notice-close", "aria-label": "关闭这条提示" }, icon("close"));
  const symbol = { ok: "ok", info: "info", warning: "warning", error: "error" }[level] ?? "info";
  const box = element(
    "div",
    { class: `notice notice-${level}`, role: level === "error" ? "alert" : "status" },
    icon(symbol),
    element("p", {}, text),
    ...actions,
    close,
  );
  close.addEventListener("click", () => box.remove());
  area.append(box);
  return box;
}

/** True while the reader types: single-key shortcuts must stay silent. */
export function isTyping(target) {
  return target instanceof Element && target.closest("input, textarea, select, [contenteditable='true']") !== null;
}

/** Local storage can be full or forbidden; losing a convenience must not break the page. */
export const storage = {
  get(key) {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  },
  set(key, value) {
    try {
      localStorage.setItem(key, value);
      return true;
    } catch {
      return false;
    }
  },
  remove(key) {
    try {
      localStorage.removeItem(key);
    } catch {
      // nothing was stored, then
    }
  },
  keys(prefix) {
    try {
      return Object.keys(localStorage).filter((key) => key.startsWith(prefix));
    } catch {
      return [];
    }
  },
};
