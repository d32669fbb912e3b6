// Modal dialogs on the browser's own <dialog>: focus is kept inside and given back, Escape closes. No look is set here.
import { element } from "./page.js";

let counter = 0;

/**
 * Opens a modal dialog and resolves with the chosen button's value, or "" when it was left.
 * `buttons`: [{ label, value, kind }], the first one is the main action.
 * `validate(value)` may return false to keep the dialog open.
 */
export function openDialog({ title, body, buttons, validate, focus, wide = false }) {
  counter += 1;
  const headingId = `dialog-title-${counter}`;
  const content = typeof body === "string" ? element("p", {}, body) : body;
  const row = element("div", { class: "dialog-buttons" });
  const form = element(
    "form",
    { method: "dialog", novalidate: true },
    element("h2", { id: headingId }, title),
    element("div", { class: "dialog-body" }, content),
    row,
  );
  const dialog = element("dialog", { class: wide ? "dialog dialog-wide" : "dialog", "aria-labelledby": headingId }, form);
  return new Promise((resolve) => {
    let answer = "";
    buttons.forEach((button, index) => {
      const node = element(
        "button",
        { type: index === 0 ? "submit" : "button", class: `button ${button.kind ?? ""}`.trim() },
        button.label,
      );
      node.dataset.value = button.value;
      if (index > 0) node.addEventListener("click", () => choose(button.value));
      row.append(node);
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      choose(buttons[0].value);
    });
    function choose(value) {
      if (value && validate && validate(value) === false) return;
      answer = value;
      dialog.close();
    }
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(answer);
    });
    document.body.append(dialog);
    dialog.showModal();
    (focus ?? row.querySelector("button"))?.focus();
  });
}

/** Asks yes or no. `danger` marks an act that can't be taken back. */
export async function ask({ title, text, yes, danger = false }) {
  const answer = await openDialog({
    title,
    body: text,
    buttons: [
      { label: yes, value: "yes", kind: danger ? "button-danger" : "button-primary" },
      { label: "取消", value: "" },
    ],
  });
  return answer === "yes";
}
