// A concept entry: keys for its buttons, rows of the form that come, go and move, focus kept when a part is replaced.
"use strict";

(() => {
  // What was refused stands above what was sent from further down: one is taken there.
  window.alerted = (part) => {
    const said = part?.querySelector("[role=alert]:not([hidden])");
    if (said) { said.tabIndex = -1; said.focus(); }
    return Boolean(said);
  };

  const press = (key) => {
    const button = [...document.querySelectorAll(`#entry [data-key="${key}"]`)].at(-1);
    if (!button) return false;
    button.click();
  };
  shortcuts(Object.fromEntries(["a", "r", "e", "m", "u"].map((key) => [key, () => press(key)])));
  shortcuts({ c: () => document.querySelector("#entry .terms:nth-of-type(2) .copy, #entry .terms .copy")?.click() });

  document.addEventListener("keydown", (event) => {
    const form = event.target.closest?.(".editing form");
    if (form && event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); form.requestSubmit(); }
    if (event.key === "Escape" && !document.querySelector("dialog[open]") && !writes(event.target)) press("Escape");
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-add], [data-remove], [data-move]");
    if (!button) return;
    if (button.dataset.add) {
      const fieldset = button.closest("fieldset");
      const row = fieldset.querySelector("template").content.firstElementChild.cloneNode(true);
      fieldset.querySelector("[data-rows]").append(row);
      row.querySelector("input:not([type=hidden]), textarea").focus();
      return;
    }
    const row = button.closest("li");
    if (button.dataset.move === "up") row.previousElementSibling?.before(row);
    else if (button.dataset.move === "down") row.nextElementSibling?.after(row);
    else {
      const next = row.nextElementSibling ?? row.previousElementSibling;
      const fieldset = row.closest("fieldset");
      row.remove();
      (next?.querySelector("input:not([type=hidden]), textarea") ?? fieldset.querySelector("[data-add]")).focus();
      return;
    }
    button.focus();
  });

  // What replaces the entry takes the focus with it, so that keys and readers go on where they were.
  document.addEventListener("htmx:afterSwap", (event) => {
    const target = event.detail.target;
    if (target.id === "entry" || event.detail.elt?.id === "entry") {
      const entry = document.getElementById("entry");
      if (!alerted(entry)) (entry?.querySelector("[name=term_text]") ?? entry)?.focus({ preventScroll: true });
      // What was saved from the foot of a long form is shown from its head.
      if (entry && entry.getBoundingClientRect().top < 0) scrollTo(0, 0);
    }
    if (target.id === "panel") target.querySelector("[autofocus], input:not([type=hidden])")?.focus();
  });
})();
