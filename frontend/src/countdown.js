// Lets due times run on between renewals; the server wrote them right, and its words for units are reused.
const PERIOD = 30_000;

export function countDown() {
  const opened = Date.now();
  setInterval(() => {
    for (const time of document.querySelectorAll("time[data-countdown]")) show(time, opened);
  }, PERIOD);
}

function show(time, opened) {
  const due = Date.parse(time.dateTime);
  const left = due - Date.now();
  if (Number.isNaN(due)) return;
  const norwegian = !document.documentElement.lang.startsWith("en");
  const [d, h, m] = norwegian ? ["d", "t", "min"] : ["d", "h", "min"];
  const minutes = Math.floor(Math.abs(left) / 60_000);
  const days = Math.floor(minutes / 1440);
  const hours = Math.floor((minutes % 1440) / 60);
  const parts = days ? [`${days} ${d}`, hours && `${hours} ${h}`] : hours ? [`${hours} ${h}`, minutes % 60 && `${minutes % 60} ${m}`] : [`${minutes} ${m}`];
  const words = parts.filter(Boolean).join(" ");
  time.textContent = left < 0 ? `${words} ${time.dataset.over}` : words;
  if (left < 0) time.closest(".due")?.setAttribute("data-tone", "over");
}
