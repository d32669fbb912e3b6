// One's own account in a real browser: an issued password that must be changed, a second factor that is required, a
// lock after wrong passwords, the warning before an idle session ends, and a deputy for the time of a leave.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, before, test } from "node:test";
import { startBrowser, startCity } from "./city.mjs";
import { choose, looksRight, person, PHONE, press, signIn, visitor, write, writeDay } from "./person.mjs";

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

/** The code that an application on a telephone shows, `steps` half-minutes from now. */
function code(secret, steps = 0) {
  const bits = [...secret.replaceAll(/[\s=]/g, "")].map((c) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const hash = createHmac("sha1", key).update(counter).digest();
  const number = hash.readUInt32BE(hash.at(-1) & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

async function words(page) {
  return page.locator("main").innerText();
}

/** The security administrator gives somebody a new password, which is shown once. */
async function issue(login) {
  const { page, context } = await person(browser, city, "deng.anquan");
  await page.goto(`${city.origin}/console/users?q=${login}`);
  await press(page, page.locator("main table").getByRole("link"));
  await press(page, page.getByRole("button", { name: "重置口令" }));
  await looksRight(page, "an issued password");
  const password = await page.locator(".secret span").nth(1).innerText();
  await context.close();
  return password;
}

test("an issued password must be changed before anything else", async () => {
  const issued = await issue("zhao.shifan");
  const { page, context } = await visitor(browser, PHONE);
  await signIn(page, city, "zhao.shifan", issued);
  assert.match(page.url(), /\/console\/login\/password/);
  await looksRight(page, "the forced change of a password");
  await page.goto(`${city.origin}/console/items`);
  assert.match(page.url(), /\/console\/login\/password/, "there is no way round it");
  const change = async (old, fresh, repeat) => {
    await write(page, page.getByLabel("原口令"), old);
    await write(page, page.getByLabel("新口令", { exact: true }), fresh);
    await write(page, page.getByLabel("再输一次新口令"), repeat);
    await press(page, page.getByRole("button", { name: "保存并继续" }));
  };
  await change(issued, "Qing-Jiang-77", "Qing-Jiang-78");
  assert.match(await words(page), /两次输入的新口令不一样/);
  await looksRight(page, "a password that was repeated wrongly");
  await change(issued, "1234", "1234");
  assert.match(await words(page), /口令太短/);
  await change(issued, "Qing-Jiang-77", "Qing-Jiang-77");
  assert.match(page.url(), /\/console\/tasks/);
  await context.close();
});

test("a second factor is bound and asked for where it is required", async () => {
  const { page: admin, context: office } = await person(browser, city, "deng.anquan");
  await admin.goto(`${city.origin}/console/settings/security.second_factor`);
  await admin.getByLabel("所有人必须").focus();
  await admin.keyboard.press("Space");
  await press(admin, admin.getByRole("button", { name: "保存" }));
  try {
    await bindAndUse("chen.yanshi");
  } finally {
    await admin.goto(`${city.origin}/console/settings/security.second_factor`);
    await press(admin, admin.getByRole("button", { name: "恢复默认值" }));
    await office.close();
  }
});

/** Signs in without a second factor, is led to binding one, and signs in with it. */
async function bindAndUse(login) {
  const { page, context } = await visitor(browser);
  await signIn(page, city, login);
  assert.match(page.url(), /\/console\/login\/bind/);
  await looksRight(page, "binding a second factor");
  const secret = await page.locator(".secret").innerText();
  await write(page, page.locator("[name=code]"), "000000");
  await press(page, page.getByRole("button", { name: "确认绑定" }));
  assert.match(await words(page), /动态码不对/);
  await looksRight(page, "a wrong code while binding");
  assert.equal(await page.locator(".secret").innerText(), secret, "a slip does not ask to scan again");
  await write(page, page.locator("[name=code]"), code(secret));
  await press(page, page.getByRole("button", { name: "确认绑定" }));
  assert.match(page.url(), /\/console\/tasks/);
  await page.goto(`${city.origin}/console/account`);
  assert.match(await words(page), /已绑定/);
  await looksRight(page, "the account with a second factor");
  await write(page, page.locator("[name=password]"), "falsch-und-falsch");
  await press(page, page.getByRole("button", { name: "解除绑定" }));
  assert.match(await page.locator(".field-error").innerText(), /口令不对/);
  await looksRight(page, "a binding that was not given up");
  await context.close();

  const again = await visitor(browser, PHONE);
  await signIn(again.page, city, login);
  assert.match(again.page.url(), /\/console\/login\/code/);
  await looksRight(again.page, "asking for the code");
  await write(again.page, again.page.locator("[name=code]"), "000000");
  await press(again.page, again.page.getByRole("button", { name: "继续" }));
  assert.match(await words(again.page), /动态码不对/);
  await write(again.page, again.page.locator("[name=code]"), code(secret, 1));
  await press(again.page, again.page.getByRole("button", { name: "继续" }));
  assert.match(again.page.url(), /\/console\/tasks/);
  await again.context.close();
}

test("wrong passwords lock the account for a while, and the page says for how long", async () => {
  const { page, context } = await visitor(browser);
  for (let times = 0; times < 5; times += 1) {
    await signIn(page, city, "liu.shili", "falsch-und-falsch");
    assert.equal(await page.getByLabel("账号").inputValue(), "liu.shili", "the account is kept");
    assert.equal(await page.getByLabel("口令").inputValue(), "", "the password is not");
  }
  await signIn(page, city, "liu.shili");
  assert.match(await words(page), /账号已被锁定，约 \d+ 分钟后自动解除/);
  await looksRight(page, "a locked account");
  const { page: admin, context: office } = await person(browser, city, "deng.anquan");
  await admin.goto(`${city.origin}/console/users?q=liu.shili`);
  await press(admin, admin.locator("main table").getByRole("link"));
  await looksRight(admin, "the card of a locked account");
  await press(admin, admin.getByRole("button", { name: "解除锁定" }));
  await office.close();
  await signIn(page, city, "liu.shili");
  assert.match(page.url(), /\/console\/tasks/);
  await context.close();
});

test("an idle session is warned of, kept if wished, and leads to signing in when it has ended", async () => {
  const { page, context } = await visitor(browser);
  await page.clock.install();
  await signIn(page, city, "wu.yanshi");
  await page.goto(`${city.origin}/console/account`);
  await page.clock.fastForward("28:30");
  const dialog = page.getByRole("dialog");
  await dialog.waitFor();
  assert.match(await dialog.innerText(), /即将自动退出/);
  await looksRight(page, "the warning before a session ends");
  const kept = page.waitForResponse(/\/console\/session\/keep/);
  await page.keyboard.press("Enter");
  assert.equal((await kept).status(), 204);
  await page.clock.fastForward("31:00");
  await page.clock.fastForward("00:20");
  await page.getByRole("alert").waitFor();
  assert.match(await page.getByRole("alert").innerText(), /登录已失效/);
  city.idle(29);
  await page.goto(`${city.origin}/console/account`);
  assert.match(page.url(), /\/console\/account$/, "a minute before the end the session is still open");
  city.idle(31);
  await page.goto(`${city.origin}/console/leave`);
  assert.match(page.url(), /\/console\/login\?next=/);
  assert.match(await page.locator("body").innerText(), /登录已失效：长时间没有操作/);
  await looksRight(page, "signing in again after an idle session has ended");
  await write(page, page.getByLabel("账号"), "wu.yanshi");
  await write(page, page.getByLabel("口令"), city.passwords.get("wu.yanshi"));
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/console\/leave$/);
  await context.close();
});

test("a deputy acts for a colleague on leave, and no longer when the leave was ended", async () => {
  const { page: away, context: home } = await person(browser, city, "guo.chushen", PHONE);
  await away.goto(`${city.origin}/console/leave`);
  await looksRight(away, "naming a deputy");
  const until = new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10);
  const deputy = await away.locator("[name=deputy_id] option", { hasText: "tang.fabu" }).getAttribute("value");
  await choose(away, away.locator("[name=deputy_id]"), deputy);
  await writeDay(away, away.locator("[name=until_on]"), until);
  await write(away, away.locator("[name=reason]"), "年休假");
  await press(away, away.getByRole("button", { name: "指定代理人" }));
  assert.match(await words(away), /进行中/);
  await looksRight(away, "a deputy was named");
  const { page, context } = await person(browser, city, "tang.fabu");
  await page.goto(`${city.origin}/console/account`);
  assert.match(await words(page), /代理，到/);
  await page.goto(`${city.origin}/console/tasks`);
  assert.match(await words(page), /待初审/);
  await press(away, away.getByRole("button", { name: "结束" }));
  assert.match(await words(away), /已提前结束/);
  await page.goto(`${city.origin}/console/tasks`);
  assert.doesNotMatch(await words(page), /待初审/);
  await context.close();
  await home.close();
});
