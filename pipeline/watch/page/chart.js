import { h, setText, svg } from "./dom.js";
import { count } from "./format.js";

const WIDTH = 600, HEIGHT = 140;
const SPAN_MS = 180_000;

/** A chart of the last three minutes: messages judged, as an area, and rejected, as a line, a second. */
export function createChart(parent) {
  const area = svg("path", { class: "area" }),
    line = svg("path", { class: "line" }),
    rejected = svg("path", { class: "line rejected" });
  const picture = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", "aria-hidden": "true" });
  for (const share of [0, 0.5, 1]) {
    const y = 1 + share * (HEIGHT - 2);
    picture.append(svg("path", { class: "grid", d: `M0 ${y}H${WIDTH}` }));
  }
  picture.append(area, line, rejected);
  const top = h("span"), half = h("span"), text = h("p", { class: "hidden" });
  parent.append(
    h("div", { class: "chart" }, h("div", { class: "axis" }, top, half, h("span", {}, "0")), picture),
    h("div", { class: "times" }, h("span", {}, "3 min ago"), h("span", {}, "now")),
    text,
  );
  return (history, nowMs) => {
    const points = history.filter(({ atMs }) => atMs >= nowMs - SPAN_MS);
    const most = roundUp(Math.max(1, ...points.map(({ consumed }) => consumed)));
    const x = (atMs) => (WIDTH * (1 - (nowMs - atMs) / SPAN_MS)).toFixed(1);
    const y = (value) => (HEIGHT - 1 - value / most * (HEIGHT - 2)).toFixed(1);
    const path = (of) =>
      points.map((point, index) => `${index === 0 ? "M" : "L"}${x(point.atMs)} ${y(of(point))}`).join("");
    const judged = path(({ consumed }) => consumed);
    line.setAttribute("d", judged);
    rejected.setAttribute("d", path((point) => point.rejected));
    area.setAttribute(
      "d",
      points.length < 2 ? "" : `${judged}L${x(points.at(-1).atMs)} ${HEIGHT}L${x(points[0].atMs)} ${HEIGHT}Z`,
    );
    setText(top, `${count(most)}/s`);
    setText(half, most >= 2 ? count(most / 2) : "");
    const last = points.at(-1);
    setText(
      text,
      last === undefined
        ? ""
        : `Newest: ${count(last.consumed)} messages judged a second, at most ${count(most)} on the axis.`,
    );
  };
}

/** 1, 2, 3 or 5 times a power of ten, so that the axis stands still while the values move. */
function roundUp(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 3, 5, 10].find((step) => step * power >= value) * power;
}
