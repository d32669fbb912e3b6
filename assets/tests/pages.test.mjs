// Every page of the console, as a role that may see it, at desktop and phone width: axe finds nothing serious, nothing
// scrolls sideways, and each form with its faults shown is sound, too. The pages are found by following links; the
// route tables in the source say whether one was missed.
import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { after, before, test } from "node:test";
import { startBrowser, startCity } from "./city.mjs";
import { looksRight, person, WIDTHS } from "./person.mjs";

const CONSOLE = join(dirname(fileURLToPath(import.meta.url)), "../../crates/web/src/console");
const ROLES = ["wang.yangli", "he.chushen", "zheng.baomi", "han.fabu", "cheng.jianguan", "cao.tongji", "dong.shouli", "yuan.xitong", "deng.anquan", "peng.shenji"];
/** Answers that are no pages, and the steps of signing in, which `account.test.mjs` walks. */
// The last ones need a case, or an item that was edited after it was published: journeys in Rust open those.
const NO_PAGES = ["/console", "/console/items/related", "/console/files/{id}/{name}", "/console/login", "/console/login/code", "/console/login/bind", "/console/login/password", "/console/requests/{id}", "/console/requests/{id}/decide", "/console/requests/{id}/fee", "/console/requests/{id}/split", "/console/requests/{id}/redact", "/console/requests/redact/{file}", "/console/requests/redact/{file}/pages/{page}", "/console/requests/files/{file}", "/console/requests/{id}/letters/{letter}", "/console/requests/{id}/letters/{letter}/pdf", "/console/requests/{id}/letters/{letter}/docx", "/console/requests/{id}/folder", "/console/requests/{id}/folder.zip", "/console/requests/calendar.ics", "/console/visits.csv", "/console/visits/words.csv", "/console/items/{id}/diff", "/console/reports/{id}", "/console/reports/{id}/cells/{cell}", "/console/reports/{id}/text", "/console/requests/{id}/publication", "/console/reports/{id}/print/{form}", "/console/reports/{id}/evidence/{file}", "/console/themes/{id}", "/console/themes/{id}/style.css", "/console/themes/{id}/preview/{file}", "/console/themes/{id}/preview/{file}/page", "/console/themes/{id}/files/{file}"];
/** Forms in which nothing has to be filled in. */
const NEVER_REFUSED = [/\/move$/, /\/reasons$/, /\/upload$/, /\/mails\/password$/, /\/requests\/bulk$/, /\/requests\/redact\/\d+$/];
/** Files to be saved: a browser does not open them. */
const FILES = /^\/console\/files\/|\.csv |\/(print|evidence)\/|\/files\/\{file\} |\/(pdf|docx|folder\.zip) /;

let city;
let browser;

before(async () => {
  city = await startCity("--live");
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
  await city?.end();
});

/** The addresses that the route tables ask by GET. */
function routes(folder = CONSOLE) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return routes(path);
    const text = readFileSync(path, "utf8");
    const named = new Map([...text.matchAll(/const (\w+): &str = "(\/console[^"]*)";/g)].map((found) => [found[1], found[2]]));
    return [...text.matchAll(/\bget\(\s*("([^"]+)"|[A-Z]+)\s*,/g)]
      .map((found) => found[2] ?? named.get(found[1]))
      .filter((route) => route?.startsWith("/console"));
  });
}

/** The route that answers an address; a fixed part goes before a variable one. */
function routeOf(path, known) {
  const parts = path.split("/");
  const fitting = known.filter((route) => {
    const own = route.split("/");
    return own.length === parts.length && own.every((part, at) => part.startsWith("{") || part === parts[at]);
  });
  return fitting.sort((a, b) => a.split("{").length - b.split("{").length)[0];
}

/** What tells pages apart: numbers and keys do not, the fields of a query do. */
function shapeOf(address, known) {
  const route = routeOf(address.pathname, known) ?? address.pathname;
  const step = route.endsWith("/{step}") ? address.pathname.split("/").at(-1) : "";
  return [route, step, ...[...address.searchParams.keys()].filter((key) => !["before", "after", "from"].includes(key)).sort()].join(" ");
}

