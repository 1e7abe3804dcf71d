// Look up by keyboard: from the box down to the results and back, Enter opens, c copies.
"use strict";

(() => {
  const box = document.getElementById("q");
  const results = document.getElementById("results");
  const items = () => [...results.querySelectorAll("[data-item]")];
  const target = (item) => item.querySelector(".hit-link") ?? item;
  const current = () => document.activeElement?.closest?.("[data-item]");
  let opening = false;

  const go = (step) => {
    const all = items();
    const at = all.indexOf(current());
    const next = at + step;
    if (next < 0) { box.focus(); return; }
    if (next < all.length) {
      target(all[next]).focus();
      all[next].scrollIntoView({ block: "nearest" });
    }
  };

  // Enter opens the first entry of what was typed: at once when its results are there, else when they come.
  const openFirst = () => {
    if (document.getElementById("found")?.dataset.query !== box.value.trim()) return false;
    const first = results.querySelector(".hits .hit-link");
    if (first) first.click();
    return true;
  };

  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown") { go(1); event.preventDefault(); }
    if (event.key === "Enter" && box.value.trim()) {
      event.preventDefault();
      if (!openFirst()) { opening = true; htmx.trigger(box, "search"); }
    }
  });
  box.addEventListener("input", () => { opening = false; });
  document.addEventListener("htmx:afterSettle", () => {
    if (opening && openFirst()) opening = false;
  });

  shortcuts({
    ArrowDown: () => (current() ? go(1) : false),
    ArrowUp: () => (current() ? go(-1) : false),
    Home: () => (current() ? target(items()[0]).focus() : false),
    End: () => (current() ? target(items().at(-1)).focus() : false),
    Enter: (event) => {
      // A sentence has no link around it: Enter follows the one to its document.
      if (!event.target.matches?.(".line")) return false;
      event.target.querySelector("a")?.click();
    },
    c: () => {
      const text = current()?.dataset.equivalent;
      if (!text) return false;
      copy(text);
    },
  });
})();
