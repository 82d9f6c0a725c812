import { byId, h, setText, sync } from "./dom.js";
import { count, readingTime } from "./format.js";

/** µg/m³, the hourly limit value of EU directive 2008/50/EC. */
const LIMIT = 200;
const GLIDE_MS = 450;
const still = matchMedia("(prefers-reduced-motion: reduce)");

/** Shows the stations by NO2. A row that has another place now glides there from where it was. */
export function showRanking({ stations, rows }) {
  const list = byId("ranking");
  const before = new Map([...list.children].map((row) => [row, row.getBoundingClientRect().top]));
  const scale = Math.max(LIMIT * 1.1, ...rows.map(({ no2 }) => no2 ?? 0));
  list.style.setProperty("--limit", `${LIMIT / scale * 100}%`);
  const places = new Map(rows.map((row, index) => [row, index + 1]));
  sync(
    list,
    rows,
    ({ station }) => station,
    makeRow,
    (row, reading) => updateRow(row, reading, places.get(reading), scale),
  );
  if (!still.matches && !document.hidden) { for (const [row, top] of before) glide(row, top); }
  const some = stations > rows.length
    ? `The first ${rows.length} of the ${count(stations)} stations that this page has seen. `
    : "";
  setText(
    byId("ranking-note"),
    rows.length === 0
      ? "No clean reading was seen yet."
      : `${some}The mark on each bar is the hourly limit value, ${LIMIT} µg/m³.`,
  );
}

function makeRow() {
  return h(
    "li",
    {},
    h("span", { class: "place" }),
    h(
      "span",
      { class: "head" },
      h("span", { class: "station" }),
      h("span", { class: "when" }, h("span", { class: "year" }), h("span")),
    ),
    h("span", { class: "track", "aria-hidden": "true" }, h("span", { class: "fill" })),
    h("span", { class: "value" }),
    h("span", { class: "over" }),
  );
}

function updateRow(row, { station, ts, no2, suspect }, place, scale) {
  const [placeText, head, track, value, over] = row.children, [name, when] = head.children;
  setText(placeText, String(place));
  setText(name, station);
  name.title = station;
  const [year, rest] = readingTime(ts);
  setText(when.firstElementChild, year);
  setText(when.lastElementChild, rest + (suspect ? ", suspect" : ""));
  setText(value, no2 === null ? "–" : no2.toFixed(0));
  const isOver = no2 !== null && no2 > LIMIT;
  setText(over, isOver ? `over ${LIMIT}` : "");
  row.classList.toggle("is-over", isOver);
  track.firstElementChild.style.width = `${(no2 ?? 0) / scale * 100}%`;
}

/** FLIP: the row is in its new place already; it is drawn where it was, and let go. */
function glide(row, topBefore) {
  if (!row.isConnected) return;
  for (const animation of row.getAnimations()) animation.cancel();
  const way = topBefore - row.getBoundingClientRect().top;
  if (Math.abs(way) < 1) return;
  // One that rises goes over those that fall.
  const zIndex = way > 0 ? 1 : 0;
  row.animate([{ transform: `translateY(${way}px)`, zIndex }, { transform: "none", zIndex }], {
    duration: GLIDE_MS,
    easing: "cubic-bezier(.2, .7, .2, 1)",
  });
}
