// The letters of a case at the desk: made, changed, looked at and issued by the keyboard alone, at desktop and phone
// width, with axe looking at each page; the saved PDF is one.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startBrowser, startCity } from "./city.mjs";
import { looksRight, person, press, reach, WIDTHS, write, writeDay } from "./person.mjs";

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

/** Today in China, as a field for a day takes it. */
function today() {
  return new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
}

/** Registers what somebody brought to the counter; the address of its page. */
async function registered(page) {
  await page.goto(`${city.origin}/console/requests/new`);
  await page.locator('[name="channel"]').selectOption("counter");
  await page.locator('[name="arrived_on"]').fill(today());
  await page.locator('[name="kind"]').first().evaluate((field) => {
    if (field.tagName === "SELECT") field.value = "c1";
    else document.querySelector('[name="kind"][value="c1"]').checked = true;
  });
  for (const [name, value] of [["matter.name", "2019年农村危房改造补助资金发放明细"], ["citizen.name", "李晓明"], ["citizen.number", "11010519491231002X"], ["contact.phone", "13800138000"]]) {
    await page.locator(`[name="${name}"]`).fill(value);
  }
  await page.locator('[name="citizen.paper"]').selectOption("identity_card");
  await page.locator('[name="supply"][value="electronic"]').check();
  await press(page, page.locator("main form button[type=submit]").last());
  const links = await page.locator('main a[href^="/console/requests/"]').evaluateAll((all) => all.map((one) => one.getAttribute("href")));
  return city.origin + links.find((href) => /\/\d+$/.test(href));
}

for (const viewport of WIDTHS) {
  test(`a letter is made, changed and issued by the keyboard at ${viewport.width}`, async () => {
    const { page, context, faults } = await person(browser, city, "dong.shouli", viewport);
    const address = await registered(page);
    await page.goto(address);
    await reach(page, page.locator("summary", { hasText: "要求补正" }));
    await page.keyboard.press("Enter");
    const year = String(Number(today().slice(0, 4)) + 1);
    await writeDay(page, page.locator('[name="ask_supplement_until"]'), `${year}-01-15`);
    await write(page, page.locator('[name="ask_supplement_what"]'), "请写明所需信息涉及的乡镇。");
    await press(page, page.getByRole("button", { name: "告知补正" }));

    await press(page, page.locator("#letters a", { hasText: "补正告知书" }));
    await looksRight(page, "a letter that fits the case");
    assert.match(await page.locator(".paper").innerText(), /请写明所需信息涉及的乡镇/);

    // Emptied: the fault stands at the field.
    const body = page.getByLabel("正文");
    const text = await body.inputValue();
    await write(page, body, " ");
    await press(page, page.getByRole("button", { name: "预览" }));
    await looksRight(page, "the letter without its text");
    assert.match(await page.locator("#e-body").innerText(), /正文不能为空/);

    await body.fill(`${text}\n另请写明希望得到的统计口径。`);
    await press(page, page.getByRole("button", { name: "预览" }));
    assert.match(await page.locator(".paper").innerText(), /另请写明希望得到的统计口径/);
    await press(page, page.getByRole("button", { name: "编号发出" }));
    assert.match(await page.locator("main").innerText(), /已发出，文号为 高府办?公复〔\d{4}〕\d+号/);
    assert.match(await page.locator(".paper").innerText(), /另请写明希望得到的统计口径/);
    await looksRight(page, "the letter that was issued");

    const saved = await page.request.get(`${new URL(page.url()).href}/pdf`);
    assert.equal(saved.status(), 200);
    assert.equal((await saved.body()).subarray(0, 5).toString(), "%PDF-");
    await page.goto(address);
    await looksRight(page, "the case with its letters");
    assert.deepEqual(faults, []);
    await context.close();
  });
}
