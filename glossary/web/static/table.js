// The proposals as a table: rows are chosen by box, key or a range with Shift, and decided together.
"use strict";

(() => {
  const table = document.getElementById("rows");
  const bar = document.getElementById("decide");
  const words = bar.dataset;
  const rows = () => [...(table?.tBodies[0].rows ?? [])].filter((row) => row.dataset.id);
  const box = (row) => row.querySelector("input[type=checkbox]");
  const parts = (row) => rows().filter((one) => one.dataset.of === row.dataset.id);
  const seen = (row) => ({ id: row.dataset.id, expected: row.dataset.expected });
  let current = null;
  let lastBox = null;

  const chosen = () => rows().filter((row) => box(row).checked && !box(row).disabled);
  const count = () => { document.getElementById("chosen").textContent = words.chosen.replace("{count}", chosen().length); };
  const go = (row) => {
    if (!row) return;
    current?.removeAttribute("aria-current");
    current = row;
    row.setAttribute("aria-current", "true");
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  };
  const step = (by) => {
    const all = rows().filter((row) => !row.hidden);
    go(all[current ? Math.max(0, all.indexOf(current) + by) : 0]);
  };
  const unfold = (head, open) => {
    table.querySelector(`[data-fold="${CSS.escape(head.dataset.id)}"]`)?.setAttribute("aria-expanded", String(open));
    for (const row of parts(head)) row.hidden = !open;
    // Its entries have rows of their own now: the short list of them says nothing more.
    table.querySelector(`[data-parts="${CSS.escape(head.dataset.id)}"]`)?.toggleAttribute("hidden", open);
  };
  // What a family's entries are marked for stands in the short list and in their own rows alike.
  const turn = (id) => {
    const row = rows().find((one) => one.dataset.id === id);
    if (!row || box(row).disabled) return;
    const good = row.dataset.mark !== "approve";
    row.dataset.mark = good ? "approve" : "reject";
    for (const button of table.querySelectorAll(`[data-mark-of="${CSS.escape(id)}"]`)) {
      button.classList.toggle("approve", good);
      button.classList.toggle("reject", !good);
      button.setAttribute("aria-pressed", String(good));
      button.querySelector(".sign").textContent = good ? "✓" : "✕";
    }
  };
  // A folded term stands for its fragments too; once they are shown, each has a box of its own.
  const tick = (row, on) => {
    if (box(row).disabled) return;
    box(row).checked = on;
    for (const part of parts(row)) if (part.hidden && !box(part).disabled) box(part).checked = on;
  };

  // The sentences that show an entry come under its row, and go again.
  const evidence = async (row) => {
    const button = row.querySelector("[data-evidence]");
    const open = button.getAttribute("aria-expanded") === "true";
    button.setAttribute("aria-expanded", String(!open));
    const after = row.nextElementSibling?.classList.contains("parts") ? row.nextElementSibling : row;
    if (open) { if (after.nextElementSibling?.classList.contains("evidence")) after.nextElementSibling.remove(); return; }
    const answer = await fetch(`/review/contexts/${encodeURIComponent(row.dataset.id)}`, { headers: { accept: "text/html" } });
    if (!answer.ok || button.getAttribute("aria-expanded") !== "true") return;
    const line = document.createElement("tr");
    line.className = "evidence";
    const cell = line.appendChild(document.createElement("td"));
    cell.colSpan = 10;
    cell.innerHTML = await answer.text();
    after.after(line);
  };

  const mark = (id, action, expected) => {
    const row = rows().find((one) => one.dataset.id === id);
    if (!row) return;
    if (expected) row.dataset.expected = expected;
    row.classList.toggle("approved", action === "approve");
    row.classList.toggle("rejected", action === "reject");
    row.querySelector(".decision").textContent = action ? words[action] : "";
    box(row).checked = false;
    box(row).disabled = Boolean(action);
    for (const button of table.querySelectorAll(`[data-mark-of="${CSS.escape(id)}"]`)) {
      if (button.closest(".parts")) { button.classList.toggle("approved", action === "approve"); button.classList.toggle("rejected", action === "reject"); }
      button.disabled = Boolean(action);
    }
  };

  const decide = (action) => {
    let some = chosen();
    if (!some.length && current && !box(current).disabled) some = [current, ...parts(current).filter((row) => row.hidden && !box(row).disabled)];
    if (!some.length) return;
    const groups = action === "marked"
      ? ["approve", "reject"].map((what) => [what, some.filter((row) => row.dataset.mark === what)])
      : [[action, some]];
    const steps = groups.filter(([, group]) => group.length)
      .map(([what, group]) => ["/review/many", { action: what, entries: group.map(seen) }]);
    const after = (answers) => {
      answers.forEach((said, n) => {
        for (const [id, expected] of Object.entries(said.expected)) mark(id, steps[n][1].action, expected);
      });
      document.getElementById("all").checked = false;
      count();
    };
    decisions.make(steps, after);
    if (current && some.includes(current)) {
      const all = rows().filter((row) => !row.hidden);
      go(all.slice(all.indexOf(current) + 1).find((row) => !some.includes(row) && !box(row).disabled) ?? current);
    }
  };
  const undo = () => decisions.undo((ids, expected) => {
    for (const id of ids) mark(id, null, expected[id]);
    count();
  });

  const actions = {
    approve: () => decide("approve"), reject: () => decide("reject"), marked: () => decide("marked"), undo,
  };
  bar.addEventListener("click", (event) => actions[event.target.closest("[data-do]")?.dataset.do]?.());
  table?.addEventListener("click", (event) => {
    const fold = event.target.closest("[data-fold]");
    const part = event.target.closest("[data-mark-of]");
    if (part) { turn(part.dataset.markOf); return; }
    if (event.target.closest("[data-evidence]")) { evidence(event.target.closest("tr")); return; }
    const row = event.target.closest("tbody tr");
    if (fold) { unfold(row, fold.getAttribute("aria-expanded") !== "true"); return; }
    if (!row?.dataset.id || event.target.closest("a")) return;
    if (event.target !== box(row)) { go(row); return; }
    const on = box(row).checked;
    const all = rows().filter((one) => !one.hidden);
    const [from, to] = [lastBox && event.shiftKey ? all.indexOf(lastBox) : all.indexOf(row), all.indexOf(row)].sort((a, b) => a - b);
    for (const one of all.slice(from, to + 1)) tick(one, on);
    lastBox = row;
    count();
  });
  document.getElementById("all")?.addEventListener("change", (event) => {
    for (const row of rows()) if (!row.hidden) tick(row, event.target.checked);
    count();
  });
  shortcuts({
    j: () => step(1), k: () => step(-1), ArrowDown: () => step(1), ArrowUp: () => step(-1),
    v: () => (current ? void evidence(current) : false),
    m: () => (current ? turn(current.dataset.id) : false),
    x: () => { if (current) { tick(current, !box(current).checked); count(); } },
    a: actions.approve, r: actions.reject, f: actions.marked, u: actions.undo,
    o: () => current?.querySelector(".open")?.click(),
    ArrowRight: () => (current && parts(current).length ? unfold(current, true) : false),
    ArrowLeft: () => (current && parts(current).length ? unfold(current, false) : false),
  });

  // Filters that are used again and again are kept in this browser, by what they ask for.
  const FILTER = "review-filter.";
  const place = document.getElementById("kept-filters");
  const form = document.getElementById("filters");
  const asked = () => [...new FormData(form)].filter(([, value]) => value);
  const show = () => place.replaceChildren(...kept.names(FILTER).map((name) => {
    const one = document.createElement("span");
    one.className = "chip";
    const link = document.createElement("a");
    link.href = `?${kept.get(name)}`;
    link.textContent = name.slice(FILTER.length);
    const drop = document.createElement("button");
    drop.type = "button";
    drop.className = "quiet drop";
    drop.textContent = "✕";
    drop.setAttribute("aria-label", `${place.dataset.drop} ${link.textContent}`);
    drop.addEventListener("click", () => { kept.drop(name); show(); });
    one.append(link, drop);
    return one;
  }));
  document.getElementById("keep-filter").addEventListener("click", () => {
    const some = asked();
    const name = some.filter(([key]) => !["sort", "down", "fold"].includes(key)).map(([key, value]) => (key === "minimum" ? `≥ ${value}` : value)).join(" · ") || document.querySelector("h1").textContent;
    kept.put(FILTER + name, new URLSearchParams(some).toString());
    show();
  });
  show();
})();
