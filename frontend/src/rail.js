// On a narrow screen the rail and the filter start folded: the queue comes first.
export function foldRail() {
  if (!matchMedia("(max-width: 60rem)").matches) return;
  for (const fold of document.querySelectorAll(".rail__fold, .filters__fold")) fold.open = false;
}
