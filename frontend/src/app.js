// What every page runs: the design system's elements, htmx, and our own small behaviours.
import "@digdir/designsystemet-web";
import "htmx.org";
import { countDown } from "./countdown.js";
import { keepDrafts } from "./drafts.js";
import { operateByKeys } from "./keys.js";
import { renewQueue } from "./queue.js";
import { foldRail } from "./rail.js";
import { selectMany } from "./selection.js";

const start = () => {
  countDown();
  keepDrafts();
  operateByKeys();
  renewQueue();
  foldRail();
  selectMany();
};
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();
