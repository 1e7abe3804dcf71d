// Checking: from fault to fault by key; the reason for accepting the one in focus by key.
"use strict";

const faults = [...document.querySelectorAll(".fault")];
const here = () => faults.findIndex((one) => one.contains(document.activeElement));
const goTo = (by) => {
  const at = here();
  const next = faults[at < 0 ? (by > 0 ? 0 : faults.length - 1) : (at + by + faults.length) % faults.length];
  next?.focus();
  next?.scrollIntoView({ block: "center" });
};
shortcuts({
  n: () => goTo(1),
  p: () => goTo(-1),
  a: () => faults[Math.max(here(), 0)]?.querySelector("input[name=reason]")?.focus(),
});
