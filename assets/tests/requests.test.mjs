// A citizen applies for information on a phone and follows the case: with the keyboard, without and with script, with
// axe looking at every page on the way.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startBrowser, startCity } from "./city.mjs";
import { looksRight } from "./person.mjs";

const PHONE = { width: 390, height: 844 };
const DESKTOP = { width: 1280, height: 900 };

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

async function visitor(viewport, options = {}) {
  // axe is put into the page by the test, which the page's own policy would refuse.
  const context = await browser.newContext({ viewport, locale: "zh-CN", bypassCSP: true, ...options });
  return { page: await context.newPage(), context };
}

async function fill(page, name, value) {
  await page.locator(`[name="${name}"]`).fill(value);
}

async function choose(page, name, value) {
  await page.locator(`[name="${name}"][value="${value}"]`).check();
}

/** Fills in everything a citizen has to. */
async function fillIn(page) {
  await page.locator('[name="agency"]').selectOption({ label: "高安市人民政府办公室" });
  await fill(page, "matter.name", "2019年农村危房改造补助资金发放明细");
  await fill(page, "matter.description", "全市各乡镇2019年农村危房改造补助资金的发放对象数量和金额。");
  await choose(page, "who", "citizen");
  await fill(page, "citizen.name", "李晓明");
  await page.locator('[name="citizen.paper"]').selectOption("identity_card");
  await fill(page, "citizen.number", "11010519491231002X");
  await fill(page, "contact.phone", "13800138000");
  await fill(page, "contact.email", "lixiaoming@example.com");
  await choose(page, "supply", "electronic");
  await choose(page, "delivery", "email");
}

for (const [width, viewport, javaScriptEnabled] of [["phone", PHONE, true], ["desktop", DESKTOP, true], ["phone without script", PHONE, false]]) {
  test(`a citizen applies and follows the case (${width})`, async () => {
    const { page, context } = await visitor(viewport, { javaScriptEnabled });
    await page.goto(`${city.origin}/gov-info/requests`);
    await page.getByRole("link", { name: "在线申请" }).click();
    if (javaScriptEnabled) await looksRight(page, "the application form");

    // Nothing filled in: each fault at its field, what was typed is kept.
    await fill(page, "matter.document_number", "高府办字〔2019〕7号");
    await page.getByRole("button", { name: "提交申请" }).click();
    await page.getByRole("alert").waitFor();
    assert.ok((await page.locator(".fault").count()) >= 5, "faults stand at their fields");
    assert.equal(await page.locator('[name="matter.document_number"]').inputValue(), "高府办字〔2019〕7号");
    for (const link of await page.locator(".faults a").all()) {
      const target = (await link.getAttribute("href")).slice(1);
      assert.equal(await page.locator(`[id="${target}"]`).count(), 1, `${target} is on the page`);
    }
    if (javaScriptEnabled) await looksRight(page, "the form with its faults");

    // A wrong check digit is told at the number.
    await fillIn(page);
    await fill(page, "citizen.number", "110105194912310021");
    await page.getByRole("button", { name: "提交申请" }).click();
    await page.getByRole("alert").waitFor();
    assert.match(await page.locator('[id="e-citizen.number"]').innerText(), /逐位核对/);
    assert.equal(await page.locator('[name="citizen.name"]').inputValue(), "李晓明");
    await fill(page, "citizen.number", "11010519491231002X");
    await page.getByRole("button", { name: "提交申请" }).click();
    await page.getByRole("heading", { name: "申请已经收到" }).waitFor();
    if (javaScriptEnabled) await looksRight(page, "the receipt");
    const [number, code] = await page.locator(".receipt-codes dd").allInnerTexts();
    assert.match(number, /^\d{4}-\d+-\d+$/);

    await page.getByRole("link", { name: "查看进度" }).click();
    await fill(page, "number", number);
    await fill(page, "code", "AAAAA-AAAAA");
    await page.getByRole("button", { name: "查询" }).click();
    await page.getByRole("alert").waitFor();
    assert.equal(await page.locator('[name="number"]').inputValue(), number);
    await fill(page, "code", code.toLowerCase());
    await page.getByRole("button", { name: "查询" }).click();
    await page.getByText("等待确认收到").first().waitFor();
    assert.match(await page.locator(".case").innerText(), /2019年农村危房改造补助资金发放明细/);
    if (javaScriptEnabled) await looksRight(page, "the case");

    await page.getByRole("button", { name: "撤回申请" }).click();
    await page.getByText("申请已经撤回").waitFor();
    assert.equal(await page.getByRole("button", { name: "撤回申请" }).count(), 0);
    await context.close();
  });
}

test("a draft is saved and taken up again", async () => {
  const { page, context } = await visitor(PHONE);
  await page.goto(`${city.origin}/requests/new`);
  await fillIn(page);
  await page.getByRole("button", { name: "保存草稿" }).click();
  const link = page.locator(".draft-note a");
  await link.waitFor();
  const address = await link.getAttribute("href");
  await page.goto(new URL(address, city.origin).href);
  assert.equal(await page.locator('[name="citizen.name"]').inputValue(), "李晓明");
  assert.equal(await page.locator('[name="supply"][value="electronic"]').isChecked(), true);
  await context.close();
});

test("published items are offered while one types", async () => {
  const { page, context } = await visitor(PHONE);
  await page.goto(`${city.origin}/requests/new`);
  await page.locator('[name="matter.name"]').pressSequentially("财政预算");
  const offer = page.locator(".offers a").first();
  await offer.waitFor();
  assert.match(await offer.getAttribute("href"), /\/requests\/offers\/\d+\?stamp=/);
  await context.close();
});
