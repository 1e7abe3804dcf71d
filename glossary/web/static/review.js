// The review queue: a decision is shown at once and goes into the outbox, which sends it. An entry that a colleague has
// decided meanwhile goes to the list beside the queue, never under the next key.
"use strict";

(() => {
  const review = document.getElementById("review");
  const queue = document.getElementById("queue");
  const finished = document.getElementById("finished");
  const stalled = document.getElementById("stalled");
  const bar = document.getElementById("decide");
  const words = review.dataset;
  const left = Number(words.left);
  const AHEAD = 6;
  const LATER = "review-later.";
  const SITTING = `review.sitting${kept.account}`;  // another who signs in here has a sitting of their own

  // What was decided in this sitting, latest last: { key, id, action, version? }. It outlives a reload.
  let sitting = JSON.parse(sessionStorage.getItem(SITTING) ?? "[]");
  const remember = () => sessionStorage.setItem(SITTING, JSON.stringify(sitting.slice(-5000)));

  let current = null;
  let done = 0;  // of those that the page counted as left
  let fetching = null;
  let exhausted = false;
  let failed = false;
  let waiting = false;  // for the next entries: nothing is shown that a key could decide
  let edited = null;  // the version that the last edit made

  const cards = () => [...queue.querySelectorAll(".review-card")];
  const cardOf = (id) => cards().find((card) => card.dataset.id === id);
  const decided = (card) => card.classList.contains("approved") || card.classList.contains("rejected");
  const putOff = (card) => kept.get(LATER + card.dataset.id) === card.dataset.expected;
  const met = (card) => outbox.conflicts().some((one) => one.id === card.dataset.id);
  const free = (card) => !decided(card) && !putOff(card) && !met(card);

  const count = () => {
    document.getElementById("count").textContent =
      words.progress.replace("{done}", sitting.length).replace("{left}", Math.max(0, left - done).toLocaleString("en"));
    document.getElementById("progress").value = done;
    const some = Number(words.approvedBefore) || sitting.some((one) => one.action === "approve");
    for (const part of review.querySelectorAll("[data-take-away]")) part.hidden = !some;
    document.getElementById("put-off")?.toggleAttribute("hidden", !kept.names(LATER).length);
  };

  const show = (card) => {
    for (const one of cards()) one.hidden = one !== card;
    current = card;
    waiting = false;
    stalled.hidden = Boolean(card) || !failed;
    finished.hidden = Boolean(card) || failed;
    for (const name of ["approve", "reject", "edit", "next"]) bar.querySelector(`[data-do=${name}]`).disabled = !card;
    bar.hidden = false;
    (card ?? (failed ? stalled : finished)).focus({ preventScroll: true });
    window.scrollTo(0, 0);
    ahead();
  };

  const mark = (card, action) => {
    card.classList.toggle("approved", action === "approve");
    card.classList.toggle("rejected", action === "reject");
    card.querySelector(".decision").textContent =
      action === "approve" ? `✓ ${words.approved}` : action === "reject" ? `✕ ${words.rejected}` : "";
  };
  // Decisions that still wait to be sent: the server knows nothing of them yet, so its cards do not show them.
  const markWaiting = (some) => {
    const latest = new Map(outbox.items().map((item) => [item.id, item.action]));
    let marked = 0;
    for (const card of some) {
      const action = latest.get(card.dataset.id);
      if (action === "approve" || action === "reject") { mark(card, action); marked += 1; }
    }
    return marked;
  };

  const parsed = (html) => {
    const part = document.createElement("template");
    part.innerHTML = html;
    return [...part.content.querySelectorAll(".review-card")];
  };
  // No page is asked for, so that a session that has lapsed is an answer of 401 and no sign-in page.
  const get = async (address) => {
    const answer = await fetch(at(address), { headers: { accept: "*/*" }, signal: AbortSignal.timeout(30000) });
    if (!answer.ok) throw new Error(answer.status);
    return parsed(await answer.text());
  };

  // The next entries are there before they are wanted.
  const ahead = () => {
    const all = cards();
    const rest = all.slice(all.indexOf(current) + 1).filter(free).length;
    if (fetching || exhausted || !all.length || rest >= AHEAD) return fetching;
    const last = all.at(-1);
    const place = new URLSearchParams({ score: last.dataset.score, id: last.dataset.id });
    fetching = get(`/review/more?${place}&${words.query}`)
      .then((found) => {
        failed = false;
        const known = new Set(cards().map((card) => card.dataset.id));
        const fresh = found.filter((card) => !known.has(card.dataset.id));
        exhausted = fresh.length === 0;
        for (const card of fresh) { card.hidden = true; queue.append(card); }
        done += markWaiting(fresh);
        htmx.process(queue);
      })
      .catch(() => { failed = true; })
      .finally(() => { fetching = null; });
    return fetching;
  };

  const following = () => cards().slice(current ? cards().indexOf(current) + 1 : 0).find(free);
  const next = async () => {
    // All of a part may be decided or put off already. While the next entries come, no key falls on the last one again.
    while (!following() && !exhausted && cards().length) {
      waiting = true;
      if (current) current.hidden = true;
      await ahead();
      if (!waiting) return;  // something else has been shown meanwhile
      if (failed) break;
    }
    show(following() ?? null);
    if (failed && !current) setTimeout(() => { if (!current) next(); }, 1000);
  };
  const later = () => {
    if (current && !waiting && !decided(current)) { kept.put(LATER + current.dataset.id, current.dataset.expected); count(); }
    return next();
  };
  const previous = () => {
    const all = cards().filter((card) => !met(card));
    const at = current ? all.indexOf(current) : all.length;
    if (at > 0) show(all[at - 1]);
  };

  // The card of an entry as it is now, in the place of the one that is there, else before the current one.
  const renew = async (id) => {
    const [fresh] = await get(`/review/card/${encodeURI(id)}`);
    const old = cardOf(id);
    fresh.hidden = old ? old.hidden : true;
    if (old) old.replaceWith(fresh); else if (current) current.before(fresh); else queue.append(fresh);
    htmx.process(fresh);
    if (current === old && old) current = fresh;
    return fresh;
  };

  const decide = (action) => {
    const card = current;
    if (!card || waiting || card.querySelector(".editing")) return;
    const { id } = card.dataset;
    const earlier = decided(card) ? sitting.findLast((one) => one.id === id) : null;
    if (earlier?.action === action) { next(); return; }
    if (earlier) takeBack(earlier);
    const { key } = outbox.put({
      address: "/review/decide", id, name: card.getAttribute("aria-label"), action,
      fields: { id, action, expected: card.dataset.expected },
    });
    sitting.push({ key, id, action });
    remember();
    kept.drop(LATER + id);
    mark(card, action);
    done += 1;
    count();
    next();
  };

  /** Take a decision back: out of the outbox where it has not been sent, else by another request. */
  const takeBack = (decision) => {
    const { id, key } = decision;
    sitting = sitting.filter((one) => one !== decision);
    remember();
    done -= 1;
    const card = cardOf(id);
    if (card) mark(card, null);
    if (key && outbox.withdraw(key)) toast(words.undone);
    else {
      const version = decision.version ?? outbox.answered(key)?.version ?? "";
      outbox.put({ address: "/review/undo", id, name: card?.getAttribute("aria-label") ?? id, action: "undo", undoes: key, fields: { id, version } });
    }
    count();
    return card;
  };
  const undo = async () => {
    const decision = sitting.at(-1);
    if (!decision) { toast(words.nothing); return; }
    const card = takeBack(decision);
    if (card) { show(card); return; }
    // Decided before the page was loaded: its card comes when the undoing is answered.
    wanted = decision.id;
    if (!outbox.items().some((item) => item.id === decision.id)) showAgain(decision.id);
  };
  let wanted = null;
  const showAgain = (id) => {
    wanted = null;
    return renew(id).then(show).catch(() => toast(document.body.dataset.offline));
  };

  // -- what was answered -------------------------------------------------------------------------------------------

  outbox.listen((item, outcome) => {
    if (!item) { listConflicts(); return; }
    const card = cardOf(item.id);
    if (outcome.ok) {
      if (card && outcome.said.expected) card.dataset.expected = outcome.said.expected;
      if (item.action === "undo") toast(words.undone);
      if (item.action === "undo" && wanted === item.id) showAgain(item.id);
      return;
    }
    if (item.action !== "undo") {
      sitting = sitting.filter((one) => one.key !== item.key);
      remember();
      done -= 1;
    }
    if (card && card === current) next().then(() => card.remove()); else card?.remove();
    listConflicts();
    count();
    toast(words.met.replace("{name}", item.name));
  });

  const place = document.getElementById("conflicts");
  const listConflicts = () => {
    const some = outbox.conflicts();
    place.hidden = !some.length;
    place.querySelector("ul").replaceChildren(...some.map((one) => {
      const row = document.getElementById("conflict").content.firstElementChild.cloneNode(true);
      row.dataset.id = one.id;
      const fill = (name, text) => { row.querySelector(`[data-fill=${name}]`).textContent = text; };
      const said = one.now ? words[`now${one.now.status[0].toUpperCase()}${one.now.status.slice(1)}`] : one.why || words.nowGone;
      fill("name", one.name);
      fill("now", said.replace("{by}", one.now?.by ?? "").replace("{at}", one.now?.at ?? ""));
      fill("mine", words.mine.replace("{what}", words[`mine${one.action[0].toUpperCase()}${one.action.slice(1)}`]));
      row.querySelector("[data-conflict=look]").hidden = !one.now;
      return row;
    }));
  };
  place.addEventListener("click", (event) => {
    const button = event.target.closest("[data-conflict]");
    if (!button) return;
    const { id } = button.closest("li").dataset;
    const forgive = () => { outbox.forgive(id); listConflicts(); };
    if (button.dataset.conflict === "leave") { forgive(); (current ?? finished).focus(); return; }
    // Shown as it is now, with the state that the next decision will name.
    renew(id).then((card) => { forgive(); show(card); }).catch(() => toast(document.body.dataset.offline));
  });

  // -- editing in the queue ----------------------------------------------------------------------------------------

  const before = new WeakMap();  // what a card held before its form took its place
  const edit = () => {
    const card = current;
    if (!card || waiting || card.querySelector(".editing")) return;
    before.set(card, [...card.childNodes]);
    htmx.ajax("GET", at(`/entry/${encodeURI(card.dataset.id)}?part=edit&review=1`), { target: card, swap: "innerHTML" })
      .then(() => card.querySelector("[name=term_text]")?.focus());
  };
  document.addEventListener("entry-changed", (event) => { edited = event.detail.version; });

  // An edited entry comes back as a card; one that was approved with it is decided.
  document.addEventListener("htmx:afterSwap", (event) => {
    if (!event.detail.requestConfig?.path?.includes("/edit")) return;
    const fresh = cards().find((card) => !current?.isConnected && !card.hidden) ?? current;
    if (!fresh || fresh.querySelector(".editing")) {
      if (!alerted(fresh)) fresh?.querySelector("[name=term_text]")?.focus();
      return;
    }
    current = fresh;
    if (fresh.dataset.status === "approved") {
      if (edited) sitting.push({ key: null, id: fresh.dataset.id, action: "approve", version: edited });
      remember();
      mark(fresh, "approve");
      done += 1;
      count();
      next();
    } else show(fresh);
  });
  const leaveEditing = () => {
    const card = current;
    if (before.has(card)) card.replaceChildren(...before.get(card));
    show(card);
  };
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-cancel-edit]")) leaveEditing();
  });
  document.addEventListener("keydown", (event) => {
    const outside = !writes(event.target) && !document.querySelector("dialog[open], details.menu[open]");
    if (event.key === "Escape" && outside && current?.querySelector(".editing")) leaveEditing();
  });

  const actions = {
    approve: () => decide("approve"),
    reject: () => decide("reject"),
    edit,
    next: () => { later(); },
    previous,
    undo: () => { undo(); },
    open: () => { if (!waiting) current?.querySelector(".open")?.click(); },
  };
  bar.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (button) actions[button.dataset.do]();
  });
  document.getElementById("put-off")?.addEventListener("click", () => {
    for (const name of kept.names(LATER)) kept.drop(name);
  });
  shortcuts({
    a: actions.approve, r: actions.reject, e: actions.edit, u: actions.undo, o: actions.open,
    j: actions.next, n: actions.next, k: actions.previous,
  });

  done = markWaiting(cards());
  listConflicts();
  count();
  const first = cards().find(free);
  if (first || !cards().length) {
    for (const one of cards()) one.hidden = one !== first;
    current = first ?? null;
    ahead();
  } else next();
})();
