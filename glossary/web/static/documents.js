// One aligned document: a current bead, corrections by key and by mouse, each saved at once.
"use strict";

const list = document.getElementById("beads");
const tools = document.getElementById("toolbar").content.firstElementChild.cloneNode(true);
const cutting = document.getElementById("cutting").content.firstElementChild.cloneNode(true);
const first = Number(list.dataset.first);
let current = null;
let cut = null; // {src, tgt}: how many sentences stay in the first half
const became = new WeakMap(); // a row that was replaced, and the first of those in its place
const BACK = new Set(["undo", "redo"]);
let busy = Promise.resolve(); // corrections go one after the other, each with the token that the last one gave

const rows = () => [...list.children];
const sides = (row) => row.querySelectorAll(".side");
const sentences = (row, side) => [...sides(row)[side].querySelectorAll(".segment")];
const doubtful = (row) => row.classList.contains("doubt");

function choose(row, { scroll = true, focus = true } = {}) {
  if (!row || row === current) return;
  leaveCut();
  current?.removeAttribute("aria-current");
  current = row;
  row.setAttribute("aria-current", "true");
  row.append(tools);
  if (focus) row.focus({ preventScroll: true });
  if (scroll) row.scrollIntoView({ block: "nearest" });
}

function jump(row) {
  choose(row, { scroll: false });
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
  const row = current;
  busy = busy.then(() => send(action, row, more)).catch(() => toast(list.dataset.failed));
  return busy;
}

async function send(action, row, more) {
  // A correction before this one may have put other rows in the place of the one it was made on.
  while (row && !row.isConnected) row = became.get(row);
  if (!row && !BACK.has(action)) return;
  const bead = row ? first + rows().indexOf(row) : 0;
  const answer = await fetch(`/document-corrections?terms=${list.dataset.terms}`, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify({ document: list.dataset.document, token: list.dataset.token, action, bead, ...more }),
  });
  const told = await answer.json();
  if (answer.status === 409) {
    sessionStorage.setItem("told", list.dataset.stale);
    location.reload();
    return;
  }
  if (!answer.ok) {
    toast(told.error.message);
    return;
  }
  if (told.whole) {
    location.reload();
    return;
  }
  show(told, BACK.has(action));
}

function show(told, back) {
  list.dataset.token = told.token;
  for (const name of ["beads", "doubtful", "confirmed"]) document.getElementById(`count-${name}`).textContent = told[name];
  document.querySelector('[data-do="undo"]').disabled = !told.can_undo;
  document.querySelector('[data-do="redo"]').disabled = !told.can_redo;
  const form = document.getElementById("rest");
  form.action = form.action.replace(/token=.*/, `token=${told.token}`);
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
  // Whoever has gone on to another row stays there.
  const stays = !back && current && !old.includes(current);
  if (!stays) {
    leaveCut();
    tools.remove();
  }
  old[0].before(...fresh);
  old.forEach((row) => { row.remove(); became.set(row, fresh[0]); });
  if (begins) fresh[0]?.classList.add("begins");
  rows().forEach((row, n) => { row.id = `bead-${first + n}`; });
  if (stays) return;
  current?.removeAttribute("aria-current");
  current = null;
  choose(fresh[0]);
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
  split: startCut,
  omit: () => current && correct("omit"),
  "src-up": () => current && correct("move", { side: "src", direction: "up" }),
  "src-down": () => current && correct("move", { side: "src", direction: "down" }),
  "tgt-up": () => current && correct("move", { side: "tgt", direction: "up" }),
  "tgt-down": () => current && correct("move", { side: "tgt", direction: "down" }),
  cut: doCut,
  leave: leaveCut,
};
const KEYS = { n: "next-doubt", p: "previous-doubt", u: "undo", y: "redo", m: "join", s: "split", o: "omit", q: "src-up", a: "src-down", e: "tgt-up", d: "tgt-down" };

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select") || document.querySelector("dialog[open]")) return;
  const onControl = event.target.closest("button, a, summary");
  if (cut) {
    const moves = { ArrowLeft: ["src", -1], ArrowRight: ["src", 1], ArrowUp: ["tgt", -1], ArrowDown: ["tgt", 1] };
    if (moves[event.key]) moveCut(...moves[event.key]);
    else if (event.key === "Enter" && !onControl) doCut();
    else if (event.key === "Escape") leaveCut();
    else return;
  } else if (event.key === "ArrowDown" || event.key === "j") choose(current ? current.nextElementSibling : list.firstElementChild);
  else if (event.key === "ArrowUp" || event.key === "k") choose(current ? current.previousElementSibling : list.lastElementChild);
  else if (event.key === "c" && current) DO[current.classList.contains("checked") ? "unconfirm" : "confirm"]();
  else if (KEYS[event.key]) DO[KEYS[event.key]]();
  else return;
  event.preventDefault();
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
goToHash();
