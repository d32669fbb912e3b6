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

// What changes daily stands in a fragment of its own, so that the page need not change with it; the link beside it leads
// to the same without this.
for (const box of document.querySelectorAll("[data-fragment]")) {
  fetch(box.dataset.fragment)
    .then((answer) => (answer.ok ? answer.text() : ""))
    .then((html) => {
      if (html.includes("<li>")) box.innerHTML = html;
    })
    .catch(() => {});
}

// Large type with high contrast: kept in this browser only.
for (const button of document.querySelectorAll("[data-reading]")) {
  const root = document.documentElement;
  const show = () => {
    const large = root.classList.contains("large");
    button.setAttribute("aria-pressed", String(large));
    button.textContent = large ? "退出长辈版" : "长辈版";
  };
  button.hidden = false;
  show();
  button.addEventListener("click", () => {
    root.classList.toggle("large");
    show();
    try {
      localStorage.setItem("reading", root.classList.contains("large") ? "large" : "plain");
    } catch {
      // It then holds for this page only.
    }
  });
}
