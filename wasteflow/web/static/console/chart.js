// Draws what stands in the chart's own table: waste to account for in grey, what was recovered in the accent; or a value
// over time with the way to its target.
"use strict";

addEventListener("DOMContentLoaded", () => {
  for (const box of document.querySelectorAll("[data-chart]")) draw(box, JSON.parse(box.dataset.chart));
});

function draw(box, data) {
  if (!window.echarts) { box.remove(); return; }
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const chart = window.echarts.init(box, null, { renderer: "canvas" });
  const paint = () => {
    const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    const text = { color: token("--quiet"), fontSize: 13, fontFamily: getComputedStyle(document.body).fontFamily };
    const narrow = box.clientWidth < 520;
    if (data.kind === "trend") { chart.setOption(trend(data, text, token), true); return; }
    chart.setOption({
      animation: false,
      grid: { left: 4, right: 4, top: 32, bottom: 4, containLabel: true },
      textStyle: text,
      tooltip: {
        trigger: "axis",
        renderMode: "richText", // HTML tooltips need inline styles, which the page's policy refuses
        axisPointer: { type: "shadow" },
        formatter: ([first]) => `${data.months[first.dataIndex]}\n${data.names.used} ${data.used[first.dataIndex]} ${data.unit}\n${data.names.base} ${data.base[first.dataIndex]} ${data.unit}\n${data.rates[first.dataIndex] || "—"}`,
      },
      xAxis: { type: "category", data: data.months, axisTick: { show: false }, axisLine: { lineStyle: { color: token("--edge") } }, axisLabel: { ...text, hideOverlap: true } },
      yAxis: { type: "value", min: 0, name: data.unit, nameTextStyle: { ...text, align: "right" }, splitNumber: 4, axisLabel: text, splitLine: { lineStyle: { color: token("--line") } } },
      series: [
        { name: data.names.base, type: "bar", data: data.base, barGap: "-100%", barCategoryGap: "32%", barMaxWidth: 56, itemStyle: { color: token("--line"), borderRadius: [2, 2, 0, 0] }, silent: true,
          label: { show: !narrow, position: "top", color: token("--ink"), fontSize: 12, formatter: (at) => data.rates[at.dataIndex] } },
        { name: data.names.used, type: "bar", barMaxWidth: 56, data: data.used.map((value, n) => ({ value, itemStyle: { color: token("--accent"), opacity: n === data.used.length - 1 ? 1 : 0.6, borderRadius: [2, 2, 0, 0] } })) },
      ],
    }, true);
  };
  paint();
  dark.addEventListener("change", paint);
  new ResizeObserver(() => { chart.resize(); paint(); }).observe(box);
}

function trend(data, text, token) {
  const line = (name, values, colour, more) => ({ name, type: "line", data: values, connectNulls: false, itemStyle: { color: colour }, ...more });
  return {
    animation: false,
    grid: { left: 4, right: 12, top: 32, bottom: 4, containLabel: true },
    textStyle: text,
    tooltip: {
      trigger: "axis",
      renderMode: "richText",
      formatter: (points) => [data.months[points[0].dataIndex], ...points.map((at) => `${at.seriesName} ${at.value ?? "—"}`)].join("\n"),
    },
    legend: { top: 0, left: 0, textStyle: text, show: data.target.length > 0 },
    xAxis: { type: "category", data: data.months, axisTick: { show: false }, axisLine: { lineStyle: { color: token("--edge") } }, axisLabel: { ...text, hideOverlap: true } },
    yAxis: { type: "value", scale: true, splitNumber: 4, axisLabel: text, splitLine: { lineStyle: { color: token("--line") } } },
    series: [
      line(data.names.target, data.target, token("--quiet"), { symbol: "none", lineStyle: { type: "dashed", width: 1.5 } }),
      line(data.names.value, data.values, token("--accent"), { symbol: "circle", symbolSize: 7, lineStyle: { width: 2.5 } }),
    ],
  };
}
