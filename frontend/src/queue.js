// Renews a queue's rows by asking now and then; what is ticked, focused and typed stays as it is.
const PERIOD = 15_000;

export function renewQueue() {
  const body = document.querySelector("[data-renew]");
  if (!body) return;
  setInterval(() => document.visibilityState === "visible" && renew(body), PERIOD);
}

async function renew(body) {
  let answer;
  try {
    answer = await fetch(body.dataset.renew, { headers: { "X-Rows-Seen": body.dataset.seen ?? "" } });
  } catch {
    return; // the network is away; the next turn asks again
  }
  if (!answer.ok || answer.status === 204 || answer.redirected) return;
  const ticked = new Set([...body.querySelectorAll("input:checked")].map((box) => box.value));
  const focused = document.activeElement?.closest("[data-row]")?.dataset.row;
  body.innerHTML = await answer.text();
  body.dataset.seen = answer.headers.get("X-Rows-Seen") ?? "";
  for (const box of body.querySelectorAll("input[type=checkbox]")) box.checked = ticked.has(box.value);
  if (focused) body.querySelector(`[data-row="${focused}"] a`)?.focus({ preventScroll: true });
}
