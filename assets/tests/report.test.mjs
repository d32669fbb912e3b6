// January: a statistician opens the year's report, fills in what other systems hold, hands it in; the supervisor accepts,
// seals and publishes it; somebody reads it on a phone. With axe looking at every page on the way.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startBrowser, startCity } from "./city.mjs";
import { DESKTOP, PHONE, looksRight, person, visitor } from "./person.mjs";

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

const year = new Date().getFullYear() - 1;
const AGENCY = "高安市人民政府办公室";

async function press(page, name) {
  await page.getByRole("button", { name, exact: true }).first().click();
  const sure = page.getByRole("dialog").getByRole("button", { name, exact: true });
  if (await sure.isVisible().catch(() => false)) await sure.click();
  await page.waitForLoadState("load");
}

test("a report from opening to the phone of a reader", async () => {
  const clerk = await person(browser, city, "cao.tongji", DESKTOP);
  await clerk.page.goto(`${city.origin}/console/reports?year=${year}`);
  await looksRight(clerk.page, "the overview of the year");
  const row = clerk.page.getByRole("row", { name: new RegExp(AGENCY) });
  await row.getByRole("button", { name: "建立报告" }).click();
  await clerk.page.getByRole("heading", { level: 1, name: new RegExp(`${AGENCY}${year}年报告`) }).waitFor();
  await looksRight(clerk.page, "a report that was opened");
  const report = clerk.page.url();

  await clerk.page.getByRole("link", { name: /本年新收政府信息公开申请数量”的“总计”/ }).click();
  await clerk.page.getByText("由系统记录自动统计").waitFor();
  await looksRight(clerk.page, "what lies behind a number");

  await clerk.page.goto(report);
  for (const field of await clerk.page.locator('input[name^="cell."]').all()) await field.fill("0");
  await clerk.page.locator('[name="cell.licences.decisions"]').fill("许多");
  await clerk.page.locator("#f-source").fill("市政务服务平台");
  await press(clerk.page, "保存数据");
  assert.match(await clerk.page.locator('[id="e-cell.licences.decisions"]').innerText(), /整数/);
  assert.equal(await clerk.page.locator('[name="cell.licences.decisions"]').inputValue(), "许多");
  await looksRight(clerk.page, "a report with a fault at its field");
  await clerk.page.locator('[name="cell.licences.decisions"]').fill("12");
  await press(clerk.page, "保存数据");
  await clerk.page.getByText("已保存").waitFor();

  await clerk.page.getByRole("link", { name: "文字部分" }).click();
  await looksRight(clerk.page, "the text");
  for (const area of await clerk.page.locator('textarea[name^="part."]').all()) {
    const text = await area.inputValue();
    await area.fill(text.replace(/【[^】]*】/g, "按要求做好有关工作。"));
  }
  await press(clerk.page, "保存文字");
  await clerk.page.goto(report);
  await press(clerk.page, "上报");
  await clerk.page.getByText("已上报，等待审核。").waitFor();
  assert.deepEqual(clerk.faults, []);
  await clerk.context.close();

  const boss = await person(browser, city, "cheng.jianguan", DESKTOP);
  await boss.page.goto(report);
  for (const [name, told] of [["审核通过", "已审核通过。"], ["定稿", "已定稿"], ["发布", "已发布。"]]) {
    await press(boss.page, name);
    await boss.page.getByText(told).first().waitFor();
  }
  await looksRight(boss.page, "a published report in the console");
  await boss.context.close();

  const reader = await visitor(browser, PHONE);
  await reader.page.goto(`${city.origin}/gov-info/annual-reports`);
  await looksRight(reader.page, "the list of reports on a phone");
  await reader.page.getByRole("link", { name: AGENCY }).first().click();
  await reader.page.getByRole("heading", { level: 2, name: AGENCY }).waitFor();
  await looksRight(reader.page, "a report on a phone");
  await reader.page.goto(`${city.origin}/gov-info/annual-reports/gaoan/2019`);
  await looksRight(reader.page, "the city's report of 2019 on a phone");
  await reader.page.goto(`${city.origin}/gov-info/annual-reports/figures`);
  await looksRight(reader.page, "the figures on a phone");
  await reader.context.close();
});
