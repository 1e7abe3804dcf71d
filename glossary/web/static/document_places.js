// Places in an aligned document: found by words or by number, and a place within a sentence, where it becomes two.
"use strict";

// -- finding --------------------------------------------------------------------------------------------------------

const finding = document.getElementById("find");
const asked = document.getElementById("q");
let hits = { q: null, found: [] };

async function find(step) {
  const q = asked.value.trim();
  const place = document.getElementById("found");
  if (!q) { place.textContent = ""; return; }
  if (hits.q !== q) {
    const answer = await fetch(`${finding.action}?${new URLSearchParams({ q })}`, { headers: { accept: "application/json" } });
    hits = { q, found: (await answer.json()).found };
  }
  if (!hits.found.length) { place.textContent = asked.dataset.none; return; }
  const at = current ? first + rows().indexOf(current) : -1;
  let n = step > 0 ? hits.found.findIndex((one) => one > at) : hits.found.findLastIndex((one) => one < at);
  if (n < 0) n = step > 0 ? 0 : hits.found.length - 1;
  place.textContent = `${n + 1} / ${hits.found.length}`;
  const row = rows()[hits.found[n] - first];
  if (!row) { location.href = `?bead=${hits.found[n]}#bead-${hits.found[n]}`; return; }
  jump(row, { focus: false });
}
finding.addEventListener("submit", (event) => { event.preventDefault(); find(1); });
asked.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.shiftKey) { event.preventDefault(); find(-1); }
});

// -- a place within a sentence ------------------------------------------------------------------------------------

const choosingPlace = document.getElementById("within").content.firstElementChild.cloneNode(true);
const mark = document.createElement("span");
mark.className = "place";
mark.setAttribute("aria-hidden", "true");
const LATIN = /[\p{Script=Latin}\p{N}\u2019']/u;
const STOP = /[；;。：:，,、！？!?—）)]/u;

// Where a sentence may be cut: between Chinese characters and beside marks and blanks, not within a word.
const borders = (text) => {
  const found = [];
  for (let n = 1; n < text.length; n += 1) {
    const [before, after] = [text[n - 1], text[n]];
    const half = after >= "\udc00" && after <= "\udfff";
    if (!half && !/\s/.test(after) && !(LATIN.test(before) && LATIN.test(after)) && !STOP.test(after)) found.push(n);
  }
  return found;
};

function startWithin() {
  if (!current) return;
  const all = [...current.querySelectorAll(".segment")];
  if (!all.length) return;
  leaveCut();
  within = { all, n: -1 };
  tools.replaceWith(choosingPlace);
  const longest = all.reduce((best, one) => (one.textContent.length > best.textContent.length ? one : best));
  enterSentence(all.indexOf(longest));
  choosingPlace.scrollIntoView({ block: "nearest" });
}

function enterSentence(n) {
  restoreSentence();
  const one = within.all[n];
  const text = one.textContent;
  const places = borders(text);
  const middle = text.length / 2;
  const nearest = (some) => some.reduce((best, p) => (Math.abs(p - middle) < Math.abs(best - middle) ? p : best));
  const stops = places.filter((p) => STOP.test(text.slice(0, p).trimEnd().at(-1)));
  Object.assign(within, { n, text, places, nodes: [...one.childNodes], at: places.length ? nearest(stops.length ? stops : places) : 0 });
  showPlace();
}

function showPlace() {
  const { all, n, text, at } = within;
  all[n].classList.add("chosen");
  all[n].replaceChildren(text.slice(0, at), mark, text.slice(at));
  choosingPlace.querySelector("[data-place]").textContent = `${text.slice(Math.max(0, at - 12), at)} ‖ ${text.slice(at, at + 12)}`;
}

function restoreSentence() {
  if (within.n < 0) return;
  within.all[within.n].classList.remove("chosen");
  within.all[within.n].replaceChildren(...within.nodes);
}

function moveWithin(step) {
  const { places, at } = within;
  within.at = (step > 0 ? places.find((p) => p > at) : places.findLast((p) => p < at)) ?? at;
  showPlace();
}

function turnWithin(step) {
  const n = within.n + step;
  if (n >= 0 && n < within.all.length) enterSentence(n);
}

function clickWithin(sentence, event) {
  const n = within.all.indexOf(sentence);
  if (n !== within.n) { enterSentence(n); return; }
  const caret = document.caretPositionFromPoint?.(event.clientX, event.clientY) ?? document.caretRangeFromPoint?.(event.clientX, event.clientY);
  const node = caret?.offsetNode ?? caret?.startContainer;
  const offset = caret?.offset ?? caret?.startOffset;
  const place = node === sentence.firstChild ? offset : node === sentence.lastChild ? within.at + offset : 0;
  if (place > 0 && place < within.text.length) { within.at = place; showPlace(); }
}

function leaveWithin() {
  if (!within) return;
  restoreSentence();
  within = null;
  choosingPlace.replaceWith(tools);
}

function doWithin() {
  const { all, n, text, at } = within;
  const number = all[n].closest(".side") === sides(current)[0] ? 0 : 1;
  const sentence = sentences(current, number).indexOf(all[n]);
  const row = current;
  leaveWithin();
  if (!at) return;
  const offset = [...text.slice(0, at)].length;
  correct("cut", { side: number ? "tgt" : "src", sentence, offset }).then(() => {
    // Most often the two halves go to two pairs: the next step is offered.
    let here = row;
    while (here && !here.isConnected) here = became.get(here);
    if (!here || here !== current || sentences(here, number).length < 2) return;
    startCut();
    if (!cut) return;
    cut[number ? "tgt" : "src"] = sentence + 1;
    showCut();
  });
}
