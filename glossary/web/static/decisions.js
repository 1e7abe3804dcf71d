// Decisions about several entries: sent in order, each once, kept by their versions so that they can be taken back.
"use strict";

const decisions = (() => {
  const DONE = "decisions.done";
  const words = document.getElementById("decide").dataset;
  let done = JSON.parse(sessionStorage.getItem(DONE) ?? "[]");
  let busy = Promise.resolve();
  const remember = () => sessionStorage.setItem(DONE, JSON.stringify(done.slice(-200)));

  const send = async (address, body) => {
    const { ok, said } = await outbox.insist(address, {
      method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body),
    });
    if (!ok) {
      toast([said.error.message, said.error.remedy].filter(Boolean).join(" "));
      return null;
    }
    if (said.conflicts.length) {
      const first = said.conflicts[0];
      toast(words.met.replace("{count}", said.conflicts.length).replace("{name}", first.name).replace("{by}", first.by).replace("{at}", first.at));
    }
    return said;
  };

  /** Do steps [address, body of each, ids], one after the other, as one decision; `after(all)` is told the answers. */
  const make = (steps, after) => {
    busy = busy.then(async () => {
      const answers = [];
      for (const [address, body] of steps) {
        const said = await send(address, body);
        if (!said) break;
        answers.push(said);
        // What is not wholly done is not gone on with: a colleague was quicker.
        if (said.conflicts.length && steps.length > 1) break;
      }
      const made = answers.filter((said) => said.version !== null).map((said) => ({ version: said.version, ids: Object.keys(said.expected) }));
      if (made.length) { done.push(made); remember(); }
      after(answers);
    }).catch(() => toast(document.body.dataset.offline));
    return busy;
  };

  /** Take the last decision back; `after(ids, expected)` is told what stands again. */
  const undo = (after) => {
    busy = busy.then(async () => {
      const last = done.at(-1);
      if (!last) { toast(words.nothing); return; }
      while (last.length) {
        const step = last.at(-1);
        const said = await send("/review/undo-many", step);
        done = said ? done : done.slice(0, -1); // refused: it is not asked for again
        if (!said) { remember(); return; }
        last.pop();
        remember();
        after(step.ids, said.expected);
      }
      done = done.slice(0, -1);
      remember();
      toast(words.undone);
    }).catch(() => toast(document.body.dataset.offline));
    return busy;
  };
  return { make, undo };
})();
