// Reading: from term to term by key; a choice is sent when it is made.
"use strict";

const terms = [...document.querySelectorAll(".known")];
const step = (by) => {
  const at = terms.indexOf(document.activeElement);
  const next = terms[at < 0 ? (by > 0 ? 0 : terms.length - 1) : (at + by + terms.length) % terms.length];
  next?.focus();
};
shortcuts({ n: () => step(1), p: () => step(-1) });
document.querySelectorAll("[data-submit]").forEach((box) => box.addEventListener("change", () => box.form.submit()));
