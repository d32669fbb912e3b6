// Reconsideration and litigation at the console, by the keyboard alone, on a wide screen and on a phone: registered with
// its faults shown first, what happened noted, the days ahead seen in the list.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startBrowser, startCity } from "./city.mjs";
import { WIDTHS, choose, looksRight, person, press, write, writeDay } from "./person.mjs";

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

/** A legal date so many days from today, in China. */
function day(ahead) {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai" }).format(new Date(Date.now() + ahead * 86_400_000));
}

const button = (page, name) => page.getByRole("button", { name, exact: true });

for (const viewport of WIDTHS) {
  test(`a suit from filing to judgment at ${viewport.width} pixels`, async () => {
    const { page, context, faults } = await person(browser, city, "dong.shouli", viewport);
    await page.goto(`${city.origin}/console/disputes`);
    await looksRight(page, "the list of disputes");
    await press(page, page.getByRole("link", { name: "登记复议或者诉讼" }));
    await looksRight(page, "the form for a dispute");

    // Nothing but the kind: each fault stands at its field, and the choice is kept.
    await choose(page, page.getByLabel("类别"), "direct");
    await press(page, button(page, "登记"));
    assert.equal(await page.locator("#e-filed_on").innerText(), "请填写这一项。");
    assert.equal(await page.getByLabel("类别").inputValue(), "direct");
    await looksRight(page, "the form with its faults");

    const number = `某法行初${viewport.width}号`;
    await writeDay(page, page.getByLabel("申请或者起诉日期"), day(-3));
    await write(page, page.getByLabel("审理机关"), "高安市人民法院");
    await write(page, page.getByLabel("案号"), number);
    await write(page, page.locator('textarea[name="matter"]'), "不服2024年某号答复");
    await press(page, button(page, "登记"));
    await page.getByRole("heading", { level: 1, name: number }).waitFor();
    await looksRight(page, "a dispute");

    await choose(page, page.getByLabel("事项"), "accepted");
    await writeDay(page, page.getByLabel("日期", { exact: true }), day(-2));
    await choose(page, page.getByLabel("适用程序"), "ordinary");
    await press(page, button(page, "登记"));
    await choose(page, page.getByLabel("事项"), "hearing");
    await writeDay(page, page.getByLabel("听证或者开庭日期"), day(9));
    await press(page, button(page, "登记"));
    assert.match(await page.locator(".timeline").innerText(), new RegExp(`定于 ${day(9)}`));
    await looksRight(page, "a dispute with a hearing");

    await page.goto(`${city.origin}/console/disputes`);
    assert.ok(await page.getByText(day(9)).first().isVisible(), "the hearing stands among the days ahead");
    await looksRight(page, "the list with a hearing");
    await press(page, page.getByRole("link", { name: number }).first());
    await choose(page, page.getByLabel("事项"), "decided");
    await choose(page, page.getByLabel("结果"), "upheld");
    await press(page, button(page, "登记"));
    await page.getByText("结果维持").first().waitFor();
    assert.ok(await page.getByText("上诉期限").first().isVisible());
    await looksRight(page, "a dispute that was decided");
    assert.deepEqual(faults, []);
    await context.close();
  });
}
