// Sets the large-type, high-contrast reading mode before the page is painted, where the visitor chose it before.
try {
  if (localStorage.getItem("reading") === "large") document.documentElement.classList.add("large");
} catch {
  // A browser that keeps nothing shows the page as it is.
}
