// Cleans what Word, WPS and web pages put on the clipboard: keeps structure (headings, lists, tables, alignment, links)
// and drops fonts, colours, sizes and private markup. The server cleans again; this shows the result before saving.

const DROP_WITH_CONTENT = "style, script, meta, link, title, xml, head, object, embed, iframe, form, input, button, svg, noscript";
const LIST_MARKER = /^\s*(?:([·•◆●■○§\u00b7\uf0b7\uf06c\uf0d8ouvnl-])|(\(?\d{1,3}[.)、．）]))[\s\u00a0]+/;

// Word indents the first line by style, or by typed full-width spaces.
const TYPED_INDENT = /^(?:[\u3000]{2}|[\u00a0\u3000 ]{4})/;

/** How many pictures in `html` point to the writer's own disk and so can't be taken over. */
export function droppedPictureCount(html) {
  return [...parse(html).querySelectorAll("img")].filter((picture) => !isReachable(picture)).length;
}

export function cleanPasted(html) {
  // A copy from this very editor carries its own marker and is clean already.
  if (html.includes("data-pm-slice")) return hideStyles(html);
  const body = parse(html).body;
  dropComments(body);
  for (const node of body.querySelectorAll(DROP_WITH_CONTENT)) node.remove();
  for (const picture of body.querySelectorAll("img")) if (!isReachable(picture)) picture.remove();
  for (const node of [...body.querySelectorAll("*")]) if (node.tagName.includes(":")) unwrap(node);
  for (const node of body.querySelectorAll("p, div")) markHeading(node);
  buildLists(body);
  for (const node of [...body.querySelectorAll("span, font, b, strong, i, em, a")]) cleanInline(node);
  for (const node of [...body.querySelectorAll("p")]) dropPadding(node);
  for (const node of body.querySelectorAll("*")) cleanAttributes(node);
  return body.innerHTML;
}

function parse(html) {
  const plain = html
    .replace(/<!--\[if[\s\S]*?<!\[endif\]-->/gi, "")
    .replace(/<!\[[^\]]*\]>/g, "")
    .replace(/<style[\s\S]*?<\/style>/gi, "");
  return new DOMParser().parseFromString(hideStyles(plain), "text/html");
}

/** The page's CSP reports each style attribute that is parsed, even in a document apart: read it under another name. */
function hideStyles(html) {
  return html.replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/(\s)style(\s*=)/gi, "$1data-style$2"));
}

function styleOf(node) {
  return (node.getAttribute("data-style") ?? "").toLowerCase();
}

function isReachable(picture) {
  const source = picture.getAttribute("src") ?? "";
  return source.startsWith("/") && !source.startsWith("//");
}

function dropComments(body) {
  const walker = body.ownerDocument.createTreeWalker(body, NodeFilter.SHOW_COMMENT);
  const found = [];
  while (walker.nextNode()) found.push(walker.currentNode);
  for (const node of found) node.remove();
}

function unwrap(node) {
  node.replaceWith(...node.childNodes);
}

function rename(node, tag) {
  const fresh = node.ownerDocument.createElement(tag);
  for (const { name, value } of [...node.attributes]) fresh.setAttribute(name, value);
  fresh.append(...node.childNodes);
  node.replaceWith(fresh);
  return fresh;
}

/** Word's outline levels become h2 to h4: h1 is the page's title. */
function markHeading(node) {
  const level = /mso-outline-level:\s*(\d)/.exec(styleOf(node)) ?? /^MsoHeading(\d)|^Heading(\d)/i.exec(node.className);
  if (!level) return;
  const depth = Number(level[1] ?? level[2]);
  if (depth >= 1) rename(node, `h${Math.min(depth + 1, 4)}`);
}

/** Word writes list entries as paragraphs with "mso-list" and a typed marker. */
function buildLists(body) {
  let list = null;
  for (const node of [...body.querySelectorAll("p")]) {
    const isEntry = /mso-list:\s*l\d/.test(styleOf(node)) || /MsoListParagraph/i.test(node.className);
    const marker = LIST_MARKER.exec(node.textContent);
    if (!isEntry || !marker) {
      list = null;
      continue;
    }
    const tag = marker[2] ? "ol" : "ul";
    if (!list || list.tagName.toLowerCase() !== tag || list.nextElementSibling !== node) {
      list = node.ownerDocument.createElement(tag);
      node.before(list);
    }
    dropMarker(node, marker[0].length);
    const entry = node.ownerDocument.createElement("li");
    entry.append(node);
    list.append(entry);
  }
}

function dropMarker(node, length) {
  const walker = node.ownerDocument.createTreeWalker(node, NodeFilter.SHOW_TEXT);
  let left = length;
  while (left > 0 && walker.nextNode()) {
    const text = walker.currentNode;
    const cut = Math.min(left, text.data.length);
    text.data = text.data.slice(cut);
    left -= cut;
  }
}

function cleanInline(node) {
  const style = styleOf(node);
  const tag = node.tagName;
  if (tag === "A") {
    const target = node.getAttribute("href") ?? "";
    if (!/^(https?:|mailto:|tel:|\/(?!\/)|#)/i.test(target)) unwrap(node);
    return;
  }
  if ((tag === "B" || tag === "STRONG") && /font-weight:\s*(normal|[1-5]00)/.test(style)) return unwrap(node);
  if ((tag === "I" || tag === "EM") && /font-style:\s*normal/.test(style)) return unwrap(node);
  if (tag !== "SPAN" && tag !== "FONT") return;
  const bold = /font-weight:\s*(bold|[6-9]00)/.test(style);
  const italic = /font-style:\s*italic/.test(style);
  if (bold) rename(node, "strong");
  else if (italic) rename(node, "em");
  else unwrap(node);
}

function cleanAttributes(node) {
  const align = /text-align:\s*(center|right)/.exec(styleOf(node))?.[1] ?? alignAttribute(node);
  const indent = isIndented(node);
  for (const { name } of [...node.attributes]) if (!keeps(node, name)) node.removeAttribute(name);
  if (align && /^(P|H[2-4])$/.test(node.tagName)) node.setAttribute("class", `align-${align}`);
  else if (indent && node.tagName === "P") node.setAttribute("class", "indent");
}

function isIndented(node) {
  return node.dataset.indent !== undefined || /text-indent:\s*(?!-|0(?:\.0*)?(?:[a-z%;]|$))[\d.]/.test(styleOf(node));
}

function alignAttribute(node) {
  const value = (node.getAttribute("align") ?? "").toLowerCase();
  return value === "center" || value === "right" ? value : null;
}

function keeps(node, name) {
  if (name === "href") return node.tagName === "A";
  if (name === "src" || name === "alt") return node.tagName === "IMG";
  return (name === "colspan" || name === "rowspan") && /^T[DH]$/.test(node.tagName);
}

/** Typed spaces become the indent class; empty paragraphs stood for distance, which the page's style gives. */
function dropPadding(node) {
  if (TYPED_INDENT.test(node.textContent)) node.dataset.indent = "";
  const walker = node.ownerDocument.createTreeWalker(node, NodeFilter.SHOW_TEXT);
  const first = walker.nextNode();
  if (first) first.data = first.data.replace(/^[\s\u00a0\u3000]+/, "");
  if (!node.textContent.replace(/[\s\u00a0\u3000]/g, "") && !node.querySelector("img")) node.remove();
}
