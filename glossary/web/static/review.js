// The review queue: a decision is shown at once and sent behind it, one after the other; what fails comes back.
"use strict";

(() => {
  const review = document.getElementById("review");
  const queue = document.getElementById("queue");
  const finished = document.getElementById("finished");
  const bar = document.getElementById("decide");
  const left = Number(review.dataset.left);
  const AHEAD = 6;

  let current = queue.querySelector(".review-card");
  let done = 0;
  let pending = 0;
  let chain = Promise.resolve();
  let fetching = null;
  let exhausted = false;
  const decisions = [];  // what u takes back, latest last: { card, action, version }

  const cards = () => [...queue.querySelectorAll(".review-card")];
  const decided = (card) => card.classList.contains("approved") || card.classList.contains("rejected");
  const total = () => done + Number(sessionStorage.getItem("reviewed") ?? 0);

  const count = () => {
    const words = review.dataset.progress.replace("{done}", total()).replace("{left}", (left - done).toLocaleString("en"));
    document.getElementById("count").textContent = words;
    document.getElementById("progress").value = done;
    const some = Number(review.dataset.approvedBefore) || decisions.some((one) => one.action === "approve");
    for (const part of review.querySelectorAll("[data-take-away]")) part.hidden = !some;
    document.getElementById("put-off")?.toggleAttribute("hidden", left <= done);
  };
  window.addEventListener("pagehide", () => sessionStorage.setItem("reviewed", total()));

  const show = (card) => {
    for (const one of cards()) one.hidden = one !== card;
    current = card;
    finished.hidden = Boolean(card);
    for (const name of ["approve", "reject", "edit", "next"]) bar.querySelector(`[data-do=${name}]`).disabled = !card;
    bar.hidden = false;
    (card ?? finished).focus({ preventScroll: true });
    window.scrollTo(0, 0);
    ahead();
  };

  const mark = (card, action) => {
    card.classList.toggle("approved", action === "approve");
    card.classList.toggle("rejected", action === "reject");
    card.querySelector(".decision").textContent =
      action === "approve" ? `✓ ${review.dataset.approved}` : action === "reject" ? `✕ ${review.dataset.rejected}` : "";
    card.querySelector(".failed").hidden = true;
  };

  // The next entries are there before they are wanted.
  const ahead = () => {
    const all = cards();
    const rest = all.slice(all.indexOf(current) + 1).filter((card) => !decided(card)).length;
    if (fetching || exhausted || !all.length || rest >= AHEAD) return fetching;
    const last = all.at(-1);
    const place = new URLSearchParams({ score: last.dataset.score, id: last.dataset.id });
    fetching = fetch(`/review/more?${place}&${review.dataset.query}`, { headers: { accept: "text/html" } })
      .then((answer) => { if (!answer.ok) throw new Error(answer.status); return answer.text(); })
      .then((html) => {
        const part = document.createElement("template");
        part.innerHTML = html;
        const known = new Set(cards().map((card) => card.dataset.id));
        const fresh = [...part.content.querySelectorAll(".review-card")].filter((card) => !known.has(card.dataset.id));
        exhausted = fresh.length === 0;
        for (const card of fresh) { card.hidden = true; queue.append(card); }
        htmx.process(queue);
      })
      .catch(() => toast(document.body.dataset.offline))
      .finally(() => { fetching = null; });
    return fetching;
  };

  const next = async () => {
    const following = () => cards().slice(cards().indexOf(current) + 1).find((card) => !decided(card));
    if (!following()) await ahead();
    show(following() ?? null);
  };
  const previous = () => {
    const all = cards();
    const at = current ? all.indexOf(current) : all.length;
    if (at > 0) show(all[at - 1]);
  };

  const post = async (address, fields) => {
    const answer = await fetch(address, {
      method: "POST", keepalive: true, headers: { accept: "application/json" }, body: new URLSearchParams(fields),
    });
    const said = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new Error(said.error ? [said.error.message, said.error.remedy].filter(Boolean).join(" ") : document.body.dataset.offline);
    return said;
  };

  // Requests go one after the other, in the order of the decisions: the glossary takes one change at a time.
  const send = (work) => {
    review.dataset.pending = ++pending;
    chain = chain.then(work).finally(() => { review.dataset.pending = --pending; });
    return chain;
  };

  // An entry as it is now, in the place of its card.
  const renew = async (card) => {
    const answer = await fetch(`/review/card/${encodeURI(card.dataset.id)}`, { headers: { accept: "text/html" } });
    if (!answer.ok) return card;
    const part = document.createElement("template");
    part.innerHTML = await answer.text();
    const fresh = part.content.querySelector(".review-card");
    fresh.hidden = card.hidden;
    card.replaceWith(fresh);
    htmx.process(fresh);
    if (current === card) current = fresh;
    return fresh;
  };

  const decide = (action) => {
    const card = current;
    if (!card || card.querySelector(".editing")) return;
    if (decided(card)) { takeBack(decisions.findLast((one) => one.card === card), action); return; }
    const decision = { card, action, version: null, gone: false };
    decisions.push(decision);
    mark(card, action);
    done += 1;
    count();
    send(async () => {
      if (decision.gone) return;
      try {
        decision.version = (await post("/review/decide", { id: card.dataset.id, action, expected: card.dataset.expected })).version;
      } catch (error) {
        await giveBack(decision, error.message);
      }
    });
    next();
  };

  const giveBack = async (decision, words) => {
    if (decisions.includes(decision)) decisions.splice(decisions.indexOf(decision), 1);
    done -= 1;
    count();
    mark(decision.card, null);
    const card = await renew(decision.card);
    const place = card.querySelector(".failed");
    place.textContent = `${review.dataset.failed} ${words}`;
    place.hidden = false;
    show(card);
  };

  const takeBack = (decision, then = null) => {
    if (!decision) { toast(review.dataset.nothing); return; }
    decisions.splice(decisions.indexOf(decision), 1);
    done -= 1;
    count();
    mark(decision.card, null);
    show(decision.card);
    const sent = decision.version !== null;
    decision.gone = !sent && pending === 0;
    send(async () => {
      try {
        if (decision.version !== null) await post("/review/undo", { id: decision.card.dataset.id, version: decision.version });
        else if (decision.edited) await post("/review/undo", { id: decision.card.dataset.id });
        const card = await renew(decision.card);
        decision.card = card;
        if (then) { show(card); decide(then); } else toast(review.dataset.undone);
      } catch (error) {
        toast(error.message);
      }
    });
  };

  const edit = () => {
    if (!current || current.querySelector(".editing")) return;
    const id = current.dataset.id;
    htmx.ajax("GET", `/entry/${encodeURI(id)}?part=edit&review=1`, { target: current, swap: "innerHTML" })
      .then(() => current.querySelector("[name=term_text]")?.focus());
  };

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
      decisions.push({ card: fresh, action: "approve", version: null, edited: true });
      mark(fresh, "approve");
      done += 1;
      count();
      next();
    } else show(fresh);
  });
  const leaveEditing = () => renew(current).then(show);
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-cancel-edit]")) leaveEditing();
  });
  document.addEventListener("keydown", (event) => {
    const free = !writes(event.target) && !document.querySelector("dialog[open], details.menu[open]");
    if (event.key === "Escape" && free && current?.querySelector(".editing")) leaveEditing();
  });

  const actions = {
    approve: () => decide("approve"),
    reject: () => decide("reject"),
    edit,
    next,
    previous,
    undo: () => takeBack(decisions.at(-1)),
    open: () => { current?.querySelector(".open")?.click(); },
  };
  bar.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (button) actions[button.dataset.do]();
  });
  shortcuts({
    a: actions.approve, r: actions.reject, e: actions.edit, u: actions.undo, o: actions.open,
    j: () => { next(); }, n: () => { next(); }, k: actions.previous,
  });
  window.addEventListener("beforeunload", (event) => { if (pending) event.preventDefault(); });
  count();
  ahead();
})();
