// Bundles the console's scripts, styles and icons into dist/ under stable names, and puts the document font beside
// them. It is not a dev server: the Rust side embeds dist/ and adds ETags and version queries itself.
import { build } from "esbuild";
import { copyFile, mkdir, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(fileURLToPath(import.meta.url));
const dist = join(root, "dist");
const fontPackage = join(root, "node_modules/@expo-google-fonts/noto-serif-sc");

const shared = {
  bundle: true,
  metafile: true,
  minify: true,
  legalComments: "eof",
  logLevel: "warning",
  logLimit: 20,
};

await rm(dist, { recursive: true, force: true });
await mkdir(join(dist, "fonts"), { recursive: true });

const [scripts] = await Promise.all([
  build({
    ...shared,
    entryPoints: { console: "src/console/main.js", editor: "src/editor/main.js" },
    format: "iife",
    // What WeChat's and the older office machines' browsers understand.
    target: "es2020",
    outdir: dist,
    absWorkingDir: root,
  }),
  build({
    ...shared,
    entryPoints: { console: "src/styles/console.css" },
    target: ["chrome90", "firefox90", "safari14"],
    outdir: dist,
    absWorkingDir: root,
  }),
  buildSprite(),
  copyFile(join(root, "src/mark.svg"), join(dist, "mark.svg")),
  copyFile(join(fontPackage, "400Regular/NotoSerifSC_400Regular.ttf"), join(dist, "fonts/NotoSerifSC-Regular.ttf")),
  copyFile(join(fontPackage, "LICENSE_FONT"), join(dist, "fonts/NotoSerifSC-LICENSE.txt")),
]);

await writeFile(join(dist, "licences.txt"), await licencesOf(Object.keys(scripts.metafile.inputs)));

for (const name of (await readdir(dist, { recursive: true })).sort()) {
  const info = await stat(join(dist, name));
  if (info.isFile()) console.log(`${String(Math.ceil(info.size / 1024)).padStart(7)} KiB  dist/${name}`);
}

/** One SVG file of symbols, so that a page fetches all icons once and CSP needs no exception. */
async function buildSprite() {
  const icons = JSON.parse(await readFile(join(root, "src/icons.json"), "utf8"));
  const symbols = Object.entries(icons).map(
    ([name, body]) =>
      `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" ` +
      `stroke-linecap="round" stroke-linejoin="round">${body}</symbol>`,
  );
  await writeFile(join(dist, "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`);
}

/** The licences of the packages whose code is in the bundles: their terms ask that the text goes along. */
async function licencesOf(inputs) {
  const packages = new Set();
  for (const path of inputs) {
    const match = /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path);
    if (match) packages.add(match[1]);
  }
  const parts = [];
  for (const name of [...packages].sort()) {
    const folder = join(root, "node_modules", name);
    const about = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file ? await readFile(join(folder, file), "utf8") : `Licence: ${about.license}`;
    parts.push(`${name} ${about.version} (${about.license})\n\n${text.trim()}\n`);
  }
  return parts.join("\n----\n\n");
}
