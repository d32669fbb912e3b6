// Warns before the session expires from idleness and offers to keep it. Only the server ends a session: this is a notice.
// Body carries data-session-minutes (idle limit) and data-session-keep (address that renews it by POST).
import { csrfToken, notify, pageSetting, storage } from "./page.js";
import { openDialog } from "./dialog.js";

const LAST_SEEN = "gongkai.session.last";
const WARN_BEFORE_MS = 2 * 60 * 1000;
const LOOK_EVERY_MS = 15 * 1000;

export function startSession() {
  const limit = Number(pageSetting("sessionMinutes")) * 60 * 1000;
  const address = pageSetting("sessionKeep");
  if (!limit || !address) return;
  seen();
  document.addEventListener("htmx:after:request", seen);
  let asking = false;
  const timer = setInterval(async () => {
    // Another tab's request renews the same session.
    const left = Number(storage.get(LAST_SEEN)) + limit - Date.now();
    if (left <= 0) {
      clearInterval(timer);
      notify("error", "长时间没有操作，登录已失效。未保存的内容留在本机；请在新窗口登录后回到本页保存。");
      return;
    }
    if (left > WARN_BEFORE_MS || asking) return;
    asking = true;
    const answer = await openDialog({
      title: "即将自动退出",
      body: "您已较长时间没有操作，2 分钟内将自动退出。要继续工作吗？",
      buttons: [{ label: "继续工作", value: "stay", kind: "button-primary" }],
    });
    if (answer === "stay") await renew(address);
    asking = false;
  }, LOOK_EVERY_MS);
}

function seen() {
  storage.set(LAST_SEEN, String(Date.now()));
}

async function renew(address) {
  try {
    const response = await fetch(address, {
      method: "POST",
      credentials: "same-origin",
      headers: { "X-CSRF-Token": csrfToken() },
    });
    if (response.ok) seen();
    else notify("error", "登录已失效。未保存的内容留在本机；请在新窗口登录后回到本页保存。");
  } catch {
    notify("error", "没有连上服务器，暂时不能延长登录。请检查网络。");
  }
}
