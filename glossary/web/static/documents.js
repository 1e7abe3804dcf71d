// One aligned document: a current bead, corrections by key and by mouse, each saved at once.
"use strict";

const list = document.getElementById("beads");
const tools = document.getElementById("toolbar").content.firstElementChild.cloneNode(true);
const cutting = document.getElementById("cutting").content.firstElementChild.cloneNode(true);
const first = Number(list.dataset.first);
let current = null;
let cut = null; // {src, tgt}: how many sentences stay in the first half
let within = null; // a place within a sentence that is being chosen (document_places.js)
const became = new WeakMap(); // a row that was replaced, and the first of those in its place
const BACK = new Set(["undo", "redo"]);
let others = false; // whether the next undo takes back what somebody else has done: that was said
let busy = Promise.resolve(); // corrections go one after the other, each with the token that the last one gave

const rows = () => [...list.children];
const sides = (row) => row.querySelectorAll(".side");
const sentences = (row, side) => [...sides(row)[side].querySelectorAll(".segment")];
const doubtful = (row) => row.classList.contains("doubt");

function choose(row, { scroll = true, focus = true } = {}) {
  if (!row || row === current) return;
  leaveCut();
  leaveWithin();
  current?.removeAttribute("aria-current");
  current = row;
  row.setAttribute("aria-current", "true");
  row.append(tools);
  if (focus) row.focus({ preventScroll: true });
  if (scroll) row.scrollIntoView({ block: "nearest" });
}

function jump(row, { focus = true } = {}) {
  choose(row, { scroll: false, focus });
  // Rows that have not been laid out yet have guessed heights: once to get there, once when they are known.
  row.scrollIntoView({ block: "center" });
  requestAnimationFrame(() => requestAnimationFrame(() => row.scrollIntoView({ block: "center" })));
}

function nextDoubt(step) {
  const all = rows();
  const from = current ? all.indexOf(current) : step > 0 ? -1 : all.length;
  for (let n = from + step; n >= 0 && n < all.length; n += step) if (doubtful(all[n])) return jump(all[n]);
  if (step > 0 && list.dataset.next) location.href = list.dataset.next;
  else toast(list.dataset.none);
}

// -- corrections ------------------------------------------------------------------------------------------------

function correct(action, more = {}) {
  if (list.dataset.readonly) return busy;
  const row = current;
  if (action !== "undo") others = false;
  // It is not saved from now on, also while it waits for the one before it.
  const answered = outbox.owe();
  busy = busy.then(() => send(action, row, more, answered)).catch(() => toast(list.dataset.failed)).finally(answered);
  return busy;
}

const numbers = (text) => text.split(" ").filter(Boolean).map(Number);
const seen = (row) => ({ src: numbers(row.dataset.src), tgt: numbers(row.dataset.tgt) });

// What a correction changes, as it is seen here: others may have corrected other beads.
function sees(action, row, more) {
  if (!row) return [];
  const touched = action === "join" || (action === "move" && more.direction === "down") ? [row, row.nextElementSibling]
    : action === "move" ? [row.previousElementSibling, row] : [row];
  return touched.every(Boolean) ? touched.map(seen) : [];
}

