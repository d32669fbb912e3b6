import { startCity, startBrowser } from "./city.mjs";
import { person, WIDTHS } from "./person.mjs";
const city = await startCity("--cases", "300");
const browser = await startBrowser();
try {
  for (const viewport of WIDTHS) {
    const { page } = await person(browser, city, "dong.shouli", viewport);
    const w = viewport.width;
    const shot = async (path, name) => {
      await page.goto(city.origin + path);
      await page.screenshot({ path: `/tmp/ops_${name}_${w}.png`, fullPage: true });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      console.log(name, w, "overflow", wide);
    };
    await shot("/console/disputes", "list");
    await shot("/console/disputes/new", "new");
    await shot("/console/disputes/1", "page");
    await shot("/console/disputes/54", "page54");
    await shot("/console/requests", "desk");
  }
} finally { await browser.close(); await city.end(); }
