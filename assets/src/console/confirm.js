// Asks before a form with data-confirm is sent. Without script the server shows its own confirmation page.
import { ask } from "./dialog.js";

export function startConfirm() {
  document.addEventListener("submit", onSubmit, true);
}

async function onSubmit(event) {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.dataset.confirmed === "yes") return;
  const source = event.submitter?.dataset.confirm ? event.submitter : form;
  const text = source.dataset.confirm;
  if (!text) return;
  event.preventDefault();
  event.stopPropagation();
  const submitter = event.submitter;
  const agreed = await ask({
    title: source.dataset.confirmTitle || "请确认",
    text,
    yes: source.dataset.confirmYes || "确定",
    danger: source.dataset.confirmDanger !== undefined,
  });
  if (!agreed) {
    submitter?.focus();
    return;
  }
  form.dataset.confirmed = "yes";
  form.requestSubmit(submitter ?? undefined);
  delete form.dataset.confirmed;
}
