// Between the HTML that is saved and the editor's own: on the way out table heads are marked up for screen readers and
// editing aids taken out, on the way in what the editor keeps elsewhere is moved there.

/** Prepares saved HTML for the editor. A body that says nothing of indents is shown with them, so it gets them here. */
export function fromHtml(html) {
  const box = document.implementation.createHTMLDocument("").createElement("div");
  box.innerHTML = html;
  for (const cell of box.querySelectorAll("td[class], th[class]")) moveClassInside(cell);
  if (!box.querySelector("p.indent")) for (const node of box.querySelectorAll(":scope > p:not([class])")) node.className = "indent";
  return box.innerHTML || '<p class="indent"></p>';
}

function moveClassInside(cell) {
  const inner = cell.querySelectorAll(":scope > p");
  if (inner.length > 0) {
    for (const node of inner) if (!node.className) node.className = cell.className;
  } else {
    const paragraph = cell.ownerDocument.createElement("p");
    paragraph.className = cell.className;
    paragraph.append(...cell.childNodes);
    cell.append(paragraph);
  }
  cell.removeAttribute("class");
}

export function toHtml(editor) {
  if (editor.isEmpty) return "";
  const box = document.implementation.createHTMLDocument("").createElement("div");
  box.innerHTML = editor.getHTML();
  for (const caption of box.querySelectorAll("figcaption")) {
    caption.removeAttribute("data-hint");
    if (!caption.textContent.trim()) caption.remove();
  }
  for (const caption of box.querySelectorAll("caption")) caption.removeAttribute("contenteditable");
  for (const cell of box.querySelectorAll("td, th")) unwrapSingleParagraph(cell);
  for (const table of box.querySelectorAll("table")) markHeads(table);
  trimEnd(box);
  return box.innerHTML;
}

/** A cell with one paragraph needs no <p> around it; its alignment is the cell's. */
function unwrapSingleParagraph(cell) {
  const [only] = cell.children;
  if (cell.children.length !== 1 || only.tagName !== "P") return;
  if (only.className.startsWith("align-")) cell.className = only.className;
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
