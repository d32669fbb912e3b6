// Entry of the console's behaviours. Each one only improves a page that already works as plain links and forms;
// none of them may be needed to finish a task.
import "htmx.org";
import { startRedact } from "./redact.js";
import { startRequests } from "./requests.js";
import { startConfirm } from "./confirm.js";
import { startDrafts } from "./drafts.js";
import { startMenus } from "./menus.js";
import { startRows } from "./rows.js";
import { startSession } from "./session.js";
import { startShortcuts } from "./shortcuts.js";
import { startFields } from "./fields.js";

function start() {
  document.documentElement.classList.add("has-script");
  startRequests();
  startRedact();
  startConfirm();
  startDrafts();
  startMenus();
  startRows();
  startFields();
  startShortcuts();
  startSession();
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();
