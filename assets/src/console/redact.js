// Drawing boxes on the picture of a page with the pointer: what is drawn is written into the numbers of the form, and
// numbers that are typed move the box. Without it the numbers alone do.

const SVG = "http://www.w3.org/2000/svg";
const SIDES = ["x", "y", "w", "h"];
/** Boxes smaller than this share of the page come of a slip of the hand. */
const SMALLEST = 0.3;

export function startRedact() {
  const form = document.querySelector("form[data-redact]");
  const sheet = form?.querySelector("svg[data-sheet]");
  if (!sheet) return;
  sheet.parentElement.classList.add("is-drawing");
  const fields = (row) => SIDES.map((side) => form.elements.namedItem(`box.${row}.${side}`));
  const rows = () => [...form.querySelectorAll("[data-row]")].map((row) => row.dataset.row);

  form.addEventListener("input", (event) => {
    const row = event.target.closest("[data-row]")?.dataset.row;
    if (row !== undefined && /\.(x|y|w|h)$/.test(event.target.name)) show(sheet, row, read(fields(row)));
  });

  let from = null;
  const row = () => rows().find((one) => fields(one).every((field) => field.value.trim() === ""));
  sheet.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || row() === undefined) return;
    from = place(sheet, event);
    sheet.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  sheet.addEventListener("pointermove", (event) => {
    if (from) show(sheet, "new", between(from, place(sheet, event)));
  });
  sheet.addEventListener("pointercancel", () => {
    from = null;
    show(sheet, "new", null);
  });
  sheet.addEventListener("pointerup", (event) => {
    if (!from) return;
    const area = between(from, place(sheet, event));
    from = null;
    show(sheet, "new", null);
    const free = row();
    if (free === undefined || area[2] < SMALLEST || area[3] < SMALLEST) return;
    fields(free).forEach((field, at) => {
      field.value = String(Math.round(area[at] * 100) / 100);
    });
    show(sheet, free, area);
    const ground = form.elements.namedItem(`box.${free}.ground`);
    const before = form.elements.namedItem(`box.${Number(free) - 1}.ground`);
    if (!ground.value && before?.value) ground.value = before.value;
    ground.dispatchEvent(new Event("input", { bubbles: true }));
    ground.focus({ preventScroll: true });
  });
}

/** The pointer's place in hundredths of the page. */
function place(sheet, event) {
  const box = sheet.getBoundingClientRect();
  const part = (at, start, size) => Math.min(100, Math.max(0, ((at - start) / size) * 100));
  return [part(event.clientX, box.left, box.width), part(event.clientY, box.top, box.height)];
}

function between([ax, ay], [bx, by]) {
  return [Math.min(ax, bx), Math.min(ay, by), Math.abs(ax - bx), Math.abs(ay - by)];
}

function read(fields) {
  const numbers = fields.map((field) => Number(field.value.trim() || Number.NaN));
  return numbers.every((number) => Number.isFinite(number) && number >= 0 && number <= 100) ? numbers : null;
}

/** Puts the box of a row where the numbers say, or takes it away. */
function show(sheet, row, area) {
  let group = sheet.querySelector(`g[data-box="${row}"]`);
  if (!area) {
    group?.remove();
    return;
  }
  if (!group) {
    group = document.createElementNS(SVG, "g");
    group.dataset.box = row;
    group.append(document.createElementNS(SVG, "rect"));
    group.firstChild.setAttribute("class", "redact-box");
    sheet.append(group);
  }
  const { width, height } = sheet.viewBox.baseVal;
  const [x, y, w, h] = area;
  const rect = group.querySelector("rect");
  const values = { x: (x * width) / 100, y: (y * height) / 100, width: (w * width) / 100, height: (h * height) / 100 };
  for (const [name, value] of Object.entries(values)) rect.setAttribute(name, String(value));
  const number = group.querySelector("text");
  number?.setAttribute("x", String(values.x + 8));
  number?.setAttribute("y", String(values.y + 26));
}
