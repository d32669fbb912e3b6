// The public pages as a visitor meets them: every kind of page at three widths and with the text at double size, axe
// and the Nu checker looking at each; a walk by the keyboard alone, with and without script; and what the home page
// weighs. One city for all.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { startBrowser, startCity } from "./city.mjs";
import { axeFindings, reach, sidewaysBy, write } from "./person.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));
const PORTAL = join(HERE, "../../crates/web/src/portal");
const CHECKER = join(HERE, "../checks/node_modules/vnu-jar/build/dist/vnu.jar");
const WIDTHS = [
  { width: 360, height: 740 },
  { width: 768, height: 1024 },
  { width: 1440, height: 900 },
];
/** Answers that are no pages for people, and the steps of an application, which `requests.test.mjs` walks. */
const NO_PAGES = /\.(xml|txt|csv|json)$|^\/(api|files|feeds|fragments|site-style|sitemaps)\/|^\/search\/suggest$|\{file\}|\/(draft|receipt|offers|answer|case)\b/;
/** What a page may hold in bytes: an old phone on a slow line. */
const HOME_BYTES = 300 * 1024;

let city;
let browser;
/** The address of a page of each kind. */
let pages;

before(async () => {
  city = await startCity("--live");
  browser = await startBrowser();
  pages = await onePageOfEachKind();
});

after(async () => {
  await browser?.close();
  await city?.end();
});

async function text(path) {
  const answer = await fetch(city.origin + path);
  return { status: answer.status, type: answer.headers.get("content-type") ?? "", body: await answer.text() };
}

/** The first address in a page that fits. */
async function linkIn(path, pattern) {
  const found = pattern.exec((await text(path)).body);
  assert.ok(found, `${path} links to ${pattern}`);
  return found[1].replaceAll("&amp;", "&");
}

const search = (words) => `/search?q=${encodeURIComponent(words)}`;

async function onePageOfEachKind() {
  const item = /href="((?:\/sites\/[a-z]+)?\/items\/\d+)"/;
  const amended = `/gov-info/catalogue?category=20-01&q=${encodeURIComponent("农村公路管理养护办法")}`;
  const site = "/sites/jiaoti";
  return {
    home: "/",
    platform: "/gov-info",
    guide: "/gov-info/guide",
    rules: "/gov-info/rules",
    catalogue: "/gov-info/catalogue",
    narrowed: await linkIn("/gov-info/catalogue?category=20-07", /href="(\/gov-info\/catalogue\?category=20-07&amp;year=2019)"/),
    empty: "/gov-info/catalogue?category=21-b",
    reports: "/gov-info/annual-reports",
    report: await linkIn("/gov-info/annual-reports", /href="(\/gov-info\/annual-reports\/[a-z]+\/\d+[a-z-]*)"/),
    figures: "/gov-info/annual-reports/figures",
    requests: "/gov-info/requests",
    section: "/sections/xinwen",
    "later page of a section": "/sections/yaowen?page=2",
    topic: await linkIn("/", /href="(\/topics\/[a-z-]+)"/),
    news: await linkIn("/sections/yaowen", item),
    document: await linkIn(amended, /href="(\/items\/\d+)">[^<]*<\/a><span class="mark mark-warning">/),
    interpretation: await linkIn("/sections/jiedu", item),
    data: await linkIn("/sections/tongjixinxi", item),
    pictures: await linkIn("/sections/tupian", item),
    search: search("公开"),
    "search without hits": search("薛定谔的猫"),
    "search without words": "/search",
    map: "/site-map",
    "most read": "/most-read",
    "site error": "/site-errors/new",
    "track of a site error": "/site-errors/track",
    opinion: `${await linkIn("/sections/yaowen", item)}/opinion`,
    application: "/requests/new",
    track: "/requests/track",
    register: "/requests/register",
    missing: "/nothing-here",
    "agency's home": `${site}/`,
    "agency's section": `${site}/sections/jiaoti-dongtai`,
    "agency's item": await linkIn(`${site}/sections/jiaoti-dongtai`, item),
    "agency's platform": `${site}/gov-info`,
    "agency's catalogue": `${site}/gov-info/catalogue`,
    "agency's guide": `${site}/gov-info/guide`,
  };
}

