// From draft to public page to withdrawal in a real browser: with the keyboard alone, at desktop and phone width, each
// step by the person whose step it is, with axe looking at every page on the way.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startBrowser, startCity } from "./city.mjs";
import { choose, looksRight, person, press, reach, visitor, WIDTHS, write, writeDay } from "./person.mjs";

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

/** The reviewers of the education office, by the step they take. */
const REVIEWERS = [
  ["待初审", "guo.chushen"],
  ["待复审", "luo.fushen"],
  ["待终审", "song.zhongshen"],
];

/** Signs in as `login`, finds the item among the tasks and opens it. */
async function atTheDesk(login, title, viewport) {
  const one = await person(browser, city, login, viewport);
  await one.page.goto(`${city.origin}/console/tasks`);
  await looksRight(one.page, `tasks of ${login} at ${viewport.width}`);
  await press(one.page, one.page.getByRole("link", { name: title }));
  await looksRight(one.page, `the item before ${login} at ${viewport.width}`);
  return one;
}

async function state(page) {
  const line = page.locator(".state-line");
  return (await line.count()) ? line.innerText() : page.locator("main").innerText();
}

async function leave({ page, context, faults }) {
  assert.deepEqual(faults, [], `scripts failed on ${page.url()}`);
  await context.close();
}

/** Writes the draft and submits it, with a reason for each warning that stays. */
async function draftAndSubmit(title, viewport) {
  const one = await person(browser, city, "wang.yangli", viewport);
  const { page } = one;
  await page.goto(`${city.origin}/console/tasks`);
  await press(page, page.locator("main").getByRole("link", { name: "新建信息" }));
  await looksRight(page, "new item");
  await reach(page, page.getByLabel("文章", { exact: true }));
  await page.keyboard.press("Space");
  await choose(page, page.getByLabel("主栏目"), "规范性文件");
  await press(page, page.getByRole("button", { name: "开始编辑" }));
  await write(page, page.locator("[name=title]"), title);
  await reach(page, page.locator("[contenteditable=true]"));
  await page.keyboard.type("全市中小学体育场地在节假日向公众开放。");
  await looksRight(page, `editor at ${viewport.width}`);
  await press(page, page.getByRole("button", { name: "保存草稿" }));
  assert.match(page.url(), /\/console\/items\/\d+\/edit/);
  assert.equal(await page.locator("[name=title]").inputValue(), title);
  assert.match(await page.locator("[contenteditable=true]").innerText(), /节假日/);
  const id = /items\/(\d+)/.exec(page.url())[1];
  await write(page, page.locator("[name=summary]"), "学校体育场地向公众开放");
  await choose(page, page.locator("[name=category]"), "20-01");
  await choose(page, page.locator("[name=subject]"), "11-02");
  await choose(page, page.locator("[name=genre]"), "notice");
  await writeDay(page, page.locator("[name=formed_on]"), new Date().toISOString().slice(0, 10));
  await press(page, page.getByRole("button", { name: "保存并送审" }));
  await giveReasons(page);
  assert.match(await state(page), /待初审/, await page.locator("main").innerText());
  await leave(one);
  return id;
}

/** The checks found that keywords are missing: each warning gets its reason, and the item goes off again. */
async function giveReasons(page) {
  await looksRight(page, "the editor with findings");
  const reasons = page.locator("#findings-list input[name^=reason_]");
  for (let at = 0; at < (await reasons.count()); at += 1) await write(page, reasons.nth(at), "已核对，确需如此");
  await press(page, page.getByRole("button", { name: "保存并送审" }));
}

/** Takes the item through each review step that its section wants, then the secrecy review. */
async function review(title, viewport) {
  const taken = [];
  for (const [waiting, login] of REVIEWERS) {
    const one = await atTheDesk(login, title, viewport);
    assert.match(await state(one.page), new RegExp(waiting));
    await press(one.page, one.page.getByRole("button", { name: "审核通过", exact: true }));
    taken.push(waiting);
    const further = !/待保密审查/.test(await state(one.page));
    await leave(one);
    if (!further) break;
  }
  assert.ok(taken.length > 1, `more than one step was walked: ${taken}`);
  const one = await atTheDesk("zheng.baomi", title, viewport);
  await write(one.page, one.page.locator("[name=pass_secrecy_conclusion]"), "经审查，不涉及国家秘密、工作秘密和个人隐私，同意公开。");
  await press(one.page, one.page.getByRole("button", { name: "审查通过", exact: true }));
  assert.match(await state(one.page), /待发布/);
  await leave(one);
}

/** The page of the item as the public gets it. */
async function publicPage(id, status, viewport) {
  const one = await visitor(browser, viewport);
  const answer = await one.page.goto(`${city.origin}/items/${id}`);
  assert.equal(answer.status(), status);
  await looksRight(one.page, `/items/${id} with ${status} at ${viewport.width}`);
  const words = await one.page.locator("main").innerText();
  await leave(one);
  return words;
}

for (const viewport of WIDTHS) {
  test(`an item goes from draft to the public page and off it again at ${viewport.width}`, async () => {
    const title = `浏览器演练${viewport.width}：学校开放体育场地`;
    const id = await draftAndSubmit(title, viewport);
    await publicPage(id, 404, viewport);
    await review(title, viewport);
    const one = await atTheDesk("tang.fabu", title, viewport);
    const { page } = one;
    await press(page, page.getByRole("button", { name: "立即发布" }));
    assert.match(await state(page), /已公开/);
    await looksRight(page, `the published item at ${viewport.width}`);
    assert.match(await publicPage(id, 200, viewport), /全市中小学体育场地/);
    await reach(page, page.locator("summary", { hasText: "撤回已公开的信息" }));
    await page.keyboard.press("Enter");
    await write(page, page.locator("[name=withdraw_reason]"), "场地临时维修，时间另行公布。");
    await looksRight(page, `before withdrawing at ${viewport.width}`);
    await press(page, page.getByRole("button", { name: "撤回", exact: true }));
    assert.match(await state(page), /已撤回/);
    await leave(one);
    assert.match(await publicPage(id, 410, viewport), /撤回/);
  });
}

test("the first Tab on a page of the console leads past the navigation", async () => {
  const one = await person(browser, city, "wang.yangli");
  await one.page.goto(`${city.origin}/console/items`);
  await one.page.keyboard.press("Tab");
  assert.equal(await one.page.evaluate(() => document.activeElement.textContent), "跳到主要内容");
  await one.page.keyboard.press("Enter");
  await one.page.keyboard.press("Tab");
  assert.ok(await one.page.evaluate(() => document.activeElement.closest("main") !== null));
  await leave(one);
});

test("the public pages are sound at desktop and phone width, and work without script", async () => {
  for (const viewport of WIDTHS) {
    const { page, context } = await visitor(browser, viewport);
    const paths = ["/", "/gov-info", "/gov-info/guide", "/gov-info/rules", "/gov-info/catalogue", "/gov-info/annual-reports", "/gov-info/requests", "/search?q=规划", "/site-map"];
    for (const path of paths) {
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
  await page.locator('a[href^="/items/"]').first().press("Enter");
  await page.waitForURL(/\/items\/\d+/);
  assert.ok(await page.locator("h1").first().isVisible());
  await plain.close();
});
