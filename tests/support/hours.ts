import { FIELDS } from "../../pipeline/reading/mod.ts";
import { type FieldName, type Hours } from "../../pipeline/series/mod.ts";

/** The first hour of a made series, as in the real file. */
export const FIRST_MS = Date.UTC(2004, 2, 10, 18);

/**
 * Seeded hours with a daily and a weekly cycle, slow weather, single gaps, and days on which all is missing: like the real file, and
 * small enough to fit every model in a test.
 */
export function madeHours(length: number, seed = 1): Hours {
  const random = randomOf(seed);
  const noise = () => random() + random() + random() - 1.5;
  const fields = Object.fromEntries(FIELDS.map(({ name }) => [name, new Float64Array(length)]));
  let weather = 0, outage = 0;
  for (let i = 0; i < length; i++) {
    const hour = (18 + i) % 24, day = Math.floor((18 + i) / 24) % 7;
    weather = 0.97 * weather + 0.3 * noise();
    const traffic = (day < 5 ? 1 : 0.6) * (Math.exp(-((hour - 8) ** 2) / 8) + Math.exp(-((hour - 19) ** 2) / 12));
    const level = Math.max(0.1, 1 + 2 * traffic + weather + 0.3 * noise());
    if (outage === 0 && random() < 0.002) outage = 1 + Math.floor(40 * random());
    outage = Math.max(0, outage - 1);
    FIELDS.forEach(({ name }, f) => {
      const value = name === "t" ? 15 + 8 * Math.sin((hour - 9) / 4) + weather : level * (f + 1) + noise() / 4;
      const gone = outage > 0 || (name.endsWith("_gt") && random() < 0.05);
      fields[name]![i] = gone ? NaN : Math.round(value * 100) / 100 + 0;
    });
  }
  return hoursOf(fields);
}

/** Hours in which every field has one value, always. */
export function constantHours(length: number, value: number): Hours {
  const fields = Object.fromEntries(FIELDS.map(({ name }) => [name, new Float64Array(length).fill(value)]));
  return hoursOf(fields);
}

/** A station of the given values, with a reading in each hour. */
export function hoursOf(fields: Record<string, Float64Array>): Hours {
  const length = Object.values(fields)[0]!.length;
  const present = new Uint8Array(length).fill(1);
  return { stationId: "uci", startMs: FIRST_MS, length, fields: fields as Record<FieldName, Float64Array>, present };
}

/** Mulberry32: the tests' own, so that a change of the pipeline's generator changes no test data. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