/** The addresses that the route tables of the portal ask by GET. */
function routes() {
  const files = ["mod.rs", "request/mod.rs", "voice/mod.rs"].map((name) => readFileSync(join(PORTAL, name), "utf8"));
  return files.flatMap((source) => [...source.matchAll(/\bget\(\s*"([^"]+)"/g)].map((found) => found[1]));
}

test("a page of every kind is looked at", () => {
  const known = routes().filter((route) => !NO_PAGES.test(route));
  assert.ok(known.length > 12, `the tables were read: ${known}`);
  const shown = Object.values(pages).map((path) => new URL(path, city.origin).pathname);
  const covers = (route) => new RegExp(`^${route.replaceAll(/\{\w+\}/g, "[^/]+")}$`);
  assert.deepEqual(known.filter((route) => !shown.some((path) => covers(route).test(path))), []);
});

for (const viewport of WIDTHS) {
  test(`every kind of page is sound at ${viewport.width} px, also with the text at double size`, async () => {
    const context = await browser.newContext({ viewport, locale: "zh-CN", bypassCSP: true });
    const page = await context.newPage();
    const faults = [];
    page.on("pageerror", (error) => faults.push(`${page.url()}: ${error}`));
    for (const [kind, path] of Object.entries(pages)) {
      const where = `${kind} (${path}) at ${viewport.width}`;
      const answer = await page.goto(city.origin + path);
      assert.equal(answer.status(), kind === "missing" ? 404 : 200, where);
      if ((await page.locator("h1").count()) !== 1) faults.push(`${where}: one heading says what the page is`);
      faults.push(...(await axeFindings(page)).map((found) => `${where}: ${found}`));
      if ((await sidewaysBy(page)) > 1) faults.push(`${where} scrolls sideways`);
      await page.evaluate(() => (document.documentElement.style.fontSize = "200%"));
      if ((await sidewaysBy(page)) > 1) faults.push(`${where} scrolls sideways with the text at 200 %`);
    }
    assert.deepEqual(faults, []);
    await context.close();
  });
}

for (const javaScriptEnabled of [true, false]) {
  test(`large type with strong contrast holds on every kind of page${javaScriptEnabled ? "" : ", without script"}`, async () => {
    const context = await browser.newContext({ viewport: WIDTHS[0], locale: "zh-CN", bypassCSP: true, javaScriptEnabled });
    const page = await context.newPage();
    const isLarge = () => page.evaluate(() => document.documentElement.classList.contains("large"));
    const wide = [];
    const start = `${city.origin}/search?q=${encodeURIComponent("预算")}`;
    await page.goto(start);
    await page.getByRole("button", { name: "长辈版" }).press("Enter");
    const leave = page.getByRole("button", { name: "退出长辈版" });
    await leave.waitFor();
    if (javaScriptEnabled) assert.ok(await leave.evaluate((button) => button === document.activeElement), "the focus stays");
    for (const [kind, path] of Object.entries(pages)) {
      await page.goto(city.origin + path);
      assert.ok(await isLarge(), `${kind} keeps the choice`);
      if ((await sidewaysBy(page)) > 1) wide.push(kind);
    }
    assert.deepEqual(wide, [], "pages that scroll sideways in large type");
    if (javaScriptEnabled) assert.deepEqual(await axeFindings(page), []);
    await page.goto(start);
    await leave.press("Enter");
    await page.getByRole("button", { name: "长辈版", exact: true }).waitFor();
    assert.equal(page.url(), start, "one stays where one was");
    await page.reload();
    assert.ok(!(await isLarge()), "and it ends when it is ended");
    await context.close();
  });
}

/** Presses Enter on a link or in a form and waits for the page it leads to. */
async function follow(page, locator, expected) {
  await reach(page, locator);
  await Promise.all([page.waitForURL(expected), page.keyboard.press("Enter")]);
}

for (const javaScriptEnabled of [true, false]) {
  test(`from the home page to a rule and what it means, by the keyboard${javaScriptEnabled ? "" : " and without script"}`, async () => {
    const context = await browser.newContext({ viewport: WIDTHS[2], locale: "zh-CN", javaScriptEnabled });
    const page = await context.newPage();
    const refused = [];
    page.on("console", (said) => said.type() === "error" && refused.push(said.text()));
    await page.goto(city.origin);
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.textContent), "跳到主要内容");
    await write(page, page.locator("#hero-q"), "生活垃圾分类实施方案");
    await Promise.all([page.waitForURL(/\/search\?q=/), page.keyboard.press("Enter")]);
    await follow(page, page.locator(".results a").filter({ hasText: "印发" }), /\/items\/\d+$/);
    assert.match(await page.locator(".facts").innerText(), /文号\s*\S*〔\d{4}〕\d+号/);
    const rule = page.url();
    await follow(page, page.locator(".after a").filter({ hasText: "政策解读" }), (url) => url.href !== rule);
    await follow(page, page.locator(".after a").filter({ hasText: "印发" }), rule);

    await follow(page, page.locator(".main-nav a").filter({ hasText: "政府信息公开" }), /\/gov-info$/);
    await follow(page, page.locator(".rows a").filter({ hasText: "财政预算" }), /category=20-07/);
    await reach(page, page.locator(".facets summary").filter({ hasText: "发布年份" }));
    await page.keyboard.press("Enter");
    await follow(page, page.locator(".facets a").filter({ hasText: "2019 年" }), /category=20-07&year=2019/);
    assert.equal(await page.locator(".chosen a").count(), 3);
    await write(page, page.locator("#c-q"), "预算");
    await Promise.all([page.waitForURL(/category=20-07&year=2019&q=/), page.keyboard.press("Enter")]);
    assert.ok((await page.locator(".catalogue tbody tr").count()) > 3);
    await follow(page, page.locator(".chosen a").filter({ hasText: "清除" }), /\/gov-info\/catalogue$/);
    assert.deepEqual(refused, [], "the content policy refuses nothing that the pages hold");
    await context.close();
  });
}

