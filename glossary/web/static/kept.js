// What this browser keeps between pages: in its storage, or, where that is refused, as long as the page is open.
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
  const get = (name) => {
    const text = works ? localStorage.getItem(name) : memory.get(name);
    try { return JSON.parse(text ?? "null"); } catch { return null; }
  };
  /** Keep a value; false where there is no room for it. */
  const put = (name, value) => {
    try {
      if (works) localStorage.setItem(name, JSON.stringify(value)); else memory.set(name, JSON.stringify(value));
      return true;
    } catch { return false; }
  };
  const drop = (name) => { if (works) localStorage.removeItem(name); else memory.delete(name); };
  /** The names that begin so, in their order. */
  const names = (prefix) => (works ? Object.keys(localStorage) : [...memory.keys()]).filter((name) => name.startsWith(prefix)).sort();
  /** 128 random bits in hexadecimal digits; crypto.randomUUID is not there on an address without TLS. */
  const fresh = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return { get, put, drop, names, fresh };
})();
