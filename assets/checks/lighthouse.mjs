// Prints one line a page and category: `home performance 98`. For `cargo xtask bench lighthouse`, which starts the city.
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";

const origin = process.argv[2];
const search = `/search?q=${encodeURIComponent("公开")}`;
const list = "/sections/xinwen";

/** The newest item of the list. */
async function item() {
  const page = await (await fetch(origin + list)).text();
  return /href="(\/items\/\d+)"/.exec(page)[1];
}

const pages = { home: "/", list, item: await item(), search };
const chrome = await launch({ chromeFlags: ["--headless=new", "--no-sandbox", "--disable-gpu"] });
try {
  for (const [name, path] of Object.entries(pages)) {
    const { lhr } = await lighthouse(origin + path, {
      port: chrome.port,
      output: "json",
      logLevel: "error",
      onlyCategories: ["performance", "accessibility", "best-practices", "seo"],
      // A demo city asks search engines to stay away, on every page.
      skipAudits: ["is-crawlable"],
    });
    for (const category of Object.values(lhr.categories)) {
      console.log(`${name} ${category.id} ${Math.round(category.score * 100)}`);
      for (const { id } of category.auditRefs.filter((ref) => ref.weight > 0)) {
        const audit = lhr.audits[id];
        if (audit.score !== null && audit.score < 0.9) console.error(`  ${name}: ${id} ${audit.displayValue ?? audit.score}`);
      }
    }
  }
} finally {
  chrome.kill();
}
