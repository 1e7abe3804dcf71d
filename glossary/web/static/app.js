// What every page shares: a line that tells what happened, and copying.
"use strict";

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
document.addEventListener("htmx:sendError", () => toast("…"));

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  toast(button.dataset.copied ?? button.dataset.copy);
});
