import { h, setText, svg } from "./dom.js";

const WIDTH = 600, HEIGHT = 220;
const HOUR_MS = 3_600_000;

/**
 * A chart over hours. Layers: `band` between two values, `line` through one, `dots` at one; a dashed line for a limit; a rule for each
 * marked hour.
 */
export function createHourChart(parent, { layers, from0 = true }) {
  const shapes = layers.map(({ kind, name }) => svg("path", { class: `${kind} ${name}` }));
  const limit = svg("path", { class: "limit" }),
    marks = svg("path", { class: "mark" }),
    zero = svg("path", { class: "grid" });
  const grid = [0, 0.5, 1].map((share) => svg("path", { class: "grid", d: `M0 ${1 + share * (HEIGHT - 2)}H${WIDTH}` }));
  const picture = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", "aria-hidden": "true" });
  picture.append(...grid, zero, ...shapes, marks, limit);
  const top = h("span"), middle = h("span"), bottom = h("span"), first = h("span"), last = h("span");
  const text = h("p", { class: "hidden" });
  parent.append(
    h("div", { class: "chart hours" }, h("div", { class: "axis" }, top, middle, bottom), picture),
    h("div", { class: "times" }, first, last),
    text,
  );
  return ({ points, over = null, marked = [], words }) => {
    const values = points.flatMap((point) => layers.flatMap(({ fields }) => fields.map((field) => point[field])))
      .filter((value) => value !== null);
    const most = Math.max(1e-9, ...values.map(Math.abs)), shown = over !== null && over <= 1.7 * most ? over : null;
    const high = roundUp(Math.max(most, shown ?? 0)), low = from0 ? 0 : -high;
    const startMs = points[0]?.ts ?? 0, endMs = Math.max(points.at(-1)?.ts ?? 0, startMs + HOUR_MS);
    const x = (ms) => (WIDTH * (ms - startMs) / (endMs - startMs)).toFixed(1);
    const y = (value) => (HEIGHT - 1 - (value - low) / (high - low) * (HEIGHT - 2)).toFixed(1);
    layers.forEach(({ kind, fields }, at) => shapes[at].setAttribute("d", PATHS[kind](points, fields, x, y)));
    limit.setAttribute("d", shown === null ? "" : `M0 ${y(shown)}H${WIDTH}`);
    zero.setAttribute("d", from0 ? "" : `M0 ${y(0)}H${WIDTH}`);
    marks.setAttribute("d", marked.filter((ms) => ms >= startMs).map((ms) => `M${x(ms)} 0V${HEIGHT}`).join(""));
    const number = (value) => points.length === 0 ? "" : value.toLocaleString("en-US", { maximumFractionDigits: 1 });
    setText(top, number(high));
    setText(middle, number((high + low) / 2));
    setText(bottom, number(low));
    setText(first, points.length === 0 ? "" : hourText(startMs));
    setText(last, points.length === 0 ? "" : hourText(endMs));
    setText(text, words);
  };
}

/** An hour by its label: `2005-01-03 08:00`. */
export const hourText = (ms) => new Date(ms).toISOString().slice(0, 16).replace("T", " ");

const PATHS = {
  /** Where an hour is missing the line breaks: nothing is drawn that was not there. */
  line: (points, [field], x, y) => {
    let path = "", before = null;
    for (const { ts, [field]: value } of points) {
      if (value === null) continue;
      path += `${before === ts - HOUR_MS ? "L" : "M"}${x(ts)} ${y(value)}`;
      if (before !== ts - HOUR_MS) path += "h0.01";
      before = ts;
    }
    return path;
  },
  dots: (points, [field], x, y) =>
    points.filter((point) => point[field] !== null).map((point) => `M${x(point.ts)} ${y(point[field])}h0.01`).join(""),
  band: (points, [low, high], x, y) => {
    const runs = [];
    for (const point of points) {
      if (point[low] === null || point[high] === null) continue;
      const run = runs.at(-1);
      if (run?.at(-1).ts === point.ts - HOUR_MS) run.push(point);
      else runs.push([point]);
    }
    return runs.filter((run) => run.length > 1).map((run) =>
      `M${run.map((point) => `${x(point.ts)} ${y(point[high])}`).join("L")}L${
        run.toReversed().map((point) => `${x(point.ts)} ${y(Math.max(point[low], -1e9))}`).join("L")
      }Z`
    ).join("");
  },
};

/** 1, 1.5, 2, 3, 5 or 7 times a power of ten, so that the axis stands still while the values move. */
function roundUp(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 1.5, 2, 3, 5, 7, 10].find((step) => step * power >= value) * power;
}
