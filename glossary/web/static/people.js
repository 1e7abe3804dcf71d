// Who else is on this entry now: the page says every 20 seconds that somebody is here, as long as it is in sight.
"use strict";

(() => {
  const EVERY = 20000;
  const place = document.getElementById("present");
  const entry = document.getElementById("entry")?.dataset.id;
  if (!place || !entry) return;
  const tell = async () => {
    if (document.hidden) return;
    try {
      const headers = { accept: "application/json", ...(kept.account && { "duizhao-account": kept.account }) };
      const answer = await fetch(at(`/here/${encodeURI(entry)}`), { method: "POST", headers });
      if (!answer.ok) return;
      const { others } = await answer.json();
      place.textContent = others.length ? place.dataset.words.replace("{names}", others.join(", ")) : "";
      place.hidden = !others.length;
    } catch { /* the next time */ }
  };
  tell();
  setInterval(tell, EVERY);
  document.addEventListener("visibilitychange", tell);
})();
