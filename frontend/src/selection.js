// Shows how many rows are ticked, and ticks all at once.
export function selectMany() {
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-select]");
    if (!form) return;
    const boxes = [...form.querySelectorAll("input[name=ticket]")];
    if (event.target.matches("[data-all]")) for (const box of boxes) box.checked = event.target.checked;
    const chosen = boxes.filter((box) => box.checked).length;
    form.dataset.chosen = chosen;
    for (const place of form.querySelectorAll("[data-chosen-count]")) place.textContent = chosen;
  });
}
