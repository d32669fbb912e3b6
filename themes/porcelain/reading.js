// Sets the large-type, high-contrast mode before the page is painted where the visitor chose it before: a page on disk or
// kept by the browser does not know.
if (/(?:^|; )large_type=1(?:;|$)/.test(document.cookie)) document.documentElement.classList.add("large");
