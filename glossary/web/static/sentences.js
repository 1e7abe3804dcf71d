// All sentences: from one to the next by arrows, o opens the sentences around, c copies the translation, n and p turn the page.
"use strict";

(() => {
  const results = document.getElementById("results");
  const items = () => [...results.querySelectorAll("[data-item]")];
  const current = () => document.activeElement?.closest?.("[data-item]");
  const go = (step) => {
    const all = items();
    const at = all.indexOf(current());
    const next = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : at + step];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  };
  const turn = (rel) => {
    const link = results.querySelector(`a[rel=${rel}]`);
    if (!link) return false;
    link.click();
  };
  const around = (item) => {
    const box = item?.querySelector(".around");
    if (!box) return false;
    if (box.childElementCount) box.replaceChildren();
    else item.querySelector("[data-around]")?.click();
  };
  shortcuts({
    ArrowDown: () => go(1),
    ArrowUp: () => go(-1),
    o: () => around(current()),
    c: () => {
      const text = current()?.dataset.equivalent;
      if (!text) return false;
      copy(text);
    },
    n: () => turn("next"),
    p: () => turn("prev"),
  });
})();