test("an agency's site leads nowhere else unawares", async () => {
  const context = await browser.newContext({ viewport: WIDTHS[2], locale: "zh-CN" });
  const page = await context.newPage();
  const own = Object.entries(pages).filter(([kind]) => kind.startsWith("agency's"));
  for (const [kind, path] of own) {
    await page.goto(city.origin + path);
    const links = await page.$$eval("a[href]", (all) => all.map((one) => [new URL(one.href).pathname, one.textContent.trim()]));
    const away = links.filter(([to]) => !to.startsWith("/sites/jiaoti/") && !to.startsWith("/files/"));
    assert.deepEqual(away, [["/", "高安市人民政府"]], `${kind}: only the link to the portal leaves the site`);
  }
  await context.close();
});

test("on a phone an item begins with its title, its facts follow the text, and a link leads to them", async () => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: "zh-CN" });
  const page = await context.newPage();
  await page.goto(city.origin + pages.document);
  const top = async (selector) => (await page.locator(selector).first().boundingBox()).y;
  const [title, mark, body, facts, tools] = [await top("h1"), await top(".article-meta .mark"), await top(".body"), await top(".facts"), await top(".article-tools")];
  assert.ok(title < 500 && mark < 844, `the first screen shows the title (${title}) and the mark (${mark})`);
  assert.ok(title < mark && mark < body && body < facts && facts < tools, `${[title, mark, body, facts, tools]}`);
  await follow(page, page.locator(".to-facts"), /#facts$/);
  assert.ok((await top(".facts")) < 844, "the facts are in sight");
  await context.close();
});

for (const viewport of [WIDTHS[0], WIDTHS[2]]) {
  test(`the keyboard goes through list and filters as they stand at ${viewport.width} px`, async () => {
    const context = await browser.newContext({ viewport, locale: "zh-CN" });
    const page = await context.newPage();
    for (const [path, line] of [[pages.catalogue, ".catalogue tbody a"], [pages.search, ".results a"]]) {
      await page.goto(city.origin + path);
      const last = await page.locator(line).last().boundingBox();
      const filter = await page.locator(".facets summary").first().boundingBox();
      const after = filter.y > last.y || filter.x > last.x + last.width;
      assert.ok(after, `${path}: the filters stand below or beside the lines`);
      await reach(page, page.locator(line).last());
      await reach(page, page.locator(".facets summary").first(), 30);
    }
    await context.close();
  });
}

test("on paper an item stands alone, with its facts", async () => {
  const context = await browser.newContext({ viewport: WIDTHS[2], locale: "zh-CN" });
  const page = await context.newPage();
  await page.goto(city.origin + pages.document);
  await page.emulateMedia({ media: "print" });
  for (const shown of [".facts", ".validity", ".body", ".attachments"]) assert.ok(await page.locator(shown).first().isVisible(), shown);
  for (const gone of [".main-nav", ".head-search", ".crumbs", ".article-tools", ".foot-links", ".reading"]) {
    assert.ok(!(await page.locator(gone).first().isVisible()), gone);
  }
  await context.close();
});

