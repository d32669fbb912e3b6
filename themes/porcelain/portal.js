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
      // Nothing was read yet: what says so has no place on a page of other things.
      if (html.includes("<li>")) box.innerHTML = html;
      else box.closest(".block").hidden = true;
    })
    .catch(() => {});
}

// Large type with strong contrast, at once and without a way to the server; the cookie is the one that it sets.
for (const form of document.querySelectorAll("form.reading")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const large = event.submitter.value === "large";
    document.documentElement.classList.toggle("large", large);
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `large_type=1; Path=/; Max-Age=${large ? 31536000 : 0}; SameSite=Lax${secure}`;
    form.querySelector(large ? ".to-plain" : ".to-large").focus();
  });
}

// Completions while one types in a search box; the browser's own list shows them.
for (const form of document.querySelectorAll("form[role=search]")) {
  const field = form.querySelector("input[name=q]");
  if (!field || !new URL(form.action).pathname.endsWith("/search")) continue;
  const list = document.createElement("datalist");
  list.id = `${field.id}-offers`;
  form.append(list);
  field.setAttribute("list", list.id);
  field.autocomplete = "off";
  let waiting;
  let asking;
  const offer = async () => {
    asking?.abort();
    const typed = field.value.trim();
    if (!typed) return list.replaceChildren();
    asking = new AbortController();
    try {
      const answer = await fetch(`${form.action}/suggest?q=${encodeURIComponent(typed)}`, { signal: asking.signal });
      const texts = answer.ok ? await answer.json() : [];
      list.replaceChildren(...texts.map((text) => new Option(text, text)));
    } catch {
      // One goes on typing, or the network failed: the box works without.
    }
  };
  field.addEventListener("input", (event) => {
    clearTimeout(waiting);
    // Half-typed pinyin is no text yet.
    if (!event.isComposing) waiting = setTimeout(offer, 150);
  });
  field.addEventListener("compositionend", () => {
    clearTimeout(waiting);
    waiting = setTimeout(offer, 150);
  });
}
