// What htmx needs from us: the CSRF token on each request, and a sentence when the server can't be reached or refuses.
import { csrfToken, notify } from "./page.js";

export function startRequests() {
  document.addEventListener("htmx:config:request", (event) => {
    const { request } = event.detail.ctx;
    if (request.method !== "GET") request.headers["X-CSRF-Token"] = csrfToken();
  });
  document.addEventListener("htmx:error", (event) => {
    if (event.detail.ctx) notify("error", "没有连上服务器，刚才的操作没有完成。请检查网络后重试。");
  });
  document.addEventListener("htmx:before:swap", (event) => {
    const status = event.detail.ctx?.response?.status ?? 200;
    if (status === 401 || status === 403 || status >= 500) {
      event.preventDefault();
      notify("error", sentenceFor(status));
    }
  });
}

function sentenceFor(status) {
  if (status === 401) return "登录已失效，刚才的操作没有完成。请在新窗口登录后，回到本页重试。";
  if (status === 403) return "您没有权限做这一步。如工作需要，请联系安全管理员。";
  return "系统出错，刚才的操作没有完成。请稍后重试；仍不成功时联系系统管理员。";
}
