// A concept entry: keys for its buttons, rows of the form that come, go and move, focus kept when a part is replaced.
"use strict";

(() => {
  // What was refused stands above what was sent from further down: one is taken there.
  window.alerted = (part) => {
    const said = part?.querySelector("[role=alert]:not([hidden])");
    if (said) { said.tabIndex = -1; said.focus(); }
    return Boolean(said);
  };

  const press = (key) => {
    const button = [...document.querySelectorAll(`#entry [data-key="${key}"]`)].at(-1);
    if (!button) return false;
    button.click();
  };
  shortcuts(Object.fromEntries(["a", "r", "e", "m"].map((key) => [key, () => press(key)])));
  shortcuts({ u: () => takenBack() || press("u") });
  shortcuts({ c: () => document.querySelector("#entry .terms:nth-of-type(2) .copy, #entry .terms .copy")?.click() });

  // A decision goes into the outbox, as in the review: it is sent again until it is answered, and made once. What the page
  // shows is what is saved; "1 not saved yet" stands above it meanwhile. The forms are heard before htmx knows of them.
  let insisted = null;  // the version of somebody else's change that one has been told of
  let unshown = null;  // the decision that has been answered while the page still shows the entry as it was
  const waits = (id) => outbox.items().filter((item) => item.id === id && item.fromEntry);
  const busy = () => {
    const entry = document.getElementById("entry");
    const some = entry ? waits(entry.dataset.id).length > 0 : false;
    if (some) entry.setAttribute("aria-busy", "true"); else entry?.removeAttribute("aria-busy");
  };
  const decide = (entry, action, fields, said, undoes) => {
    const { id } = entry.dataset;
    const name = entry.querySelector("h1").innerText.trim().replace(/\s+/g, " = ");
    const address = action === "undo" ? "/review/undo" : "/review/decide";
    outbox.put({ address, id, name, action, said, undoes, fromEntry: true, fields: { id, ...fields } });
    busy();
  };
  /** Take back what the page does not show yet: the button there takes back what came before. Whether there was such a thing. */
  const takenBack = () => {
    const entry = document.getElementById("entry");
    const before = entry && (waits(entry.dataset.id).at(-1) ?? (unshown?.id === entry.dataset.id ? unshown : null));
    if (!before) return false;
    if (outbox.withdraw(before.key)) { busy(); toast(entry.dataset.undone); }
    else if (before.action !== "undo") {
      decide(entry, "undo", { version: outbox.answered(before.key)?.version ?? "" }, entry.dataset.undone, before.key);
    }
    return true;
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const entry = form.closest?.("#entry");
    const action = /\/(approve|reject|propose|undo)$/.exec(form.getAttribute("action") ?? "")?.[1];
    if (!entry || !action) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (action === "undo") {
      if (takenBack()) return;
      const { others } = event.submitter.dataset;
      const version = event.submitter.value;
      if (others && insisted !== version) { insisted = version; toast(others); return; }
      decide(entry, "undo", { version }, entry.dataset.undone);
    } else if (!waits(entry.dataset.id).length) decide(entry, action, { action, expected: form.elements.expected.value }, form.dataset.said);
  }, true);
  outbox.listen(async (item, outcome) => {
    const entry = document.getElementById("entry");
    if (!item?.fromEntry || entry?.dataset.id !== item.id) { busy(); return; }
    if (!outcome.ok) outbox.forgive(item.id);
    if (waits(item.id).length) return;
    if (!entry.querySelector(".editing")) {
      if (outcome.ok) unshown = item;
      await htmx.ajax("GET", at(`/entry/${encodeURI(item.id)}`), { target: "#entry", swap: "outerHTML" });
      if (unshown === item) unshown = null;
    }
    if (outcome.ok) { toast(item.said); return; }
    const { now, error } = outcome.said;
    const why = document.createElement("p");
    why.className = "warning";
    why.setAttribute("role", "alert");
    why.textContent = now?.by && outcome.status === 409 ? document.getElementById("entry").dataset.conflict.replace("{by}", now.by).replace("{at}", now.at)
      : [error?.message, error?.remedy].filter(Boolean).join(" ");
    document.getElementById("entry").prepend(why);
    alerted(document.getElementById("entry"));
  });
  document.addEventListener("htmx:afterSettle", busy);
  busy();

  document.addEventListener("keydown", (event) => {
    const form = event.target.closest?.(".editing form");
    if (form && event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); form.requestSubmit(); }
    if (event.key === "Escape" && !document.querySelector("dialog[open]") && !writes(event.target)) press("Escape");
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-add], [data-remove], [data-move]");
    if (!button) return;
    if (button.dataset.add) {
      const fieldset = button.closest("fieldset");
      const row = fieldset.querySelector("template").content.firstElementChild.cloneNode(true);
      fieldset.querySelector("[data-rows]").append(row);
      row.querySelector("input:not([type=hidden]), textarea").focus();
      return;
    }
    const row = button.closest("li");
    if (button.dataset.move === "up") row.previousElementSibling?.before(row);
    else if (button.dataset.move === "down") row.nextElementSibling?.after(row);
    else {
      const next = row.nextElementSibling ?? row.previousElementSibling;
      const fieldset = row.closest("fieldset");
      row.remove();
      (next?.querySelector("input:not([type=hidden]), textarea") ?? fieldset.querySelector("[data-add]")).focus();
      return;
    }
    button.focus();
  });

  // The history of the entry as it was is not waited for: it would bring the button that took back the last change of then.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const around = document.getElementById("around");
    if (around && event.detail.target.id === "entry") htmx.trigger(around, "htmx:abort");
  });

  // What replaces the entry takes the focus with it, so that keys and readers go on where they were.
  document.addEventListener("htmx:afterSwap", (event) => {
    const target = event.detail.target;
    if (target.id === "entry" || event.detail.elt?.id === "entry") {
      const entry = document.getElementById("entry");
      if (!alerted(entry)) (entry?.querySelector("[name=term_text]") ?? entry)?.focus({ preventScroll: true });
      // What was saved from the foot of a long form is shown from its head.
      if (entry && entry.getBoundingClientRect().top < 0) scrollTo(0, 0);
    }
    if (target.id === "panel") target.querySelector("[autofocus], input:not([type=hidden])")?.focus();
  });
})();
