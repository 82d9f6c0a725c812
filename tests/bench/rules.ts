/**
 * Times the rules, as `deno run rules.ts CSV`: all readings of a CSV again and again in one thread, once through `JSON.parse` alone and
 * once through all that is done to a reading before it is buffered. Prints figures as JSON. The best of the rounds counts: the others
 * tell of what else the machine did.
 */
import { detectDialect, readRows } from "../../pipeline/source/mod.ts";
import { judge, RecentReadings, SeenReadings } from "../../pipeline/validate/mod.ts";

const ROUNDS = 30;

const [path] = Deno.args as [string];
const values: Uint8Array[] = [];
for await (const { rows } of readRows(path, await detectDialect(path), "station")) {
  for (const { message } of rows) if (message !== null) values.push(new TextEncoder().encode(JSON.stringify(message)));
}

const texts = values.map((value) => new TextDecoder().decode(value));
const parseNs = nsAReading(() => {
  for (const text of texts) JSON.parse(text);
});
const ruleNs = nsAReading(() => {
  const seen = new SeenReadings(), recent = new RecentReadings();
  for (let offset = 0; offset < values.length; offset++) {
    const message = { partition: 0, offset, value: values[offset]! };
    const verdict = judge(message, (station, ts) => seen.has(station, ts));
    if (!verdict.accepted) continue;
    seen.add(verdict.reading.station_id, verdict.reading.ts);
    recent.note(verdict.reading);
  }
});
console.log(JSON.stringify({
  "ns a reading, JSON.parse alone": parseNs,
  "ns a reading, judge and notes": ruleNs,
  "times JSON.parse": ruleNs / parseNs,
}));

function nsAReading(round: () => void): number {
  let bestMs = Infinity;
  for (let each = 0; each < ROUNDS; each++) {
    const startMs = performance.now();
    round();
    bestMs = Math.min(bestMs, performance.now() - startMs);
  }
  return bestMs * 1e6 / values.length;
}