test("the home page weighs less than 300 KB", async () => {
  const context = await browser.newContext({ viewport: WIDTHS[0], locale: "zh-CN" });
  const page = await context.newPage();
  const wire = await context.newCDPSession(page);
  await wire.send("Network.enable");
  let bytes = 0;
  wire.on("Network.loadingFinished", (event) => (bytes += event.encodedDataLength));
  await page.goto(city.origin, { waitUntil: "networkidle" });
  assert.ok(bytes > 5_000 && bytes < HOME_BYTES, `${bytes} bytes`);
  await context.close();
});

test("the Nu checker finds nothing on any kind of page", async () => {
  const folder = mkdtempSync(join(tmpdir(), "gongkai-html-"));
  try {
    for (const [kind, path] of Object.entries(pages)) {
      writeFileSync(join(folder, `${kind.replaceAll(/\W/g, "-")}.html`), (await text(path)).body);
    }
    // It ends with an error when it found something, and tells what on its standard error.
    const checked = await promisify(execFile)("java", ["-jar", CHECKER, "--format", "json", folder], { maxBuffer: 1 << 24 }).catch((error) => error);
    const messages = JSON.parse(checked.stderr).messages.map((one) => `${one.url?.split("/").at(-1)}:${one.lastLine} ${one.message}`);
    assert.deepEqual(messages, []);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("feeds and sitemaps are what their formats ask for", async () => {
  const context = await browser.newContext({ javaScriptEnabled: true });
  const page = await context.newPage();
  await page.goto(city.origin);
  const read = async (path) => {
    const { status, type, body } = await text(path);
    assert.equal(status, 200, path);
    assert.match(type, /xml/, path);
    return page.evaluate((source) => {
      const xml = new DOMParser().parseFromString(source, "application/xml");
      const first = (node, name) => [...node.children].find((one) => one.localName === name);
      const words = (node, name) => first(node, name)?.textContent ?? "";
      const entry = (one) => ({ id: words(one, "id"), title: words(one, "title"), updated: words(one, "updated"), loc: words(one, "loc"), link: first(one, "link")?.getAttribute("href") ?? "", lastmod: words(one, "lastmod") });
      const root = xml.documentElement;
      return { broken: xml.querySelector("parsererror")?.textContent, root: root.localName, space: root.namespaceURI, own: entry(root), entries: [...root.children].filter((one) => ["entry", "url"].includes(one.localName)).map(entry) };
    }, body);
  };
  // What stands on a site with a name of its own is known by that name.
  const own = "http://jiaoti.gaoan.example/";
  const stamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00$/;
  for (const path of ["/feeds/yaowen.xml", "/feeds/jiedu.xml", "/sites/jiaoti/feeds/jiaoti-dongtai.xml"]) {
    const feed = await read(path);
    assert.deepEqual([feed.broken, feed.root, feed.space], [undefined, "feed", "http://www.w3.org/2005/Atom"], path);
    assert.equal(feed.own.id, city.origin + path);
    assert.equal(feed.own.link, city.origin + path);
    assert.ok(feed.entries.length > 0 && feed.entries.length <= 30, path);
    for (const entry of [feed.own, ...feed.entries]) {
      assert.ok(entry.title && [city.origin, own].some((origin) => entry.link.startsWith(origin)), `${path}: ${JSON.stringify(entry)}`);
      assert.match(entry.updated, stamp);
    }
    assert.equal(new Set(feed.entries.map((entry) => entry.id)).size, feed.entries.length, "every entry has an id of its own");
  }
  for (const [path, prefix] of [["/sitemap.xml", "/"], ["/sites/jiaoti/sitemap.xml", "/sites/jiaoti/"]]) {
    const map = await read(path);
    assert.deepEqual([map.broken, map.root, map.space], [undefined, "urlset", "http://www.sitemaps.org/schemas/sitemap/0.9"], path);
    assert.ok(map.entries.length > 20 && map.entries.length <= 50_000, `${map.entries.length} addresses in ${path}`);
    const strange = map.entries.filter((entry) => ![city.origin + prefix, own].some((begin) => entry.loc.startsWith(begin)));
    assert.deepEqual(strange, [], path);
    assert.ok(map.entries.every((entry) => entry.lastmod === "" || /^\d{4}-\d\d-\d\d$/.test(entry.lastmod)));
    assert.equal(new Set(map.entries.map((entry) => entry.loc)).size, map.entries.length);
  }
  await context.close();
});
