// Keeps what is typed in a form marked data-keep until it is sent, also through a reload or a lost login.
export function keepDrafts() {
  for (const form of document.querySelectorAll("form[data-keep]")) {
    const key = `draft:${form.dataset.keep}`;
    restore(form, key);
    form.addEventListener("input", () => save(form, key));
    form.addEventListener("submit", () => {
      form.dataset.sent = "yes";
      sessionStorage.removeItem(key);
    });
  }
  addEventListener("beforeunload", (event) => {
    const typed = [...document.querySelectorAll("form[data-keep] textarea")].some(
      (area) => area.value !== area.defaultValue && !area.form.dataset.sent,
    );
    if (typed) event.preventDefault();
  });
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
