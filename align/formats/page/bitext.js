(() => {
  const doubtful = [...document.querySelectorAll("main .row.doubtful")];
  const tools = document.querySelector(".tools");
  const place = document.getElementById("place");
  const only = document.getElementById("only");
  let at = -1;
  if (!doubtful.length) return;
  tools.hidden = false;
  const say = () => { place.textContent = at < 0 ? `${doubtful.length} worth a look` : `${at + 1} of ${doubtful.length}`; };
  const go = (step) => {
    doubtful[at]?.classList.remove("here");
    at = (at < 0 && step < 0 ? doubtful.length - 1 : at + step + doubtful.length) % doubtful.length;
    doubtful[at].classList.add("here");
    doubtful[at].focus({ preventScroll: true });
    doubtful[at].scrollIntoView({ block: "center" });
    say();
  };
  document.getElementById("next").addEventListener("click", () => go(1));
  document.getElementById("previous").addEventListener("click", () => go(-1));
  only.addEventListener("change", () => document.body.classList.toggle("only", only.checked));
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input[type=text], textarea, select")) return;
    if (event.key === "n" || event.key === "j") go(1);
    else if (event.key === "p" || event.key === "k") go(-1);
    else return;
    event.preventDefault();
  });
  say();
})();