/** What may be done differs from one record to the next: so many of them are opened before their kind is known. */
const RECORDS = 5;

/** Follows the links of the console from its start page to the pages of each shape; those new to `seen` come back. */
async function explore(page, known, seen) {
  const found = [];
  const opened = new Map();
  const further = (shape) => (opened.get(shape) ?? 0) < (shape.endsWith("/{id} ") ? RECORDS : 1);
  const open = (shape) => opened.set(shape, (opened.get(shape) ?? 0) + 1);
  const waiting = [`${city.origin}/console`];
  while (waiting.length > 0) {
    const next = waiting.shift();
    const asked = shapeOf(new URL(next), known);
    if (!further(asked)) continue;
    const answer = await page.goto(next);
    const address = new URL(page.url());
    const shape = shapeOf(address, known);
    assert.ok(answer.ok(), `${next}: ${answer.status()}`);
    if (!seen.has(shape)) found.push({ path: address.pathname + address.search, shape });
    seen.add(shape);
    for (const one of new Set([asked, shape])) open(one);
    const links = await page.$$eval("a[href], iframe[src]", (all) => all.map((one) => one.href || one.src));
    for (const link of links.map((href) => new URL(href)).filter((url) => url.pathname.startsWith("/console/"))) {
      link.hash = "";
      const its = shapeOf(link, known);
      if (!further(its) || FILES.test(its) || waiting.includes(link.href)) continue;
      waiting.push(link.href);
    }
  }
  return found;
}

/** Sends each form of the page as it is when everything is left out; the answer is looked at. */
async function withFaults(page, path, where) {
  const count = await page.locator("main form[method=post]").count();
  for (let at = 0; at < count; at += 1) {
    await page.goto(city.origin + path);
    const sent = await page.locator("main form[method=post]").nth(at).evaluate((form, passed) => {
      const fields = [...form.elements].filter((field) => field.matches("input:not([type=hidden]), select, textarea"));
      if (fields.length === 0 || passed.some((end) => new RegExp(end).test(new URL(form.action).pathname))) return false;
      for (const field of fields) {
        if (field.type === "checkbox" || field.type === "radio") field.checked = false;
        else field.value = "";
      }
      HTMLFormElement.prototype.submit.call(form);
      return true;
    }, NEVER_REFUSED.map((one) => one.source));
    if (!sent) continue;
    await page.waitForLoadState();
    await page.waitForSelector(".field-error, .error-summary");
    await looksRight(page, `${where}, form ${at + 1} with its faults`);
  }
}

test("every page of the console is sound, with its faults shown, at desktop and phone width", async () => {
  const known = routes();
  assert.ok(known.length > 50, `the tables were read: ${known.length}`);
  const seen = new Set();
  await defineKind();
  for (const login of ROLES) {
    const { page, context } = await person(browser, city, login);
    const pages = await explore(page, known, seen);
    await context.close();
    for (const viewport of WIDTHS) {
      const one = await person(browser, city, login, viewport);
      for (const { path } of pages) {
        const where = `${path} as ${login} at ${viewport.width}`;
        await one.page.goto(city.origin + path);
        await looksRight(one.page, where);
        await withFaults(one.page, path, where);
      }
      assert.deepEqual(one.faults, [], `scripts failed for ${login} at ${viewport.width}`);
      await one.context.close();
    }
  }
  const visited = new Set([...seen].map((shape) => shape.split(" ")[0]));
  const missed = known.filter((route) => !visited.has(route) && !NO_PAGES.includes(route));
  assert.deepEqual(missed, [], "pages that no link led to");
});

/** A kind of one's own, so that the page that changes one can be seen. */
async function defineKind() {
  const { page, context } = await person(browser, city, "yuan.xitong");
  await page.goto(`${city.origin}/console/kinds/new`);
  for (const [name, value] of [["code", "tender"], ["label", "招标公告"], ["key_1", "budget"], ["label_1", "预算金额"]]) {
    await page.locator(`[name=${name}]`).fill(value);
  }
  await page.locator("[name=label_1]").press("Enter");
  await page.waitForURL(/\/console\/kinds$/);
  await context.close();
}
