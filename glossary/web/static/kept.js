// What this browser keeps between pages: in its storage, or, where that is refused, as long as the page is open. It belongs
// to the account that is signed in: what waits of one is neither shown to, nor sent by, another who uses this browser.
"use strict";

const kept = (() => {
  const memory = new Map();
  const works = (() => {
    try {
      localStorage.setItem("kept.probe", "1");
      localStorage.removeItem("kept.probe");
      return true;
    } catch { return false; }
  })();
  const account = document.body.dataset.account ?? "";
  const OWNED = "account.";
  // Under one address of a proxy several workbenches may stand, each under a path: none sees what another keeps.
  const place = root && `${root} `;
  const own = account ? `${place}${OWNED}${account}.` : place;
  /** What a place in the storage is called here; null where it is another's. */
  const named = (full) => {
    if (!full?.startsWith(own)) return null;
    const name = full.slice(own.length);
    return !account && (name.startsWith(OWNED) || name.startsWith("/")) ? null : name;
  };
  const get = (name) => {
    const text = works ? localStorage.getItem(own + name) : memory.get(own + name);
    try { return JSON.parse(text ?? "null"); } catch { return null; }
  };
  /** Keep a value; false where there is no room for it. */
  const put = (name, value) => {
    try {
      if (works) localStorage.setItem(own + name, JSON.stringify(value)); else memory.set(own + name, JSON.stringify(value));
      return true;
    } catch { return false; }
  };
  const drop = (name) => { if (works) localStorage.removeItem(own + name); else memory.delete(own + name); };
  /** The names that begin so, in their order. */
  const names = (prefix) => (works ? Object.keys(localStorage) : [...memory.keys()]).map(named).filter((name) => name?.startsWith(prefix)).sort();
  /** 128 random bits in hexadecimal digits; crypto.randomUUID is not there on an address without TLS. */
  const fresh = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return { account, get, put, drop, names, named, fresh };
})();
