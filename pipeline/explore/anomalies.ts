import { formatTimestamp } from "../reading/mod.ts";
import { type FieldName, type HourlySeries, hourOfDay, timestampMs, weekdayOf } from "../series/mod.ts";
import { type Decomposition, robustZ } from "../stats/mod.ts";
import { type FieldFacts, orNull } from "./facts.ts";
import { type ExploreNumbers, FIELD_NAMES } from "./schema.ts";
import { SETTINGS } from "./settings.ts";

type Event = ExploreNumbers["anomalies"][FieldName]["events"][number];
type Components = Record<FieldName, Decomposition | null>;

interface Scores {
  readonly z: Float64Array | null;
  /** 1 where an observed hour is far out. */
  readonly flags: Uint8Array;
}

/** Hours far out of their field's own trend and daily cycle, as events, and whether the other fields moved too. */
export function anomaliesOf(
  series: HourlySeries,
  facts: Record<FieldName, FieldFacts>,
  components: Components,
  stl: ExploreNumbers["stl"],
): ExploreNumbers["anomalies"] {
  const scores = Object.fromEntries(
    FIELD_NAMES.map((name) => [name, scoresOf(facts[name], components[name])]),
  ) as Record<FieldName, Scores>;
  return Object.fromEntries(FIELD_NAMES.map((name) => {
    const { z, flags } = scores[name];
    if (z === null) {
      const reason = stl[name].reason ?? "more than half of what STL leaves is equal";
      return [name, { flagged: 0, events: [], reason }];
    }
    const events = runsOf(flags).map((run) => eventOf(series, name, z, run, scores));
    return [name, { flagged: flags.reduce((sum, flag) => sum + flag, 0), events, reason: null }];
  })) as ExploreNumbers["anomalies"];
}

function scoresOf({ values }: FieldFacts, components: Decomposition | null): Scores {
  const z = components === null ? null : robustZ(components.remainder);
  const flags = new Uint8Array(values.length);
  if (z === null) return { z, flags };
  for (let t = 0; t < z.length; t++) {
    if (!Number.isNaN(values[t]!) && Math.abs(z[t]!) > SETTINGS.anomalyZ) flags[t] = 1;
  }
  return { z, flags };
}

/** Indices of the flagged hours of each event. */
function runsOf(flags: Uint8Array): number[][] {
  const runs: number[][] = [];
  flags.forEach((flag, t) => {
    if (flag === 0) return;
    const open = runs.at(-1);
    if (open !== undefined && t - open.at(-1)! - 1 <= SETTINGS.eventGapHours) open.push(t);
    else runs.push([t]);
  });
  return runs;
}

function eventOf(
  series: HourlySeries,
  name: FieldName,
  z: Float64Array,
  run: number[],
  scores: Record<FieldName, Scores>,
): Event {
  const start = run[0]!, end = run.at(-1)!;
  const peak = run.reduce((best, t) => Math.abs(z[t]!) > Math.abs(z[best]!) ? t : best);
  const others = FIELD_NAMES.filter((other) => other !== name);
  const within = others.filter((other) => scores[other].flags.subarray(start, end + 1).includes(1));
  const observed = others.filter((other) =>
    scores[other].z !== null && series.fields[other].subarray(start, end + 1).some((value) => !Number.isNaN(value))
  );
  const ms = timestampMs(series, peak), at = (t: number) => formatTimestamp(timestampMs(series, t));
  return {
    start: at(start),
    end: at(end),
    hours: run.length,
    peak: at(peak),
    value: series.fields[name][peak]!,
    z: z[peak]!,
    weekday: weekdayOf(ms),
    hour: hourOfDay(ms),
    with: within,
    kind: within.length > 0 ? "episode" : observed.length >= 2 ? "sensor" : "unknown",
    t: orNull(series.fields.t[peak]!),
    rh: orNull(series.fields.rh[peak]!),
    notes: notesOf(series, name, start, end),
  };
}

/** What was noted from one hour to another on the field, or on the reading as a whole. */
function notesOf({ notes }: HourlySeries, name: FieldName, start: number, end: number): string[] {
  const found = new Set<string>();
  for (let t = start; t <= end; t++) {
    for (const flag of notes.get(t) ?? []) {
      const field = flag.split(":")[1];
      if (field === undefined || field === name) found.add(flag);
    }
  }
  return [...found];
}
