// Builds styles, scripts, fonts and the icon sprite, and fails when a normal page would grow too heavy.
import { build } from "esbuild";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "..", "node_modules");
const out = join(here, "..", "knutepunkt", "web", "static", "built");
const BUDGET = { "app.js": 60_000, "app.css": 32_000 };

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });

await build({
  entryPoints: { app: join(here, "src/app.js"), charts: join(here, "src/charts.js"), styles: join(here, "css/app.css") },
  entryNames: "[name]",
  assetNames: "[name]",
  outdir: out,
  bundle: true,
  minify: true,
  format: "iife",
  target: ["es2022", "safari17"],
  loader: { ".woff2": "file" },
  legalComments: "none",
  logLevel: "warning",
});

writeFileSync(join(out, "icons.svg"), sprite(JSON.parse(readFileSync(join(here, "icons.json"), "utf8"))));

for (const [name, limit] of Object.entries({ "app.js": BUDGET["app.js"], "styles.css": BUDGET["app.css"] })) {
  const size = gzipSync(readFileSync(join(out, name))).length;
  console.log(`${name}: ${(size / 1000).toFixed(1)} kB gzip of ${limit / 1000}`);
  if (size > limit) throw new Error(`${name} is over its budget`);
}

function sprite(names) {
  const symbols = names.map((name) => {
    const svg = readFileSync(join(modules, "@navikt/aksel-icons/dist/svg", `${name}.svg`), "utf8");
    return `<symbol id="${name}" viewBox="0 0 24 24" fill="none">${svg.replace(/<\/?svg[^>]*>/g, "").trim()}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}${readFileSync(join(here, "knot.svg"), "utf8")}</svg>`;
}
