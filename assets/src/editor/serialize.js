// The editor's document as the HTML that is saved: table heads marked up for screen readers, editing aids taken out.

export function toHtml(editor) {
  if (editor.isEmpty) return "";
  const box = document.implementation.createHTMLDocument("").createElement("div");
  box.innerHTML = editor.getHTML();
  for (const caption of box.querySelectorAll("figcaption")) {
    caption.removeAttribute("data-hint");
    if (!caption.textContent.trim()) caption.remove();
  }
  for (const cell of box.querySelectorAll("td, th")) unwrapSingleParagraph(cell);
  for (const table of box.querySelectorAll("table")) markHeads(table);
  trimEnd(box);
  return box.innerHTML;
}

/** A cell with one plain paragraph needs no <p> around it. */
function unwrapSingleParagraph(cell) {
  const [only] = cell.children;
  if (cell.children.length !== 1 || only.tagName !== "P" || only.className) return;
  only.replaceWith(...only.childNodes);
}

function markHeads(table) {
  const rows = [...table.rows];
  const isHeadRow = (row) => row.cells.length > 0 && [...row.cells].every((cell) => cell.tagName === "TH");
  let headRows = 0;
  while (headRows < rows.length && isHeadRow(rows[headRows])) headRows += 1;
  // A head cell that spans into the body can't be cut off from it.
  const spans = rows.slice(0, headRows).some((row, at) => [...row.cells].some((cell) => at + cell.rowSpan > headRows));
  if (headRows > 0 && headRows < rows.length && !spans) {
    const head = table.createTHead();
    head.append(...rows.slice(0, headRows));
  }
  rows.forEach((row, at) => {
    for (const cell of row.cells) if (cell.tagName === "TH") cell.setAttribute("scope", at < headRows ? "col" : "row");
  });
}

function trimEnd(box) {
  while (box.lastElementChild?.tagName === "P" && !box.lastElementChild.textContent.trim() && !box.lastElementChild.children.length)
    box.lastElementChild.remove();
}
