// The search box: completions while one types, by the keyboard; and the same search without script.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startBrowser, startCity } from "./city.mjs";

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

async function visit(options, walk) {
  const context = await browser.newContext({ viewport: { width: 390, height: 800 }, ...options });
  try {
    const page = await context.newPage();
    await page.goto(`${city.origin}/`);
    await walk(page);
  } finally {
    await context.close();
  }
}

const found = (page) => page.locator("ol.results > li").count();

test("the box offers what is public while one types, and takes back what was offered", async () => {
  await visit({}, async (page) => {
    const field = page.locator("#hero-q");
    await field.focus();
    await page.keyboard.insertText("森林防火");
    const offers = page.locator("#hero-q-offers option");
    await offers.first().waitFor({ state: "attached" });
    const texts = await offers.evaluateAll((all) => all.map((one) => one.value));
    assert.ok(texts.length <= 8 && texts.every((text) => text.includes("森林防火")), texts.join("、"));
    assert.equal(await field.getAttribute("list"), "hero-q-offers");
    await field.fill("");
    await page.waitForFunction(() => !document.querySelector("#hero-q-offers option"));
    await page.keyboard.insertText("森林防火");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/search\?q=/);
    assert.ok((await found(page)) > 0);
  });
});

test("without script one searches all the same", async () => {
  await visit({ javaScriptEnabled: false }, async (page) => {
    await page.locator("#hero-q").fill("森林防火");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/search\?q=/);
    assert.ok((await found(page)) > 0);
    assert.equal(await page.locator("datalist").count(), 0);
  });
});
