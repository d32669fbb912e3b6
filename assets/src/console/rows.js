// Makes a whole table row lead where its first link leads, for the mouse. The link itself stays the keyboard's way.

export function startRows() {
  document.addEventListener("click", (event) => {
    const target = event.target;
    if (!(target instanceof Element)) return;
    const row = target.closest("tr[data-row-link]");
    if (!row || target.closest("a, button, input, select, textarea, label, summary")) return;
    if (String(getSelection())) return;
    const link = row.querySelector("a[href]");
    if (!link) return;
    if (event.ctrlKey || event.metaKey) window.open(link.href, "_blank", "noopener");
    else link.click();
  });
}
