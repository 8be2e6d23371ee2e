// Keeps what is typed in a form marked data-keep until the server has taken it, also through a reload or a lost login.
const SENT = "draft-sent";

export function keepDrafts() {
  settleSent();
  for (const form of document.querySelectorAll("form[data-keep]")) {
    const key = `draft:${form.dataset.keep}`;
    restore(form, key);
    form.addEventListener("input", () => save(form, key));
    form.addEventListener("submit", () => {
      form.dataset.sent = "yes";
      sessionStorage.setItem(SENT, key);
    });
  }
  addEventListener("beforeunload", (event) => {
    const typed = [...document.querySelectorAll("form[data-keep] textarea")].some(
      (area) => area.value !== area.defaultValue && !area.form.dataset.sent,
    );
    if (typed) event.preventDefault();
  });
}

// A form that was sent has no draft any more, unless what answers is the door or a page of a fault: it was not taken.
function settleSent() {
  const key = sessionStorage.getItem(SENT);
  sessionStorage.removeItem(SENT);
  if (key && !document.querySelector(".door, .notice")) sessionStorage.removeItem(key);
}

function fields(form) {
  return [...form.querySelectorAll("textarea, input[type=text]")].filter((field) => field.name);
}

function save(form, key) {
  sessionStorage.setItem(key, JSON.stringify(Object.fromEntries(fields(form).map((field) => [field.name, field.value]))));
}

function restore(form, key) {
  const kept = JSON.parse(sessionStorage.getItem(key) ?? "{}");
  for (const field of fields(form)) if (!field.value && kept[field.name]) field.value = kept[field.name];
}
