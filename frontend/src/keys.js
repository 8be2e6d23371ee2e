// Operates a queue from the keyboard: j and k move, Enter opens, x ticks, / searches, ? helps.
const ROW = "[data-row]";

export function operateByKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, [contenteditable]")) return;
    const act = ACTIONS[event.key];
    if (act && document.querySelector(ROW + ", [data-keys]") && act() !== false) event.preventDefault();
  });
}

const ACTIONS = {
  j: () => move(1),
  k: () => move(-1),
  x: () => current()?.querySelector("input[type=checkbox]")?.click() ?? false,
  t: () => press("take"),
  h: () => toHandOver(),
  "/": () => document.querySelector("input[type=search]")?.focus(),
  "?": () => document.getElementById("keys-help")?.showModal(),
};

function current() {
  return document.activeElement?.closest(ROW);
}

function move(step) {
  const rows = [...document.querySelectorAll(ROW)];
  if (!rows.length) return false;
  const at = rows.indexOf(current());
  const next = rows[at < 0 ? 0 : Math.min(Math.max(at + step, 0), rows.length - 1)];
  next.querySelector("a")?.focus();
  next.scrollIntoView({ block: "nearest" });
}

// In a queue the row one stands on is meant, unless others are ticked.
function tickCurrent() {
  const box = current()?.querySelector("input[type=checkbox]");
  if (box && !document.querySelector("input[name=ticket]:checked")) box.click();
}

function press(action) {
  tickCurrent();
  const button = document.querySelector(`button[value="${action}"]`);
  if (!button || button.offsetParent === null) return false;
  button.click();
}

function toHandOver() {
  tickCurrent();
  const team = document.querySelector("select[name=team]");
  if (!team) return false;
  team.closest("details")?.setAttribute("open", "");
  team.focus();
}
