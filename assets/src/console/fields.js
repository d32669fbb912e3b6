// Small help inside forms: counted characters, "select all", filters that apply at once, copied text, one send per click.

export function startFields() {
  nameFaults();
  for (const field of document.querySelectorAll("[data-count]")) countCharacters(field);
  document.addEventListener("change", onChange);
  document.addEventListener("click", onClick);
  document.addEventListener("submit", holdButtons);
  window.addEventListener("pageshow", releaseButtons);
}

/** The summary says at which field each fault is: "请填写这一项。" three times over helps nobody. */
function nameFaults() {
  for (const link of document.querySelectorAll('#errors a[href^="#f-"]')) {
    const field = document.getElementById(link.hash.slice(1));
    const label = document.querySelector(`label[for="${CSS.escape(link.hash.slice(1))}"]`) ?? field?.querySelector("legend");
    const name = label?.firstChild?.textContent.trim();
    if (name && !link.textContent.startsWith(name)) link.prepend(`${name}：`);
  }
}

function countCharacters(field) {
  const place = document.getElementById(field.dataset.count);
  if (!place) return;
  const limit = Number(field.getAttribute("maxlength")) || Number(field.dataset.limit) || 0;
  const show = () => {
    const length = [...field.value].length;
    place.textContent = limit ? `${length} / ${limit} 字` : `${length} 字`;
    place.classList.toggle("is-over", limit > 0 && length > limit);
  };
  field.addEventListener("input", show);
  show();
}

function onChange(event) {
  const field = event.target;
  if (!(field instanceof Element)) return;
  if (field.matches("[data-check-all]")) {
    for (const box of document.querySelectorAll(`input[type=checkbox][name="${CSS.escape(field.dataset.checkAll)}"]`))
      if (!box.disabled) box.checked = field.checked;
  }
  if (field.matches("form[data-auto-submit] select")) field.form.requestSubmit();
}

async function onClick(event) {
  const target = event.target instanceof Element ? event.target : null;
  const copy = target?.closest("[data-copy]");
  if (copy) {
    await navigator.clipboard?.writeText(copy.dataset.copy);
    const before = copy.textContent;
    copy.textContent = "已复制";
    setTimeout(() => (copy.textContent = before), 1500);
  }
  if (target?.closest("[data-print]")) window.print();
}

/** A second click while the first request runs would file the same thing twice. */
function holdButtons(event) {
  const form = event.target;
  setTimeout(() => {
    if (event.defaultPrevented || form.method !== "post") return;
    for (const button of form.querySelectorAll("button[type=submit], button:not([type])")) {
      button.setAttribute("aria-disabled", "true");
      button.disabled = true;
      button.dataset.held = "";
    }
  });
}

function releaseButtons() {
  for (const button of document.querySelectorAll("button[data-held]")) {
    button.disabled = false;
    button.removeAttribute("aria-disabled");
    delete button.dataset.held;
  }
}
