// A citizen applies for information on a phone and follows the case: with the keyboard, without and with script, with
// axe looking at every page on the way.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, test } from "node:test";
import { startBrowser, startCity } from "./city.mjs";
import { choose as step, looksRight, person, press, reach, write } from "./person.mjs";

const PHONE = { width: 390, height: 844 };
const DESKTOP = { width: 1280, height: 900 };
const OFFICER = "dong.shouli";
const SIGNATORY = "qin.qianfa";

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

    await page.locator("summary", { hasText: "撤回申请" }).click();
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

/** Chooses a radio button or ticks a box with the keyboard. */
async function pick(page, name, value) {
  const wanted = page.locator(`[name="${name}"][value="${value}"]`);
  const kind = await wanted.getAttribute("type");
  const stop = page.locator(`[name="${name}"]:checked`);
  await reach(page, kind === "radio" ? ((await stop.count()) ? stop : page.locator(`[name="${name}"]`).first()) : wanted);
  for (let presses = 0; kind === "radio" && presses < 12; presses += 1) {
    if (await wanted.evaluate((one) => one === document.activeElement)) break;
    await page.keyboard.press("ArrowDown");
  }
  if (!(await wanted.isChecked())) await page.keyboard.press("Space");
  assert.ok(await wanted.isChecked(), `${name} = ${value}`);
}

const field = (page, name) => page.locator(`[name="${name}"]`);

test("an organisation applies through an agent by the keyboard alone", async () => {
  const { page, context } = await visitor(DESKTOP);
  await page.goto(`${city.origin}/requests/new`);
  await step(page, field(page, "agency"), "高安市人民政府办公室");
  await write(page, field(page, "matter.name"), "2019年度市本级部门预算公开目录");
  await pick(page, "who", "organisation");
  assert.equal(await field(page, "citizen.name").isVisible(), false, "a citizen's fields are out of the way");
  await step(page, field(page, "kind"), "c2");
  await write(page, field(page, "organisation.name"), "高安市瑞州陶瓷有限公司");
  await write(page, field(page, "organisation.code"), "91350100M000100Y43");
  await write(page, field(page, "organisation.representative"), "熊志强");
  await write(page, field(page, "organisation.contact_person"), "熊志强");
  await write(page, field(page, "contact.phone"), "0795-5280012");
  await pick(page, "supply", "paper");
  await pick(page, "delivery", "collect");
  await reach(page, page.locator("summary").filter({ hasText: "由他人代办" }));
  await page.keyboard.press("Enter");
  await write(page, field(page, "agent.name"), "刘芳");
  await step(page, field(page, "agent.paper"), "passport");
  await write(page, field(page, "agent.number"), "E12345678");
  await write(page, field(page, "agent.authority"), "代为提交申请、补正、签收答复");
  await looksRight(page, "the form with its further part open");
  await press(page, page.getByRole("button", { name: "提交申请" }));
  await page.getByRole("alert").waitFor();
  assert.match(await page.locator('[id="e-authority_files"]').innerText(), /授权委托书/);
  assert.equal(await field(page, "agent.name").inputValue(), "刘芳");
  assert.ok(await field(page, "authority_files").isVisible(), "the part with the fault stands open");
  await looksRight(page, "the form that asks for the authority");
  await field(page, "authority_files").setInputFiles({ name: "授权委托书.txt", mimeType: "text/plain", buffer: Buffer.from("兹委托刘芳代为申请。") });
  await press(page, page.getByRole("button", { name: "提交申请" }));
  await page.getByRole("heading", { name: "申请已经收到" }).waitFor();
  await context.close();
});

test("the piece of work is done while one types, and lifts the limit only", async () => {
  const { page, context } = await visitor(PHONE);
  await page.goto(`${city.origin}/requests/new`);
  await page.waitForFunction(() => document.querySelector("[data-answer]").value !== "");
  const [seed, bits, answer] = await page.evaluate(() => {
    const form = document.querySelector("[data-request-form]");
    return [form.dataset.puzzle, Number(form.dataset.bits), form.querySelector("[data-answer]").value];
  });
  const hash = createHash("sha256").update(`${seed}:${answer}`).digest();
  const zeros = [...hash].map((byte) => byte.toString(2).padStart(8, "0")).join("").indexOf("1");
  assert.ok(zeros >= bits, `${zeros} zero bits of ${bits}`);
  await context.close();
});

