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

// spec: {type: "bar"|"line", categories, series: [{name, values}], stacked?, horizontal?, unit?}
function option(spec, style) {
  const colour = (name) => style.getPropertyValue(name).trim();
  const text = colour("--ds-color-neutral-text-subtle");
  const line = colour("--ds-color-neutral-border-subtle");
  const category = { type: "category", data: spec.categories, axisLabel: { color: text }, axisLine: { lineStyle: { color: line } }, axisTick: { show: false }, inverse: Boolean(spec.horizontal) };
  const value = { type: "value", axisLabel: { color: text, formatter: `{value}${spec.unit ?? ""}` }, splitLine: { lineStyle: { color: line } } };
  return {
    animation: false,
    aria: { enabled: true, decal: { show: spec.series.length > 1 } },
    color: PALETTE.map(colour),
    textStyle: { fontFamily: "inherit" },
    grid: { left: 8, right: 16, top: spec.series.length > 1 ? 36 : 12, bottom: 8, containLabel: true },
    legend: spec.series.length > 1 ? { top: 0, textStyle: { color: text } } : undefined,
    tooltip: { trigger: "axis", renderMode: "richText" },
    xAxis: spec.horizontal ? value : category,
    yAxis: spec.horizontal ? category : value,
    series: spec.series.map(({ name, values }) => ({ name, type: spec.type, data: values, stack: spec.stacked ? "all" : undefined, barMaxWidth: 28, symbolSize: 6 })),
  };
}
