// What every page shares: a line that tells what happened, copying, shortcuts, the list of shortcuts.
"use strict";

// Where a proxy shows the workbench under a path, every address begins with it.
const root = document.documentElement.dataset.root ?? "";
const at = (address) => root + address;

// What is pressed while an input method composes belongs to it, Escape and Enter among them: no page sees those keys.
// The key that begins or ends a composition has the code 229 in some browsers, and isComposing false.
window.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229) event.stopImmediatePropagation();
}, true);

const toast = (text) => {
  const place = document.getElementById("toast");
  place.textContent = text;
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => { place.textContent = ""; }, 4000);
};

// The server names what it did in the header HX-Trigger: {"toast": "..."}.
document.addEventListener("toast", (event) => toast(event.detail.value ?? event.detail));

// Answers of status 4xx are parts of a page too: a conflict, a refusal. They are shown where the request aimed.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status >= 400 && event.detail.xhr.getResponseHeader("content-type")?.startsWith("text/html")) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});
document.addEventListener("htmx:sendError", () => toast(document.body.dataset.offline));

const copy = async (text) => {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // The clipboard is refused where the address is not secure (another host without TLS): the old way.
    const field = document.createElement("textarea");
    field.value = text;
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
  toast(document.body.dataset.copied.replace("{text}", text));
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) copy(button.dataset.copy);
});

// Shortcuts are single letters, so they rest while one writes, in a list that is open, and beside Ctrl, Alt and Meta.
const writes = (target) => target.closest?.("input:not([type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable]");

/** The key that a shortcut is named by: Caps Lock changes nothing, and a letter with Shift is no shortcut. */
const keyOf = (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return null;
  if (!/^\p{L}$/u.test(event.key)) return event.key;
  return event.shiftKey ? null : event.key.toLowerCase();
};

/** Call `actions[key](event)` when its key is pressed outside of fields; what returns false has not used the key. */
const shortcuts = (actions) => document.addEventListener("keydown", (event) => {
  if (writes(event.target) || document.querySelector("dialog[open]")) return;
  const action = actions[keyOf(event)];
  if (action && action(event) !== false) event.preventDefault();
});

const help = () => document.getElementById("help")?.showModal();
document.addEventListener("click", (event) => { if (event.target.closest("[data-help]")) help(); });
shortcuts({
  "?": help,
  h: () => {
    const choice = document.querySelector("form.candidates");
    if (!choice) return false;
    choice.requestSubmit();
  },
  "/": () => {
    const box = document.getElementById("q");
    if (box) { box.focus(); box.select(); } else location.href = at("/?focus=1");
  },
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && writes(event.target)) event.target.blur();
});

// A list under a button closes when one goes elsewhere, and by Escape.
const closeMenus = (but) => document.querySelectorAll("details.menu[open]").forEach((menu) => {
  if (menu !== but) menu.open = false;
});
document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));
document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.("details.menu[open]");
  if (event.key !== "Escape" || !menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

// A choice of language, theme or candidates leads back to where one is now, which scripts may have changed since the page came.
document.addEventListener("submit", (event) => {
  const address = new URL(event.target.action, location.href);
  if (address.pathname !== at("/preferences") || !event.target.closest(".choices, .candidates")) return;
  address.searchParams.set("back", location.pathname + location.search);
  event.target.action = address.href;
});

// Every script of the page has run by now, htmx among them: keys and clicks are heard.
document.addEventListener("DOMContentLoaded", () => setTimeout(() => { document.documentElement.dataset.ready = "true"; }));
