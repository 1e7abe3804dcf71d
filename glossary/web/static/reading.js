// Reading: from term to term by key; a choice is sent when it is made; a file that is too large is not sent at all.
"use strict";

const terms = [...document.querySelectorAll(".known")];
const step = (by) => {
  const at = terms.indexOf(document.activeElement);
  const next = terms[at < 0 ? (by > 0 ? 0 : terms.length - 1) : (at + by + terms.length) % terms.length];
  next?.focus();
};
shortcuts({ n: () => step(1), p: () => step(-1) });
document.querySelectorAll("[data-submit]").forEach((box) => box.addEventListener("change", () => box.form.submit()));

const file = document.querySelector("input[type=file][data-most]");
file?.addEventListener("change", () => {
  const size = file.files[0]?.size ?? 0;
  file.setCustomValidity(size > Number(file.dataset.most) ? file.dataset.tooLarge : "");
  file.reportValidity();
});
