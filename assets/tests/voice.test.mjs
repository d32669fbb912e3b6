// A citizen tells of an error of the site and says whether an item helped: at the desk, on a phone, by the keyboard and
// without script; the editor answers, and the citizen reads the answer. axe looks at every page on the way.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startBrowser, startCity } from "./city.mjs";
import { choose, DESKTOP, looksRight, person, PHONE, press, reach, write } from "./person.mjs";

const EDITOR = "wang.yangli";

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

async function visitor(viewport, options = {}) {
  const context = await browser.newContext({ viewport, locale: "zh-CN", bypassCSP: true, ...options });
  return { page: await context.newPage(), context };
}

/** Opens an item of the editor's agency. */
async function openItem(page) {
  await page.goto(`${city.origin}/gov-info/catalogue?agency=jiaoti`);
  await page.locator('main a[href*="/items/"]').first().click();
  await page.waitForURL(/\/items\/\d+$/);
  return page.url();
}

async function fillIn(page) {
  await page.locator('[name="kind"][value="wording"]').check();
  await page.locator("#f-description").fill("第二段“准务”应为“准备”。");
  await page.locator('[name="contact"]').fill("13800138000");
}

async function track(page, [number, code]) {
  await page.goto(`${city.origin}/site-errors/track`);
  await page.locator('[name="number"]').fill(number);
  await page.locator('[name="code"]').fill(code.toLowerCase());
  await page.locator("main").getByRole("button", { name: "查询" }).click();
}

for (const [width, viewport, javaScriptEnabled] of [["desktop", DESKTOP, true], ["phone", PHONE, true], ["phone without script", PHONE, false]]) {
  test(`an error of a page is told and its answer read (${width})`, async () => {
    const sound = async (page, where) => javaScriptEnabled && looksRight(page, `${where} (${width})`);
    const { page, context } = await visitor(viewport, { javaScriptEnabled });
    const item = await openItem(page);
    await sound(page, "an item");
    await page.getByRole("link", { name: "我为政府网站找错" }).click();
    assert.equal(await page.locator('[name="page"]').inputValue(), item, "the address of the page is filled in");
    await sound(page, "the form");

    await page.locator('[name="contact"]').fill("李先生");
    await page.getByRole("button", { name: "提交" }).click();
    await page.getByRole("alert").waitFor();
    assert.equal(await page.locator(".fault").count(), 3, "each fault at its field");
    assert.equal(await page.locator('[name="contact"]').inputValue(), "李先生");
    for (const link of await page.locator(".faults a").all()) {
      const target = (await link.getAttribute("href")).slice(1);
      assert.equal(await page.locator(`[id="${target}"]`).count(), 1, `${target} is on the page`);
    }
    await sound(page, "the form with its faults");

    await fillIn(page);
    await page.getByRole("button", { name: "提交" }).click();
    await page.getByRole("heading", { name: "找错留言已经收到" }).waitFor();
    await sound(page, "the receipt");
    const codes = await page.locator(".receipt-codes dd").allInnerTexts();
    assert.match(codes[0], /^ZC\d{4}-\d{5}$/);
    await track(page, codes);
    assert.match(await page.locator(".standing").innerText(), /待答复/);
    await sound(page, "the message");

    const staff = await person(browser, city, EDITOR);
    await staff.page.goto(`${city.origin}/console/site-errors`);
    await press(staff.page, staff.page.locator("tr", { hasText: codes[0] }).getByRole("link"));
    await looksRight(staff.page, "the message in the console");
    await choose(staff.page, staff.page.getByLabel("核对结果"), "corrected");
    await write(staff.page, staff.page.getByLabel("答复内容"), "已改为“准备”，谢谢。");
    await press(staff.page, staff.page.getByRole("button", { name: "答复", exact: true }));
    await press(staff.page, staff.page.getByRole("button", { name: "办结" }));
    assert.match(await staff.page.locator(".state-line").innerText(), /已办结/);
    assert.deepEqual(staff.faults, []);
    await staff.context.close();

    await track(page, codes);
    assert.match(await page.locator("main").innerText(), /已改为“准备”，谢谢。/);
    await sound(page, "the answer");
    await context.close();
  });
}

test("the form is filled in by the keyboard alone", async () => {
  const { page, context } = await visitor(DESKTOP);
  await page.goto(`${city.origin}/sections/gonggao`);
  await press(page, page.getByRole("link", { name: "我为政府网站找错" }));
  await reach(page, page.locator('[name="kind"]').first());
  await page.keyboard.press("Space");
  await write(page, page.getByLabel("错在哪里"), "列表第二页打不开。");
  await press(page, page.getByRole("button", { name: "提交" }));
  await page.getByRole("heading", { name: "找错留言已经收到" }).waitFor();
  await context.close();
});

for (const [width, viewport, javaScriptEnabled] of [["desktop", DESKTOP, true], ["phone without script", PHONE, false]]) {
  test(`a reader says whether an item helped (${width})`, async () => {
    const { page, context } = await visitor(viewport, { javaScriptEnabled });
    const item = await openItem(page);
    await page.getByText("先写几句具体的").click();
    await page.locator('[name="words"]').fill(`没有写联系电话（${width}）`);
    await page.getByRole("button", { name: "没有帮助" }).click();
    await page.getByRole("heading", { name: "谢谢，您的评价已经收到。" }).waitFor();
    assert.deepEqual(await context.cookies(), [], "nothing is kept of the reader");
    if (javaScriptEnabled) await looksRight(page, "the thanks");
    await page.getByRole("link", { name: "回到原文" }).click();
    assert.equal(page.url(), item);
    await context.close();

    const staff = await person(browser, city, EDITOR, viewport);
    await staff.page.goto(`${city.origin}/console/opinions`);
    assert.match(await staff.page.locator("main").innerText(), new RegExp(`没有写联系电话（${width}）`));
    await looksRight(staff.page, "the opinions");
    await staff.context.close();
  });
}

test("what is read most stands on the home page, and by itself without script", async () => {
  const { page, context } = await visitor(DESKTOP);
  await page.goto(`${city.origin}/`);
  await page.locator(".most-read li").first().waitFor();
  assert.ok((await page.locator(".most-read li").count()) >= 5);
  await looksRight(page, "the home page");
  await context.close();
  const plain = await visitor(PHONE, { javaScriptEnabled: false });
  await plain.page.goto(`${city.origin}/`);
  await plain.page.getByRole("link", { name: /阅读排行/ }).click();
  assert.ok((await plain.page.locator(".most-read li").count()) >= 5);
  await plain.context.close();
  const phone = await visitor(PHONE);
  await phone.page.goto(`${city.origin}/most-read`);
  await looksRight(phone.page, "the most read");
  await phone.context.close();
});
