// A demo city served by the real program for the browser tests: started on a free loopback port, ended by its own
// process. The passwords it prints once are read from its output.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** Sets the last use of all open sessions back in the records: what passing time does, without waiting for it. */
const SET_BACK = `
import sqlite3, sys
records = sqlite3.connect(sys.argv[1], timeout=15)
with records:
    moved = records.execute("UPDATE session SET last_seen_at = last_seen_at - ? WHERE ended_at IS NULL", (int(sys.argv[2]),))
    assert moved.rowcount > 0, "nobody is signed in"
`;

/** Starts the city and resolves when it listens; `options` are those of `gongkai demo`. */
export async function startCity(...options) {
  const program = process.env.GONGKAI_BIN;
  if (!program) throw new Error("GONGKAI_BIN is not set: run the tests with `cargo xtask test`");
  const folder = mkdtempSync(join(tmpdir(), "gongkai-browser-"));
  const child = spawn(program, ["demo", "--data", join(folder, "data"), "--listen", "127.0.0.1:0", ...options], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const passwords = new Map();
  const origin = await new Promise((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`the program ended with ${code} before it listened`)));
    createInterface({ input: child.stdout }).on("line", (line) => {
      const cells = line.trim().split(/\s{2,}/);
      if (cells.length === 5 && /^[a-z][a-z0-9.]+$/.test(cells[0])) passwords.set(cells[0], cells[4]);
      const listening = /^listening (http:\/\/\S+)$/.exec(line.trim());
      if (listening) resolve(listening[1]);
    });
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  return {
    origin,
    passwords,
    /** Everybody who is signed in has done nothing for so many minutes. */
    idle(minutes) {
      execFileSync("python3", ["-c", SET_BACK, join(folder, "data", "gongkai.db"), String(minutes * 60_000)], { stdio: "inherit" });
    },
    async end() {
      child.kill("SIGTERM");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Launches the browser that `cargo xtask test` found. */
export async function startBrowser() {
  const { chromium } = await import("playwright-core");
  const executablePath = process.env.GONGKAI_TEST_CHROMIUM;
  if (!executablePath) throw new Error("GONGKAI_TEST_CHROMIUM is not set: run the tests with `cargo xtask test`");
  return chromium.launch({
    executablePath,
    // The parts of a date field stand in the order of the browser's own language, whatever the page's is.
    env: { ...process.env, LANG: "en_US.UTF-8", LANGUAGE: "en_US" },
    args: ["--lang=en-US", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
}
