// The office: a whole case from the registration to the signed reply, each by the person whose turn it is, with the
// keyboard alone, at desktop and phone width, with axe looking at every page on the way.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startBrowser, startCity } from "./city.mjs";
import { DESKTOP, PHONE, choose, looksRight, person, press, reach, write } from "./person.mjs";

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

const button = (page, name) => page.getByRole("button", { name, exact: true });
const link = (page, name) => page.getByRole("link", { name, exact: true });

/** Opens the disclosure with this title by the keyboard. */
async function open(page, title) {
  const summary = page.locator("summary", { hasText: title }).first();
  await reach(page, summary);
  await page.keyboard.press("Enter");
}

async function registered(page, subject) {
  await page.goto(`${city.origin}/console/requests/new`);
  await looksRight(page, "the registration form");
  await choose(page, page.locator('[name="agency"]'), "高安市人民政府办公室");
  await choose(page, page.locator('[name="kind"]'), "c1");
  await write(page, page.locator('[name="contact.phone"]'), "13800138000");
  await write(page, page.locator('[name="citizen.name"]'), "李晓明");
  await write(page, page.locator('[name="matter.name"]'), subject);
  await press(page, button(page, "登记"));
  await page.getByRole("heading", { name: "已登记" }).waitFor();
  await looksRight(page, "the receipts");
  await press(page, link(page, "开始办理"));
  return page.url();
}

for (const [width, viewport] of [["desktop", DESKTOP], ["phone", PHONE]]) {
  test(`a case from the desk to the reply by keyboard (${width})`, async () => {
    const officer = await person(browser, city, "dong.shouli", viewport);
    const { page } = officer;
    const subject = `农村危房改造补助资金明细（${width}）`;
    const url = await registered(page, subject);
    await looksRight(page, "the case");

    await open(page, "交承办单位");
    await choose(page, page.locator('[name="assign_part_unit"]'), "邵承办（政府办）").catch(async () => {
      const select = page.locator('[name="assign_part_unit"]');
      await choose(page, select, await select.locator("option").nth(1).getAttribute("value"));
    });
    await write(page, page.locator('[name="assign_part_task"]'), "查找发放明细");
    await press(page, button(page, "交办"));
    await page.getByText("已交承办单位").waitFor();

    const unit = await person(browser, city, "shao.chengban", viewport);
    await unit.page.goto(`${city.origin}/console/requests`);
    await looksRight(unit.page, "the unit's desk");
    await press(unit.page, unit.page.getByRole("link", { name: subject }));
    await looksRight(unit.page, "the unit's view of the case");
    await press(unit.page, button(unit.page, "接收"));
    await write(unit.page, unit.page.locator('[name="finish_part_0_result"]'), "已查到，属于内部工作流程信息");
    await press(unit.page, button(unit.page, "办结"));
    await unit.page.getByText("已办结").first().waitFor();
    await unit.context.close();

    await page.goto(url);
    await press(page, link(page, "拟定答复"));
    await looksRight(page, "the kinds of reply");
    await press(page, page.getByRole("link", { name: "C5 不予公开：内部事务信息" }));
    await looksRight(page, "the form of a reply");
    await press(page, button(page, "提交审核"));
    await page.getByRole("alert").waitFor();
    await looksRight(page, "a reply with its faults");
    await write(page, page.locator('[name="draft_reply_reason"]'), "属于内部工作流程，公开与否不影响申请人权益");
    await press(page, button(page, "提交审核"));
    await page.getByText("已拟定答复").waitFor();

    const legal = await person(browser, city, "meng.fazhi", viewport);
    await legal.page.goto(url);
    await looksRight(legal.page, "the reviewer's view of the case");
    assert.match(await legal.page.locator("#draft").innerText(), /先向/);
    await press(legal.page, button(legal.page, "审核通过"));
    await legal.page.getByText("合法性审核通过").first().waitFor();
    await legal.context.close();

    const boss = await person(browser, city, "qin.qianfa", viewport);
    await boss.page.goto(url);
    await press(boss.page, button(boss.page, "签发"));
    await boss.page.getByText("已签发").first().waitFor();
    await boss.context.close();

    await page.goto(url);
    await press(page, button(page, "作出答复"));
    await page.getByText("已作出答复").waitFor();
    await looksRight(page, "the answered case");

    await page.goto(`${url}/fee`);
    await looksRight(page, "the fee calculator");
    await page.goto(`${url}/redact`);
    await looksRight(page, "the files to black out");
    await page.goto(`${city.origin}/console/requests`);
    await looksRight(page, "the desk");
    assert.deepEqual(officer.faults, []);
    await officer.context.close();

    const supervisor = await person(browser, city, "cheng.jianguan", viewport);
    await supervisor.page.goto(`${city.origin}/console/requests/watch`);
    await looksRight(supervisor.page, "the supervisor's page");
    await press(supervisor.page, supervisor.page.getByRole("link", { name: /答复超期/ }).first());
    await looksRight(supervisor.page, "the cases behind a number");
    assert.deepEqual(supervisor.faults, []);
    await supervisor.context.close();
  });
}

test("boxes are drawn with the pointer and typed with the keyboard", async () => {
  const officer = await person(browser, city, "dong.shouli", DESKTOP);
  const { page } = officer;
  const url = await registered(page, "会议照片");
  await page.goto(`${url}/redact`);
  // A white picture of the page itself is a picture like any other.
  const picture = await page.screenshot({ clip: { x: 0, y: 0, width: 600, height: 400 } });
  await page.locator('[name="file"]').setInputFiles({ name: "照片.png", mimeType: "image/png", buffer: picture });
  await press(page, button(page, "上传"));
  await press(page, link(page, "涂黑"));
  await page.locator("svg[data-sheet]").waitFor();
  await looksRight(page, "the page to black out");
  const sheet = await page.locator("svg[data-sheet]").boundingBox();
  await page.mouse.move(sheet.x + sheet.width * 0.1, sheet.y + sheet.height * 0.1);
  await page.mouse.down();
  await page.mouse.move(sheet.x + sheet.width * 0.5, sheet.y + sheet.height * 0.3, { steps: 5 });
  await page.mouse.up();
  const drawn = Number(await page.locator('[name="box.0.w"]').inputValue());
  assert.ok(Math.abs(drawn - 40) < 1, `the drawn box is ${drawn} wide`);
  await choose(page, page.locator('[name="box.0.ground"]'), "个人隐私 §15");
  for (const [side, number] of [["x", "10"], ["y", "60"], ["w", "30"], ["h", "10"]]) {
    await write(page, page.locator(`[name="box.1.${side}"]`), number);
  }
  await write(page, page.locator('[name="box.1.own"]'), "商业秘密 §15");
  assert.equal(await page.locator("svg[data-sheet] rect").count(), 2);
  await press(page, button(page, "生成涂黑后的文件"));
  // The page of what is under way asks for itself again, without script; then the log stands there.
  await page.getByRole("heading", { name: "涂黑记录" }).waitFor();
  await looksRight(page, "the log of what was blacked out");
  assert.equal(await page.getByText("依据已印出").count(), 2);
  assert.deepEqual(officer.faults, []);
  await officer.context.close();
});
