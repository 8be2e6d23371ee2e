// Shows how many rows are ticked, ticks all at once, and sends a filter when a choice in it is made.
export function selectMany() {
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form");
    if (form?.matches("[data-select]")) count(form, event.target);
    if (form?.matches("[data-send-on-choice]") && event.target.matches("select, input[type=checkbox]")) form.requestSubmit();
  });
}

function count(form, changed) {
  const boxes = [...form.querySelectorAll("input[name=ticket]")];
  if (changed.matches("[data-all]")) for (const box of boxes) box.checked = changed.checked;
  const chosen = boxes.filter((box) => box.checked).length;
  form.dataset.chosen = chosen;
  for (const place of form.querySelectorAll("[data-chosen-count]")) place.textContent = chosen;
}
