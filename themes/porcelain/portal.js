// Public pages work without this file: it only offers what a browser can't do by a link.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// A table wider than the page scrolls in a box of its own that the keyboard can reach.
for (const table of document.querySelectorAll(".body table")) {
  if (table.scrollWidth <= table.parentElement.clientWidth) continue;
  const box = document.createElement("div");
  box.className = "scroll";
  box.tabIndex = 0;
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", "表格，可左右滚动");
  table.before(box);
  box.append(table);
}
