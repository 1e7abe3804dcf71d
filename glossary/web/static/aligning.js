// Uploading takes a while: say so, and send it once.
"use strict";

document.querySelectorAll("form[data-upload]").forEach((form) => form.addEventListener("submit", () => {
  form.querySelector("button").disabled = true;
  form.querySelector("[data-sent]").textContent = form.dataset.upload;
}));
// Back by the browser's own button: the form can be sent again.
addEventListener("pageshow", () => document.querySelectorAll("form[data-upload] button").forEach((button) => { button.disabled = false; }));
