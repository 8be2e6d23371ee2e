// On a narrow screen the rail starts folded: the queue comes first.
export function foldRail() {
  const rail = document.querySelector(".rail__fold");
  if (rail && matchMedia("(max-width: 60rem)").matches) rail.open = false;
}
