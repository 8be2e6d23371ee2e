// Renews a queue by asking now and then; what is ticked, focused, scrolled and typed stays as it is.
const PERIOD = 15_000;

export function renewQueue() {
  const list = document.querySelector("[data-renew]");
  if (!list) return;
  const turn = document.querySelector("[data-renewing]");
  if (turn) {
    turn.hidden = false;
    turn.addEventListener("click", () => {
      turn.setAttribute("aria-pressed", String(turn.getAttribute("aria-pressed") !== "true"));
    });
  }
  setInterval(() => {
    const paused = turn?.getAttribute("aria-pressed") === "false";
    if (!paused && document.visibilityState === "visible") renew(list);
  }, PERIOD);
}

async function renew(list) {
  let answer;
  try {
    answer = await fetch(list.dataset.renew, { headers: { "X-Rows-Seen": list.dataset.seen ?? "" } });
  } catch {
    return; // the network is away; the next turn asks again
  }
  if (!answer.ok || answer.status === 204 || answer.redirected) return;
  const fresh = document.createElement("template");
  fresh.innerHTML = await answer.text();
  list.dataset.seen = answer.headers.get("X-Rows-Seen") ?? "";
  for (const part of [...fresh.content.children]) {
    const place = document.getElementById(part.id);
    if (place === list) refill(list, part);
    else if (place) place.replaceChildren(...part.childNodes);
  }
}

function refill(list, part) {
  const ticked = new Set([...list.querySelectorAll("input[name=ticket]:checked")].map((box) => box.value));
  const row = document.activeElement?.closest("[data-row]")?.dataset.row;
  const onBox = document.activeElement?.matches("input");
  list.replaceChildren(...part.childNodes);
  for (const box of list.querySelectorAll("input[name=ticket]")) box.checked = ticked.has(box.value);
  if (row) list.querySelector(`[data-row="${row}"] ${onBox ? "input" : "a"}`)?.focus({ preventScroll: true });
  list.dispatchEvent(new Event("change", { bubbles: true })); // a ticked row may have left the queue
}
