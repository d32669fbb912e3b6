import { startBrowser, startCity } from "./city.mjs";
import { person, PHONE, DESKTOP } from "./person.mjs";
const city = await startCity();
const browser = await startBrowser();
const out = "/tmp/officer_shots";
async function snap(page, name) {
  for (const [w, h, tag] of [[1280, 900, "d"], [390, 844, "p"]]) {
    await page.setViewportSize({ width: w, height: h });
    await page.screenshot({ path: `${out}/${name}-${tag}.png`, fullPage: true });
  }
  await page.setViewportSize({ width: 1280, height: 900 });
}
async function click(page, locator) { await locator.first().click(); await page.waitForLoadState(); const d = page.locator("dialog[open] button").first(); if (await d.count()) { await d.click(); await page.waitForLoadState(); } }
try {
  const { page } = await person(browser, city, "dong.shouli");
  await page.goto(`${city.origin}/console/requests/new`);
  await page.locator("summary").first().click();
  await snap(page, "new");
  const reg = async (subject, more = {}) => {
    await page.goto(`${city.origin}/console/requests/new`);
    await page.locator('[name="agency"]').selectOption({ label: (await page.locator('[name="agency"] option').allInnerTexts()).find((t) => t.trim() === "高安市人民政府办公室") });
    await page.locator('[name="kind"]').selectOption("c1");
    await page.locator('[name="contact.phone"]').fill("13800138000");
    await page.locator('[name="contact.address"]').fill("江西省高安市瑞州街道筠泉路12号3单元501室");
    await page.locator('[name="citizen.name"]').fill("李晓明");
    await page.locator('[name="citizen.paper"]').selectOption("identity_card");
    await page.locator('[name="citizen.number"]').fill("11010519491231002X");
    await page.locator('[name="matter.name"]').fill(subject);
    await page.locator('[name="matter.description"]').fill("全市各乡镇2019年农村危房改造补助资金的发放对象数量、发放金额和发放时间，以及审核确定补助对象的会议纪要。");
    for (const [k, v] of Object.entries(more)) { if (k === "__file") await page.locator('[name="file"]').setInputFiles(v); else await page.locator(`[name="${k}"]`).evaluate((e, v) => { e.value = v; }, v); }
    await click(page, page.getByRole("button", { name: "登记", exact: true }));
  };
  await reg("2019年农村危房改造补助资金发放明细", { "further.0.name": "2019年农村低保发放名单", "further.1.name": "2019年校车经费", __file: { name: "申请书.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.4\n%%EOF") } }).catch((e) => console.log(e));
  if (page.url().includes("new") && (await page.getByRole("alert").count())) { console.log(await page.getByRole("alert").innerText()); await reg("2019年农村危房改造补助资金发放明细", { "further.0.name": "2019年农村低保发放名单", "further.1.name": "2019年校车经费" }); }
  await snap(page, "receipts");
  await click(page, page.getByRole("link", { name: "开始办理" }));
  const url = page.url();
  await snap(page, "case");
  const post = async (code, fields) => {
    await page.goto(url);
    const r = await page.evaluate(async ({ code, fields, url }) => {
      const csrf = document.querySelector('input[name="csrf"]').value;
      const body = new URLSearchParams({ csrf, ...fields });
      const r = await fetch(`${url}/${code}`, { method: "POST", body, redirect: "manual" });
      return r.type + r.status;
    }, { code, fields, url });
    console.log(code, r);
  };
  const today = await page.evaluate(() => new Date().toISOString().slice(0, 10));
  await page.goto(url);
  const unit = await page.locator('[name="assign_part_unit"] option').nth(1).getAttribute("value");
  await post("assign_part", { assign_part_unit: unit, assign_part_on: today, assign_part_until: "2026-12-10", assign_part_task: "查找2019年危房改造补助资金发放明细，说明能否公开和依据。" });
  await post("assign_part", { assign_part_unit: unit, assign_part_on: today, assign_part_task: "核对审核补助对象的会议纪要。" });
  await post("consult", { consult_with: "third_party", consult_on: today, consult_third_party: "江西某建设有限公司", consult_content: "合同价款和施工方案" });
  await page.goto(url);
  await snap(page, "case2");
  const u = await person(browser, city, "shao.chengban");
  await u.page.goto(`${city.origin}/console/requests`);
  await snap(u.page, "unit-desk");
  await u.page.goto(url);
  await snap(u.page, "unit-case");
  await page.goto(`${url}/decide`);
  await snap(page, "decide");
  await post("recall_consultation", { no: "0", recall_consultation_0_on: today, recall_consultation_0_reason: "不需要" });
  await page.goto(`${url}/decide?reply=B1`);
  await snap(page, "decide-b1");
  await page.goto(`${url}/decide?reply=D1b`);
  await snap(page, "decide-d1b");
  await page.goto(`${url}/fee?basis=pages&pages=268`);
  await snap(page, "fee");
  await page.goto(`${url}/split`);
  await snap(page, "split");
  await page.goto(`${url}/redact`);
  const shot = await page.screenshot({ clip: { x: 0, y: 0, width: 900, height: 700 } });
  await page.locator('[name="file"]').setInputFiles({ name: "会议照片.png", mimeType: "image/png", buffer: shot });
  await click(page, page.getByRole("button", { name: "上传" }));
  await snap(page, "redact-files");
  await click(page, page.getByRole("row", { name: /会议照片/ }).getByRole("link", { name: "涂黑", exact: true }));
  await page.waitForTimeout(1500);
  for (const [n, v] of Object.entries({ "box.0.x": "10", "box.0.y": "10", "box.0.w": "30", "box.0.h": "8", "box.1.x": "50", "box.1.y": "40", "box.1.w": "0.5", "box.1.h": "0.5" })) await page.locator(`[name="${n}"]`).fill(v);
  await page.locator('[name="box.0.ground"]').selectOption("个人隐私 §15");
  await page.locator('[name="box.1.own"]').fill("过程性信息 §16");
  await snap(page, "redact");
  await click(page, page.getByRole("button", { name: "生成涂黑后的文件" }));
  await page.waitForTimeout(2500);
  await snap(page, "redact-done");
  await post("draft_reply", { draft_reply_reply: "C5", draft_reply_on: today, draft_reply_reason: "属于内部工作流程信息，公开与否不影响申请人权益。", draft_reply_note: "请核对理由。" });
  const l = await person(browser, city, "meng.fazhi");
  await l.page.goto(url);
  await snap(l.page, "legal");
  await page.goto(`${city.origin}/console/requests`);
  await snap(page, "desk");
  const s = await person(browser, city, "cheng.jianguan");
  await s.page.goto(`${city.origin}/console/requests/watch`);
  await snap(s.page, "watch");
  await s.page.goto(`${city.origin}/console/requests/watch/unassigned`);
  await snap(s.page, "watch-list");
} catch (e) { console.log("FAILED", e); } finally { await browser.close(); await city.end(); }