/** Takes a step of a case as the signed-in person, by the form that the page sends. */
async function order(page, id, command, fields) {
  const status = await page.evaluate(
    async ([path, command, fields]) => {
      const form = new FormData();
      form.append("csrf", document.querySelector('input[name="csrf"]').value);
      for (const [name, value] of Object.entries(fields)) {
        form.append(`${command}_${name}`, typeof value === "string" ? value : new File([value.text], value.name));
      }
      return (await fetch(`${path}/${command}`, { method: "POST", body: form })).status;
    },
    [`${city.origin}/console/requests/${id}`, command, fields],
  );
  assert.equal(status, 200, `${command} was taken`);
}

/** The name of the file that a button saves, as the answer gives it: what the browser makes of it hangs on the machine. */
async function saved(page, button) {
  const [answer] = await Promise.all([
    page.waitForResponse((response) => response.request().method() === "POST"),
    page.waitForEvent("download"),
    button.click(),
  ]);
  return decodeURIComponent(answer.headers()["content-disposition"].split("''")[1]);
}

test("the reply is read, fetched and rated on a phone", async () => {
  const { page, context } = await visitor(PHONE, { acceptDownloads: true });
  await page.goto(`${city.origin}/requests/new`);
  await fillIn(page);
  await page.getByRole("button", { name: "提交申请" }).click();
  await page.getByRole("heading", { name: "申请已经收到" }).waitFor();
  const [number, code] = await page.locator(".receipt-codes dd").allInnerTexts();
  assert.match(await saved(page, page.getByRole("button", { name: "下载回执" })), /^接收回执 .*\.pdf$/);

  const officer = await person(browser, city, OFFICER);
  await officer.page.goto(`${city.origin}/console/requests?state=registered`);
  const href = await officer.page.locator("tr", { hasText: number }).locator("a").first().getAttribute("href");
  const id = href.split("/").pop();
  const today = new Date(Date.now() + 8 * 3600 * 1000).toISOString().slice(0, 10);
  await order(officer.page, id, "confirm_receipt", { on: today });
  await order(officer.page, id, "draft_reply", {
    reply: "A2",
    on: today,
    way_of_supply: "网上查询下载电子文件，需要纸质的可以到市政府办公室领取",
    supply_time: "作出答复当日",
    files: { name: "2019年农村危房改造补助资金发放汇总表.txt", text: "全市各乡镇发放户数和金额" },
  });
  const signatory = await person(browser, city, SIGNATORY);
  await order(signatory.page, id, "sign", { on: today });
  await order(officer.page, id, "reply", { on: today, document_number: "高府办公复〔2026〕1号" });
  await order(officer.page, id, "serve", { method: "direct", sent_on: today, received_on: today, proof: "on", files: { name: "送达回证.txt", text: "已签收" } });

  await page.goto(`${city.origin}/requests/track`);
  await fill(page, "number", number);
  await fill(page, "code", code);
  await page.getByRole("button", { name: "查询" }).click();
  await page.getByRole("heading", { name: "答复", exact: true }).waitFor();
  await looksRight(page, "the case with its reply");
  const letter = await page.locator(".answer-letter").innerText();
  assert.match(letter, /予以公开/);
  assert.match(letter, /行政复议/);
  const given = await saved(page, page.getByRole("button", { name: /发放汇总表/ }));
  assert.equal(given, "2019年农村危房改造补助资金发放汇总表.txt");
  await fill(page, "remark", "电话确认很快，材料清楚。");
  await page.getByRole("button", { name: "提交评价" }).click();
  await page.locator('[id="e-satisfaction"]').waitFor();
  assert.equal(await field(page, "remark").inputValue(), "电话确认很快，材料清楚。");
  await choose(page, "satisfaction", "5");
  await field(page, "suggest").check();
  await page.getByRole("button", { name: "提交评价" }).click();
  await page.getByText("谢谢您的评价").waitFor();

  for (const [viewport, where] of [[DESKTOP, "on a desk"], [PHONE, "on a phone"]]) {
    await officer.page.setViewportSize(viewport);
    for (const path of ["service", id, `${id}/publication`]) {
      await officer.page.goto(`${city.origin}/console/requests/${path}`);
      await looksRight(officer.page, `${path} ${where}`);
    }
  }
  assert.match(await officer.page.locator('[name="title"]').inputValue(), /危房改造/);
  await context.close();
});
