import { createHourChart, hourText } from "./air_chart.js";
import { ask, byId, h, setText, sync, table } from "./dom.js";
import { count, counted } from "./format.js";
import { showBars } from "./overview.js";

const EVERY_MS = 2_000;
const form = byId("air-form"), hand = byId("hand-form"), handNote = byId("hand-note");

const values = createHourChart(byId("air-chart"), {
  layers: [
    { kind: "band", name: "interval", fields: ["low", "high"] },
    { kind: "line", name: "observed", fields: ["observed"] },
    { kind: "dots", name: "forecast", fields: ["forecast"] },
  ],
});
const errors = createHourChart(byId("air-errors"), {
  layers: [{ kind: "line", name: "error", fields: ["error"] }],
  from0: false,
});
const alarms = table("Alarms of this station, the newest first", [
  { title: "Hour", text: ({ ts }) => ts.slice(0, 16).replace("T", " ") },
  { title: "Watched", text: ({ watched }) => watched.replaceAll("_", " ") },
  { title: "Target", text: ({ target }) => target },
  { title: "Detector", text: ({ detector }) => detector.replaceAll("_", " ") },
  { title: "Statistic", number: true, text: ({ statistic }) => statistic.toFixed(2) },
  { title: "Threshold", number: true, text: ({ threshold }) => threshold.toFixed(2) },
  { title: "Rests on", number: true, text: ({ rows }) => counted(rows, "value") },
]);
byId("air-alarms").append(alarms.element);

let asking = false, askedMs = -Infinity;

form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("change", () => refresh(true));

/** Asks for the air while its view is open. */
export function showAir(state) {
  hand.hidden = !state.allowWrite;
  setText(
    byId("hand-why"),
    state.allowWrite
      ? "It goes into the raw topic under the station's name; the consumer judges it like any other."
      : "This page only reads. To send a reading by hand, start it with --allow-write, or: deno task produce --one '{…}'",
  );
  refresh(false);
}

async function refresh(now) {
  if (asking || (!now && performance.now() - askedMs < EVERY_MS)) return;
  asking = true;
  askedMs = performance.now();
  try {
    const query = new URLSearchParams({ station: form.elements.station.value, field: form.elements.field.value });
    show(await ask(`/api/air?${query}`));
  } catch (error) {
    setText(byId("air-note"), error.message);
  } finally {
    asking = false;
  }
}

function show({ stations, names, station, unit, limit, points, alarms: raised, drift }) {
  sync(byId("air-names"), names, (name) => name, (name) => h("option", { value: name }), () => {});
  const input = form.elements.station;
  if (document.activeElement !== input && input.value !== (station ?? "")) input.value = station ?? "";
  if (hand.elements.station_id.value === "") hand.elements.station_id.value = station ?? "";
  setText(
    byId("air-note"),
    station === null
      ? "There is no forecast yet: deno task train, then deno task forecast."
      : `${counted(stations, "station")} with forecasts; the last three days of ${station}, ${unit}` +
        (limit === null
          ? ""
          : `; limit ${limit.over}${limit.hours === 1 ? "" : `, as the mean of ${limit.hours} hours`}`),
  );
  const newest = points.findLast(({ observed }) => observed !== null), next = points.at(-1);
  const marked = raised.map(({ ts }) => Date.parse(ts));
  values({
    points,
    over: limit?.over ?? null,
    words: newest === undefined ? "" : `Newest: ${newest.observed} at ${hourText(newest.ts)}. ` +
      (next.forecast === null ? "" : `Forecast for ${hourText(next.ts)}: ${next.forecast.toFixed(1)}.`),
  });
  const scored = points.map(({ ts, observed, forecast }) => ({
    ts,
    error: observed === null || forecast === null ? null : forecast - observed,
  }));
  const known = scored.filter(({ error }) => error !== null);
  const mean = known.reduce((sum, { error }) => sum + Math.abs(error), 0) / known.length;
  const text = known.length === 0
    ? "Nothing to compare yet."
    : `Mean absolute error of ${counted(known.length, "hour")}: ${
      mean.toFixed(2)
    } ${unit}. An upright line marks a drift alarm.`;
  errors({ points: scored, marked, words: text });
  setText(byId("air-error-note"), text);
  setText(byId("drift-note"), raised.length === 0 ? "No detector has raised an alarm." : "By what is watched:");
  byId("drift").hidden = raised.length === 0;
  showBars(byId("drift"), drift, Object.values(drift).reduce((sum, value) => sum + value, 0), "–");
  byId("air-alarms").hidden = raised.length === 0;
  alarms.show(raised.slice(0, 20), ({ ts, watched, target, detector }) => `${ts} ${watched} ${target} ${detector}`);
}

hand.addEventListener("submit", async (event) => {
  event.preventDefault();
  const entries = [...new FormData(hand)].filter(([, text]) => text !== "");
  const reading = Object.fromEntries(entries.map(([name, text]) => [name, isText(name) ? text : Number(text)]));
  reading.ts = `${reading.ts}:00Z`.replace(/(T\d\d:\d\d):\d\d:00Z$/, "$1:00Z");
  setText(handNote, "Sending…");
  try {
    const { station } = await ask("/api/reading", { method: "POST", body: JSON.stringify(reading) });
    setText(handNote, `Sent for ${station}: ${count(entries.length - 2)} values at ${reading.ts}.`);
  } catch (error) {
    setText(handNote, error.message);
  }
});

const isText = (name) => name === "station_id" || name === "ts";
