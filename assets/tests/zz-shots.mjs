import { startBrowser, startCity } from "./city.mjs";
import { person, WIDTHS } from "./person.mjs";
const out = "/tmp/two-shots";
const city = await startCity("--live");
const browser = await startBrowser();
for (const viewport of WIDTHS) {
  const { page } = await person(browser, city, "wang.yangli", viewport);
  await page.goto(city.origin + "/console/items?work=draft");
  await page.getByRole("link", { name: "关于加强义务教育学校" }).first().click();
  await page.waitForLoadState();
  const base = page.url().split("?")[0];
  await page.goto(base + "/edit");
  await page.screenshot({ path: `${out}/edit2-${viewport.width}.png`, fullPage: true });
  await page.locator("[contenteditable=true]").click();
  await page.keyboard.type("联系人身份证11010519491231002X，电话13800138000，按装完成。");
  await page.getByRole("button", { name: "保存并检查" }).click();
  await page.waitForLoadState(); await page.waitForTimeout(800);
  await page.screenshot({ path: `${out}/findings-${viewport.width}.png`, fullPage: true });
}
await browser.close(); await city.end();