async function send(action, row, more, answered) {
  // A correction before this one may have put other rows in the place of the one it was made on.
  while (row && !row.isConnected) row = became.get(row);
  if (!row && !BACK.has(action)) return;
  const bead = row ? first + rows().indexOf(row) : 0;
  const { ok, status, said } = await outbox.insist(`/document-corrections?terms=${list.dataset.terms}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ document: list.dataset.document, token: list.dataset.token, action, bead, sees: sees(action, row, more), others, ...more }),
  }, answered);
  const asked = others;
  others = said.error?.code === "others_work";
  if (!ok) {
    if (status === 409 && (!others || asked)) await refresh();
    toast([said.error.message, said.error.remedy].filter(Boolean).join(" "));
    // The next undo is asked looking at the beads as they are.
    if (others) await refresh();
    return;
  }
  if (said.whole) {
    location.reload();
    return;
  }
  if (said.others) await refresh(BACK.has(action) || action === "cut" ? said.at : null, said.renumbered);
  else show(said, BACK.has(action));
}

function tell(told) {
  list.dataset.token = told.token;
  for (const name of ["beads", "doubtful", "confirmed"]) document.getElementById(`count-${name}`).textContent = told[name];
  document.querySelector('[data-do="undo"]').disabled = !told.can_undo;
  document.querySelector('[data-do="redo"]').disabled = !told.can_redo;
  const form = document.getElementById("rest");
  form.action = form.action.replace(/token=.*/, `token=${told.token}`);
}

// The page as it is now, with what others have corrected; one stays on the bead with the same sentences.
async function refresh(at = null, renumbered = false) {
  const answer = await fetch(location.pathname + location.search, { headers: { accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("beads");
  if (!fresh) { location.reload(); return; }
  const holds = new Map();
  for (const row of fresh.children) {
    for (const side of ["src", "tgt"]) for (const n of numbers(row.dataset[side])) holds.set(side + n, row);
  }
  const old = rows();
  // A sentence that was cut has given the others new numbers, and has left every pair at its place.
  if (renumbered && old.length === fresh.children.length) old.forEach((row, n) => became.set(row, fresh.children[n]));
  else for (const row of old) {
    const [side] = row.dataset.src ? ["src"] : ["tgt"];
    became.set(row, holds.get(side + numbers(row.dataset[side])[0]));
  }
  const here = current;
  leaveCut();
  leaveWithin();
  tools.remove();
  list.replaceChildren(...fresh.children);
  const text = (name) => page.getElementById(`count-${name}`).textContent;
  tell({
    token: fresh.dataset.token, beads: text("beads"), doubtful: text("doubtful"), confirmed: text("confirmed"),
    can_undo: !page.querySelector('[data-do="undo"]').disabled, can_redo: !page.querySelector('[data-do="redo"]').disabled,
  });
  current = null;
  choose(at === null ? here && became.get(here) : rows()[at - first]);
}

function show(told, back) {
  tell(told);
  if (!told.removed) return;
  const all = rows();
  const at = told.at - first;
  if (at < 0 || at >= all.length) {
    location.reload(); // undone on another page
    return;
  }
  const old = all.slice(at, at + told.removed);
  const made = document.createElement("template");
  made.innerHTML = told.html;
  const fresh = [...made.content.children];
  const begins = old[0]?.classList.contains("begins");
  // Whoever has gone on to another row stays there; else one stays on the bead, which keeps its number.
  const stays = !back && current && !old.includes(current);
  const number = back || !current ? at : all.indexOf(current);
  if (!stays) {
    leaveCut();
    leaveWithin();
    tools.remove();
  }
  old[0].before(...fresh);
  old.forEach((row, n) => { row.remove(); became.set(row, fresh[Math.min(n, fresh.length - 1)]); });
  if (begins) fresh[0]?.classList.add("begins");
  rows().forEach((row, n) => { row.id = `bead-${first + n}`; });
  if (stays) return;
  current?.removeAttribute("aria-current");
  current = null;
  choose(rows()[Math.max(at, Math.min(number, at + fresh.length - 1))]);
}

// -- splitting: choose on either side where the second half begins ------------------------------------------------

function startCut() {
  if (!current) return;
  const sizes = [0, 1].map((side) => sentences(current, side).length);
  if (sizes[0] + sizes[1] < 2) return;
  cut = { src: Math.ceil(sizes[0] / 2), tgt: Math.ceil(sizes[1] / 2) };
  if (sizes[0] < 2 && sizes[1] > 1) cut.src = sizes[0];
  if (sizes[1] < 2 && sizes[0] > 1) cut.tgt = sizes[1];
  current.classList.add("is-cut");
  tools.replaceWith(cutting);
  showCut();
  cutting.scrollIntoView({ block: "nearest" });
}

function showCut() {
  [cut.src, cut.tgt].forEach((count, side) => sentences(current, side).forEach((s, n) => s.classList.toggle("second", n >= count)));
}

function moveCut(side, step) {
  const most = sentences(current, side === "src" ? 0 : 1).length;
  cut[side] = Math.max(0, Math.min(most, cut[side] + step));
  showCut();
}

function leaveCut() {
  if (!cut) return;
  cut = null;
  current.classList.remove("is-cut");
  current.querySelectorAll(".second").forEach((s) => s.classList.remove("second"));
  cutting.replaceWith(tools);
}

function doCut() {
  const place = cut;
  leaveCut();
  correct("split", place);
}

// -- keys and mouse -----------------------------------------------------------------------------------------------

const DO = {
  "next-doubt": () => nextDoubt(1),
  "previous-doubt": () => nextDoubt(-1),
  undo: () => correct("undo"),
  redo: () => correct("redo"),
  confirm: () => current && correct("confirm").then(() => {}),
  unconfirm: () => current && correct("unconfirm"),
  join: () => current && correct("join"),
  split: () => (list.dataset.readonly ? undefined : startCut()),
  comment: () => {
    if (!current) return;
    const sides = new URLSearchParams({ src: current.dataset.src, tgt: current.dataset.tgt });
    location.href = at(`/comments/bead/${encodeURI(list.dataset.document)}?${sides}`);
  },
  omit: () => current && correct("omit"),
  "src-up": () => current && correct("move", { side: "src", direction: "up" }),
  "src-down": () => current && correct("move", { side: "src", direction: "down" }),
  "tgt-up": () => current && correct("move", { side: "tgt", direction: "up" }),
  "tgt-down": () => current && correct("move", { side: "tgt", direction: "down" }),
  cut: doCut,
  within: () => (list.dataset.readonly ? undefined : startWithin()),
  "cut-within": () => doWithin(),
  leave: () => { leaveCut(); leaveWithin(); },
};

const choosing = () => cut || within;
const button = (event) => event.target.closest("button, a, summary");
shortcuts({
  ...Object.fromEntries(Object.entries({
    n: "next-doubt", p: "previous-doubt", u: "undo", y: "redo", m: "join", s: "split", w: "within", o: "omit",
    t: "comment", f: "src-up", v: "src-down", g: "tgt-up", b: "tgt-down",
  }).map(([key, name]) => [key, () => (choosing() ? false : void DO[name]())])),
  c: () => (choosing() || !current ? false : void DO[current.classList.contains("checked") ? "unconfirm" : "confirm"]()),
  j: () => (choosing() ? false : choose(current ? current.nextElementSibling : list.firstElementChild)),
  k: () => (choosing() ? false : choose(current ? current.previousElementSibling : list.lastElementChild)),
  ArrowDown: () => (cut ? moveCut("tgt", 1) : within ? turnWithin(1) : choose(current ? current.nextElementSibling : list.firstElementChild)),
  ArrowUp: () => (cut ? moveCut("tgt", -1) : within ? turnWithin(-1) : choose(current ? current.previousElementSibling : list.lastElementChild)),
  ArrowLeft: () => (cut ? moveCut("src", -1) : within ? moveWithin(-1) : false),
  ArrowRight: () => (cut ? moveCut("src", 1) : within ? moveWithin(1) : false),
  Enter: (event) => (button(event) ? false : cut ? doCut() : within ? doWithin() : false),
  Escape: () => (choosing() ? DO.leave() : false),
});

document.addEventListener("click", (event) => {
  const action = event.target.closest("[data-do]");
  if (action) return DO[action.dataset.do]();
  const row = event.target.closest(".bead");
  if (!row || event.target.closest("a, button")) return;
  const sentence = event.target.closest(".segment");
  if (cut && row === current && sentence) {
    const side = sentence.closest(".side") === sides(row)[0] ? 0 : 1;
    cut[side ? "tgt" : "src"] = sentences(row, side).indexOf(sentence);
    return showCut();
  }
  if (within && row === current && sentence) return clickWithin(sentence, event);
  const selecting = Boolean(getSelection().toString());
  choose(row, { scroll: false, focus: !selecting });
  if (!selecting) tools.scrollIntoView({ block: "nearest" }); // at the foot of the window it would be out of sight
});

// What takes long says so, and is not sent twice.
document.querySelectorAll("form.once").forEach((form) => form.addEventListener("submit", () => {
  form.querySelector("button").disabled = true;
  toast(list.dataset.working);
}));

const told = sessionStorage.getItem("told");
if (told) {
  sessionStorage.removeItem("told");
  addEventListener("load", () => toast(told));
}

function goToHash() {
  if (location.hash === "#doubt") nextDoubt(1);
  else if (/^#bead-\d+$/.test(location.hash)) {
    const row = document.getElementById(location.hash.slice(1));
    if (row) jump(row);
    else location.href = `?bead=${location.hash.slice(6)}${location.hash}`;
  }
}
addEventListener("hashchange", goToHash);
document.addEventListener("DOMContentLoaded", goToHash);
