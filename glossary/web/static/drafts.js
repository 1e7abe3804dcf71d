// Unsaved edits of a form are kept in this browser until they are saved, or thrown away on purpose: they outlive a reload,
// another page, a change of language and a session that has lapsed.
"use strict";

(() => {
  const DRAFT = "draft.";
  const LONGEST = 500000;  // characters of one form
  const words = document.body.dataset;
  const forms = (root) => [...(root.matches?.("form[data-draft]") ? [root] : []), ...root.querySelectorAll("form[data-draft]")];
  const name = (form) => DRAFT + form.dataset.draft;
  // The state that the form was filled in on goes with it, so that a save still meets what others did since.
  const values = (form) => [...new FormData(form)].filter(([, value]) => typeof value === "string");
  const begun = new WeakMap();  // what a form held when it came
  const over = new WeakSet();  // forms that are saved or thrown away: what they still say as they go is not kept

  const keep = (form) => {
    if (over.has(form)) return;
    const now = values(form);
    const text = JSON.stringify(now);
    if (text === begun.get(form)) kept.drop(name(form));
    else if (text.length <= LONGEST) {
      kept.put(name(form), { values: now, title: form.dataset.title, address: form.dataset.address, at: Date.now() });
    }
    list();
  };

  // Rows that a form lacks are made of its template, those that it has too many are taken away.
  const fit = (form, field, wanted) => {
    const rows = form.querySelector(`[data-rows=${field}]`);
    const blank = form.querySelector(`template[data-blank=${field}]`);
    while (rows && rows.children.length < wanted) rows.append(blank.content.firstElementChild.cloneNode(true));
    while (rows && rows.children.length > wanted) rows.lastElementChild.remove();
  };
  const fill = (form, draft) => {
    const given = Map.groupBy ? Map.groupBy(draft.values, ([key]) => key) : draft.values.reduce((map, one) => map.set(one[0], [...(map.get(one[0]) ?? []), one]), new Map());
    fit(form, "term", given.get("term_text")?.length ?? 0);
    fit(form, "note", given.get("note")?.length ?? 0);
    for (const [key, some] of given) {
      const fields = [...form.querySelectorAll(`[name="${key}"]`)].filter((field) => field.type !== "submit");
      some.forEach(([, value], n) => { if (fields[n]) fields[n].value = value; });
    }
  };

  const begin = (form) => {
    if (begun.has(form)) return;
    begun.set(form, JSON.stringify(values(form)));
    const draft = kept.get(name(form));
    // What the server sends back with a refusal is what was sent to it: no older draft goes over that.
    if (!draft || form.dataset.refused || JSON.stringify(draft.values) === begun.get(form)) { if (form.dataset.refused) keep(form); return; }
    const plain = [...form.childNodes].map((node) => node.cloneNode(true));
    fill(form, draft);
    const notice = document.createElement("p");
    notice.className = "notice row draft";
    notice.setAttribute("role", "status");
    const when = new Date(draft.at).toLocaleString(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" });
    const text = document.createElement("span");
    text.textContent = words.draftBack.replace("{at}", when);
    const away = document.createElement("button");
    away.type = "button";
    away.className = "quiet push";
    away.textContent = words.draftAway;
    away.addEventListener("click", () => {
      kept.drop(name(form));
      form.replaceChildren(...plain);
      htmx.process(form);
      list();
      form.querySelector("input:not([type=hidden]), textarea")?.focus();
    });
    notice.append(text, away);
    form.prepend(notice);
  };

  // What is unsaved is named at the top of every page, with the way back to it.
  const list = () => {
    const place = document.getElementById("drafts");
    const here = new Set(forms(document).map(name));
    const rows = kept.names(DRAFT).filter((one) => !here.has(one)).map((one) => {
      const link = document.createElement("a");
      const draft = kept.get(one);
      link.href = draft.address;
      link.textContent = draft.title;
      return link;
    });
    place.hidden = !rows.length;
    place.replaceChildren(words.drafts, ...rows.flatMap((link) => [" ", link]));
  };

  const changed = (event) => {
    const form = event.target.closest?.("form[data-draft]");
    if (form) keep(form);
  };
  document.addEventListener("input", changed);
  document.addEventListener("change", changed);
  document.addEventListener("click", (event) => {
    const form = event.target.closest?.("form[data-draft]");
    if (form && event.target.closest("[data-add], [data-remove], [data-move]")) setTimeout(() => keep(form));
    // Cancelled with the mouse or by Enter: on purpose. Escape, which only presses the button, keeps the draft.
    if (form && event.target.closest("[data-throw-away]") && event.isTrusted) { over.add(form); kept.drop(name(form)); setTimeout(list); }
  }, true);

  // Only the server's word that a form is saved ends its draft. A save that comes again is the same one, by its key.
  const keys = new WeakMap();
  document.addEventListener("htmx:configRequest", (event) => {
    const form = event.target.closest?.("form[data-draft]");
    if (!form || event.detail.verb === "get") return;
    const text = JSON.stringify(values(form)) + (event.detail.parameters.then ?? "");
    if (keys.get(form)?.text !== text) keys.set(form, { text, key: kept.fresh() });
    event.detail.headers["Idempotency-Key"] = keys.get(form).key;
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const form = event.detail.requestConfig?.elt?.closest?.("form[data-draft]");
    if (form && event.detail.xhr.status < 300 && event.detail.requestConfig.verb !== "get") {
      over.add(form);
      kept.drop(name(form));
    }
  });
  const saved = document.querySelector("[data-saved-draft]")?.dataset.savedDraft;
  if (saved) kept.drop(DRAFT + saved);

  document.addEventListener("htmx:load", (event) => { forms(event.target).forEach(begin); list(); });
  document.addEventListener("htmx:afterSwap", () => { forms(document).forEach(begin); list(); });
  forms(document).forEach(begin);
  list();
})();
