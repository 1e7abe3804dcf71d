// Two entries that contradict each other: one is kept, they become one, or both stand, each in its subject.
"use strict";

(() => {
  const seen = (side) => ({ id: side.dataset.id, expected: side.dataset.expected });
  const pairs = new Map(); // by the id of either side: the section, to show it again

  document.querySelectorAll(".rivals").forEach((section) => {
    const sides = [...section.querySelectorAll(".rival")];
    for (const side of sides) pairs.set(side.dataset.id, [...(pairs.get(side.dataset.id) ?? []), section]);
    const done = (steps) => decisions.make(steps, (answers) => {
      for (const said of answers) for (const [id, expected] of Object.entries(said.expected)) restamp(id, expected);
      if (answers.length === steps.length && answers.every((said) => !said.conflicts.length)) {
        section.hidden = true;
        document.querySelector(".rivals:not([hidden])")?.focus();
      }
    });
    sides.forEach((side, n) => side.querySelector("[data-keep]").addEventListener("click", () => done([
      ["/review/many", { action: "reject", entries: [seen(sides[1 - n])] }],
      ["/review/many", { action: "approve", entries: [seen(side)] }],
    ])));
    section.querySelector("[data-merge]").addEventListener("click", () => done([
      ["/review/merge", { one: seen(sides[0]), other: seen(sides[1]) }],
    ]));
    section.querySelector("[data-both]").addEventListener("click", (event) => {
      const subjects = sides.map((side) => side.querySelector("[data-subject]").value.trim());
      if (!subjects[0] || !subjects[1] || subjects[0] === subjects[1]) {
        section.querySelector("[data-said]").textContent = event.target.title;
        sides.find((side, n) => !subjects[n] || n)?.querySelector("[data-subject]").focus();
        return;
      }
      done(sides.map((side, n) => ["/review/apart", { one: seen(side), other: sides[1 - n].dataset.id, subject: subjects[n] }]));
    });
  });
  const restamp = (id, expected) => {
    for (const side of document.querySelectorAll(".rival")) if (side.dataset.id === id && expected) side.dataset.expected = expected;
  };
  const undo = () => decisions.undo((ids, expected) => {
    for (const id of ids) {
      restamp(id, expected[id]);
      for (const section of pairs.get(id) ?? []) section.hidden = false;
    }
  });
  document.querySelector("[data-do=undo]").addEventListener("click", undo);
  // By keys alone: from pair to pair, the left or the right one kept, both made one.
  const open = () => [...document.querySelectorAll(".rivals:not([hidden])")];
  const current = () => document.activeElement.closest?.(".rivals:not([hidden])");
  const step = (by) => {
    const all = open();
    const next = all[current() ? all.indexOf(current()) + by : 0];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  };
  const press = (selector, n = 0) => (current() ? void current().querySelectorAll(selector)[n].click() : false);
  shortcuts({
    u: undo, j: () => step(1), k: () => step(-1), ArrowDown: () => step(1), ArrowUp: () => step(-1),
    1: () => press("[data-keep]"), 2: () => press("[data-keep]", 1), m: () => press("[data-merge]"), b: () => press("[data-both]"),
  });
})();
