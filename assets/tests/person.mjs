// A person at a browser: signs in by typing, moves with Tab, presses with Enter, and looks whether a page is sound.
// Nothing here clicks.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export const DESKTOP = { width: 1280, height: 900 };
export const PHONE = { width: 390, height: 844 };
export const WIDTHS = [DESKTOP, PHONE];

/** A browser of one's own; `faults` gathers what its scripts throw. */
export async function visitor(browser, viewport = DESKTOP) {
  const context = await browser.newContext({ viewport, locale: "zh-CN", bypassCSP: true });
  const page = await context.newPage();
  const faults = [];
  page.on("pageerror", (error) => faults.push(String(error)));
  return { page, context, faults };
}

/** Fills in the sign-in form and sends it. */
export async function signIn(page, city, login, password = city.passwords.get(login)) {
  await page.goto(`${city.origin}/console/login`);
  await write(page, page.getByLabel("账号"), login);
  await write(page, page.getByLabel("口令"), password);
  await answered(page, () => page.keyboard.press("Enter"));
}

/** Somebody who is signed in. */
export async function person(browser, city, login, viewport = DESKTOP) {
  const one = await visitor(browser, viewport);
  await signIn(one.page, city, login);
  assert.ok(!one.page.url().includes("/console/login"), `${login} did not get in: ${await one.page.locator("main").innerText()}`);
  return one;
}

/** Moves with Tab until the wanted element has the focus. */
export async function reach(page, locator, limit = 300) {
  const wanted = await locator.first().elementHandle({ timeout: 5_000 });
  for (let presses = 0; presses < limit; presses += 1) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`the keyboard does not reach ${locator} on ${page.url()}`);
}

/** Reaches a field and types into it in place of what is there. */
export async function write(page, locator, text) {
  await reach(page, locator);
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.type(text);
}

/** Reaches a select and steps to the entry with this value. */
export async function choose(page, locator, value) {
  await reach(page, locator);
  const steps = await locator.first().evaluate((select, wanted) => {
    const at = [...select.options].findIndex((option) => option.value === wanted || option.label.trim() === wanted);
    return at < 0 ? null : at - select.selectedIndex;
  }, value);
  assert.ok(steps !== null, `${locator} does not offer ${value}`);
  for (let step = 0; step < Math.abs(steps); step += 1) await page.keyboard.press(steps > 0 ? "ArrowDown" : "ArrowUp");
}

/** Reaches a field for a day and types it part by part: `startBrowser` sees to it that the month comes first. */
export async function writeDay(page, locator, day) {
  await reach(page, locator);
  const [year, month, date] = day.split("-");
  await page.keyboard.type(month + date + year);
  assert.equal(await locator.inputValue(), day);
}

/** Reaches a button or link and presses it; where the page asks whether one is sure, presses the first answer. */
export async function press(page, locator) {
  await reach(page, locator);
  await answered(page, () => page.keyboard.press("Enter"));
}

async function answered(page, act) {
  // A new document knows nothing of the mark.
  await page.evaluate(() => (window.beforeThePress = true));
  const isNew = () => window.beforeThePress === undefined;
  await act();
  await page.waitForFunction(() => window.beforeThePress === undefined || document.querySelector("dialog[open]") !== null);
  if (await page.locator("dialog[open]").count()) {
    await page.keyboard.press("Enter");
    await page.waitForFunction(isNew);
  }
  await page.waitForLoadState();
}

/** What axe finds, grave or not. */
async function axeViolations(page) {
  await page.evaluate(axeSource);
  const result = await page.evaluate(() => globalThis.axe.run({ resultTypes: ["violations"] }));
  return result.violations;
}

const toldOf = (violation) => `${violation.id}: ${violation.nodes.map((node) => node.target).join(" ")}`;

/** Everything that axe finds, in words. */
export async function axeFindings(page) {
  return (await axeViolations(page)).map(toldOf);
}

/** By how many pixels the page is wider than its window. */
export function sidewaysBy(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** Nothing serious by axe, nothing that scrolls sideways. */
export async function looksRight(page, where) {
  const grave = (await axeViolations(page)).filter((v) => v.impact === "serious" || v.impact === "critical");
  assert.deepEqual(grave.map(toldOf), [], `axe on ${where}`);
  const overflow = await sidewaysBy(page);
  assert.ok(overflow <= 1, `${where} scrolls sideways by ${overflow}`);
}
