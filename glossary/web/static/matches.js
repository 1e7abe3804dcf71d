// Matches: from sentence to sentence by key, and the proposal of the one in focus copied by key.
"use strict";

const sentences = [...document.querySelectorAll(".sentences > li")];
const current = () => sentences.find((one) => one.contains(document.activeElement));
const go = (by) => {
  const at = sentences.indexOf(current());
  const next = sentences[at < 0 ? (by > 0 ? 0 : sentences.length - 1) : Math.min(Math.max(at + by, 0), sentences.length - 1)];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
};
shortcuts({
  n: () => go(1),
  p: () => go(-1),
  c: () => (current() ?? sentences[0])?.querySelector(".best [data-copy]")?.click(),
});
