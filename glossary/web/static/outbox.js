// The outbox: what was decided waits in this browser until the workbench has answered it. It is sent in order, again and
// again until there is an answer, and done once: each carries a key by which the server knows it again. It runs on every
// page, so that what was decided on one is sent from the next.
"use strict";

const outbox = (() => {
  const ITEM = "outbox.";
  const ANSWER = "outbox-answer.";
  const CONFLICT = "review-conflict.";
  const FIRST = 500, LONGEST = 15000;  // milliseconds before it is tried again
  const PATIENCE = 30000;  // milliseconds for an answer
  const WEEK = 7 * 24 * 3600 * 1000;
  const REFUSED = new Set([400, 403, 404, 409, 413, 422]);
  const words = document.body.dataset;
  const listeners = [];
  let busy = false;
  let wait = FIRST;
  let timer = 0;
  let showing = 0;
  let reason = null;  // why the first one is not saved: null, "offline" or "sign-in"
  let insisting = 0;
  let last = 0;

  const items = () => kept.names(ITEM).map((place) => ({ ...kept.get(place), place })).filter((item) => item.key);
  const find = (key) => items().find((item) => item.key === key);
  const answered = (key) => kept.get(ANSWER + key);
  const conflicts = () => kept.names(CONFLICT).map(kept.get).filter(Boolean);
  const count = () => items().length + insisting;

  /** Put a decision at the end: { address, id, name, action, fields, undoes? }. */
  const put = (what) => {
    last = Math.max(Date.now(), last + 1, ...items().map((item) => item.at + 1));
    const item = { ...what, key: kept.fresh(), at: last, tried: false };
    item.place = `${ITEM}${String(last).padStart(15, "0")}.${item.key}`;
    if (!kept.put(item.place, item)) toast(words.full);
    send();
    show();
    return item;
  };
  /** Take a decision out that has not been tried yet; tells whether it could. */
  const withdraw = (key) => {
    const item = find(key);
    if (!item || item.tried) return false;
    kept.drop(item.place);
    show();
    return true;
  };

  const ask = async (address, init) => {
    // Whoever has signed in since in another tab must not be taken for who decided here: the server refuses that.
    const headers = kept.account ? { ...init.headers, "duizhao-account": kept.account } : init.headers;
    const answer = await fetch(at(address), { ...init, headers, signal: AbortSignal.timeout(PATIENCE) });
    if (answer.status === 401) { reason = "sign-in"; return null; }
    if (!answer.ok && !REFUSED.has(answer.status)) throw new Error(answer.status);
    return { ok: answer.ok, status: answer.status, said: await answer.json() };
  };

  const deliver = async (item) => {
    // What a decision did is known when it is answered; where it changed nothing, there is nothing to take back.
    if (item.undoes && !item.fields.version) return { ok: true, status: 200, said: { id: item.id, version: null, expected: "" } };
    if (!item.tried) kept.put(item.place, { ...item, tried: true });
    try {
      return await ask(item.address, {
        method: "POST",
        keepalive: true,
        headers: { accept: "application/json", "idempotency-key": item.key },
        body: new URLSearchParams(item.fields),
      });
    } catch {
      reason = "offline";
      return null;
    }
  };

  const settle = (item, outcome) => {
    const { said } = outcome;
    kept.drop(item.place);
    const later = items().filter((one) => one.id === item.id);
    if (outcome.ok) {
      kept.put(ANSWER + item.key, { version: said.version, expected: said.expected, at: Date.now() });
      for (const one of later) {
        const fields = { ...one.fields };
        if (one.undoes === item.key) fields.version = said.version ?? "";
        if ("expected" in fields && said.expected) fields.expected = said.expected;
        kept.put(one.place, { ...one, fields });
      }
    } else {
      for (const one of later) if (one.undoes === item.key) kept.drop(one.place);
      const why = [said.error?.message, said.error?.remedy].filter(Boolean).join(" ");
      kept.put(CONFLICT + item.id, { id: item.id, name: said.now?.name ?? item.name, action: item.action, now: said.now, why });
    }
    for (const listen of listeners) listen(item, outcome);
  };

  const send = async () => {
    if (busy) return;
    busy = true;
    clearTimeout(timer);
    try {
      for (let [item] = items(); item; [item] = items()) {
        const outcome = await deliver(item);
        if (!outcome) {
          timer = setTimeout(send, wait);
          wait = Math.min(2 * wait, LONGEST);
          break;
        }
        wait = FIRST;
        reason = null;
        settle(item, outcome);
        show();
      }
    } finally {
      busy = false;
      show();
    }
  };
  const now = () => { wait = FIRST; send(); };

  /** Count one thing more that this page has to send; what is returned is called when it has been answered. */
  const owe = () => {
    let owed = true;
    insisting += 1;
    show();
    return () => {
      if (!owed) return;
      owed = false;
      insisting -= 1;
      show();
    };
  };

  /** Ask until there is an answer, from a page that waits for it: { ok, status, said }. */
  const insist = async (address, init, answered = owe()) => {
    const headers = { ...init.headers, accept: "application/json", "idempotency-key": kept.fresh() };
    try {
      for (let pause = FIRST; ; pause = Math.min(2 * pause, LONGEST)) {
        try {
          const outcome = await ask(address, { ...init, headers });
          if (outcome) { reason = null; return outcome; }
        } catch { reason = "offline"; }
        show();
        await new Promise((go) => {
          const after = setTimeout(go, pause);
          const early = () => { clearTimeout(after); go(); };
          for (const [target, event] of [[window, "online"], [window, "focus"]]) target.addEventListener(event, early, { once: true });
        });
      }
    } finally {
      answered();
    }
  };

  // "3 not saved yet" stands as long as it is true; what is answered within a second is not worth a word.
  const show = () => {
    const number = count();
    document.documentElement.dataset.unsaved = number;
    const place = document.getElementById("unsaved");
    clearTimeout(showing);
    const slow = items().some((item) => Date.now() - item.at > 1000);
    if (number && !reason && !slow) {
      if (place.hidden) { showing = setTimeout(show, 1050); return; }
    }
    const met = location.pathname === at("/review") ? 0 : conflicts().length;
    const parts = [];
    if (number) parts.push(words.unsaved.replace("{count}", number), reason === "sign-in" ? words.unsavedSignIn : reason ? words.unsavedOffline : "");
    place.replaceChildren(parts.filter(Boolean).join(" "));
    const link = (address, text) => {
      const made = document.createElement("a");
      made.href = at(address);
      made.textContent = text;
      place.append(" ", made);
    };
    if (number && reason === "sign-in" && location.pathname !== at("/sign-in")) {
      link(`/sign-in?back=${encodeURIComponent(location.pathname + location.search)}`, words.signIn);
    }
    if (met) link("/review", words.conflicts.replace("{count}", met));
    place.hidden = !number && !met;
  };

  window.addEventListener("online", now);
  window.addEventListener("focus", now);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) now(); });
  window.addEventListener("storage", (event) => {
    const name = kept.named(event.key);
    if (!name?.startsWith(ITEM) && !name?.startsWith(CONFLICT)) return;
    show();
    for (const listen of listeners) listen(null, null);  // another tab has sent something
  });
  window.addEventListener("beforeunload", (event) => { if (count()) event.preventDefault(); });
  for (const name of kept.names(ANSWER)) if (Date.now() - (kept.get(name)?.at ?? 0) > WEEK) kept.drop(name);
  show();
  // When every script of the page is listening.
  document.addEventListener("DOMContentLoaded", send);

  return {
    put, withdraw, items, find, answered, conflicts, insist, owe, count,
    forgive: (id) => { kept.drop(CONFLICT + id); show(); },
    listen: (call) => listeners.push(call),
  };
})();
