// Draws the charts of a page, in the page's own colours, again when light and dark change.
import { BarChart, LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

echarts.use([BarChart, LineChart, AriaComponent, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

const PALETTE = ["--party-0", "--party-1", "--party-2", "--party-3", "--party-4", "--party-5", "--party-6", "--party-7"];

for (const figure of document.querySelectorAll("figure[data-chart]")) draw(figure);

function draw(figure) {
  const spec = JSON.parse(document.getElementById(figure.dataset.chart).textContent);
  const place = figure.querySelector(".chart__picture");
  place.classList.toggle("chart__picture--tall", Boolean(spec.horizontal) && spec.categories.length > 8);
  const chart = echarts.init(place, null, { renderer: "svg" });
  const show = () => chart.setOption(option(spec, getComputedStyle(figure)), true);
  show();
  addEventListener("resize", () => chart.resize());
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
}

// A legend takes a line for about every 160 pixels of width.
function legendHeight(spec, width) {
  if (spec.series.length < 2) return 12;
  return 12 + 26 * Math.ceil((spec.series.length * 160) / Math.min(width, 1300));
}

// spec: {type: "bar"|"line", categories, series: [{name, values}], stacked?, horizontal?, unit?}
function option(spec, style) {
  const colour = (name) => style.getPropertyValue(name).trim();
  const text = colour("--ds-color-neutral-text-subtle");
  const line = colour("--ds-color-neutral-border-subtle");
  // ECharts measures text on a canvas, which does not know what "inherit" is.
  const font = { fontFamily: style.fontFamily, fontSize: 13 };
  const numbers = new Intl.NumberFormat(document.documentElement.lang);
  const written = (number) => numbers.format(number) + (spec.unit ?? "");
  const category = { type: "category", data: spec.categories, axisLabel: { color: text, ...font, ...(spec.horizontal ? { width: Math.min(220, innerWidth / 3), overflow: "break", lineHeight: 16 } : {}) }, axisLine: { lineStyle: { color: line } }, axisTick: { show: false }, inverse: Boolean(spec.horizontal) };
  const value = { type: "value", axisLabel: { color: text, ...font, formatter: written, hideOverlap: true }, splitLine: { lineStyle: { color: line } } };
  return {
    animation: false,
    aria: { enabled: true, decal: { show: spec.series.length > 1 } },
    color: PALETTE.map(colour),
    textStyle: font,
    grid: { left: 8, right: 16, top: legendHeight(spec, innerWidth), bottom: 8, containLabel: true },
    legend: spec.series.length > 1 ? { type: "plain", top: 0, left: 0, textStyle: { color: text, ...font } } : undefined,
    tooltip: { trigger: "axis", renderMode: "richText", valueFormatter: written },
    xAxis: spec.horizontal ? value : category,
    yAxis: spec.horizontal ? category : value,
    series: spec.series.map(({ name, values }) => ({ name, type: spec.type, data: values, stack: spec.stacked ? "all" : undefined, barMaxWidth: 28, symbolSize: 6 })),
  };
}
