import { formatTimestamp } from "../../reading/mod.ts";
import type { MetricValue } from "../metrics/exposition.ts";
import { type AlertLevel, LEVEL_NUMBER } from "../alerts/level.ts";
import type { AirRule } from "./rules.ts";

/** What is known of one pollutant at one reading of a station. */
export interface AirHour {
  readonly station: string;
  /** The hour of the reading, milliseconds since 1970-01-01 UTC. */
  readonly ts: number;
  readonly field: AirRule["field"];
  /** Null where it is missing. */
  readonly observed: number | null;
  /** Of the next hour; null where it was refused. */
  readonly forecast: number | null;
  readonly upper: number | null;
}

/** An air rule that has come to another level. */
export interface AirChange {
  /** Name of the rule. */
  readonly alert: string;
  readonly from: AlertLevel;
  readonly to: AlertLevel;
  readonly message: string;
}

/** What became of the warnings of one rule. Hours are scored where the value came. */
interface Score {
  hours: number;
  over: number;
  hit: number;
  miss: number;
  false_alarm: number;
  /** First hours over the limit: those that had been warned of an hour before, and the others. */
  onset_warned: number;
  onset_missed: number;
}

/** A rule at one station. */
interface Standing {
  /** Whether it is broken as of the newest reading. */
  broken: boolean;
  value: number;
  ts: number;
  /** The hour that was warned of. */
  warnedTs: number;
  /** The hour whose forecast is known. */
  saidTs: number;
  /** The last hour that was over the limit. */
  overTs: number;
}

const HOUR_MS = 3_600_000;
const KEPT_HOURS = 24;
/** Stations that are remembered; those beyond are not judged. */
const MAX_STATIONS = 20_000;

/**
 * Judges the air by a table of rules, hour by hour: which stations are over a limit, which will be by the forecast, and how often such a
 * warning was right. It only looks on: after a restart it begins with the next readings.
 *
 * @example
 * ```ts
 * import { AIR_RULES, AirWatch } from "../mod.ts";
 * import assert from "node:assert/strict";
 * const changes: string[] = [];
 * const watch = new AirWatch(AIR_RULES, ({ alert, to }) => changes.push(`${alert} ${to}`));
 * const hour = (ts: number, observed: number, forecast: number) =>
 *   watch.add([{ station: "a", ts: ts * 3_600_000, field: "no2_gt", observed, forecast, upper: null }]);
 * hour(1, 180, 230);
 * hour(2, 220, 150);
 * hour(3, 140, 120);
 * assert.deepEqual(changes, ["no2_next_hour warn", "no2_hour critical", "no2_next_hour ok", "no2_hour ok"]);
 * ```
 */
export class AirWatch {
  readonly #rules: readonly AirRule[];
  readonly #onChange: (change: AirChange) => void;
  /** Of each field that has rules, by station. */
  readonly #histories: ReadonlyMap<AirHour["field"], Map<string, { ts: number; observed: number }[]>>;
  readonly #standings: Map<string, Standing>[];
  readonly #scores: Score[];
  readonly #levels: AlertLevel[];

  constructor(rules: readonly AirRule[], onChange: (change: AirChange) => void) {
    this.#rules = rules;
    this.#onChange = onChange;
    this.#histories = new Map(rules.map(({ field }) => [field, new Map()]));
    this.#standings = rules.map(() => new Map());
    this.#scores = rules.map(() => ({
      ...{ hours: 0, over: 0, hit: 0, miss: 0, false_alarm: 0 },
      ...{ onset_warned: 0, onset_missed: 0 },
    }));
    this.#levels = rules.map(() => "ok");
  }

  /** Takes the newest hours, each station's in their order, and calls `onChange` for each rule that has come to another level. */
  add(hours: readonly AirHour[]): void {
    for (const hour of hours) this.#take(hour);
    if (hours.length > 0) this.#rules.forEach((_, at) => this.#judge(at));
  }

  values(): MetricValue[] {
    return this.#rules.flatMap(({ name: rule }, at): MetricValue[] => {
      const { hours, over, hit, miss, false_alarm, onset_warned, onset_missed } = this.#scores[at]!;
      const outcomes = { hit, miss, false_alarm }, onsets = { warned: onset_warned, missed: onset_missed };
      return [
        { name: "airquality_air_level", labels: { rule }, value: LEVEL_NUMBER[this.#levels[at]!] },
        { name: "airquality_air_stations", labels: { rule }, value: this.#broken(at).length },
        { name: "airquality_air_readings_total", labels: { rule }, value: hours },
        { name: "airquality_air_over_limit_readings_total", labels: { rule }, value: over },
        ...(this.#rules[at]!.sees === "observed" ? [] : [
          ...Object.entries(outcomes).map(([outcome, value]): MetricValue => ({
            name: "airquality_air_warnings_total",
            labels: { rule, outcome },
            value,
          })),
          ...Object.entries(onsets).map(([outcome, value]): MetricValue => ({
            name: "airquality_air_onsets_total",
            labels: { rule, outcome },
            value,
          })),
        ]),
      ];
    });
  }

  #take(hour: AirHour): void {
    const { station, ts, field, observed } = hour, histories = this.#histories.get(field);
    if (histories === undefined) return;
    let history = histories.get(station);
    if (history === undefined) {
      if (histories.size >= MAX_STATIONS) return;
      histories.set(station, history = []);
    }
    if (history.length > 0 && history.at(-1)!.ts >= ts) return; // late or doubled: what was said stands
    while (history.length > 0 && history[0]!.ts <= ts - KEPT_HOURS * HOUR_MS) history.shift();
    if (observed !== null) history.push({ ts, observed });
    this.#rules.forEach((rule, at) => {
      if (rule.field === field) this.#apply(rule, at, hour, history);
    });
  }

  #apply(
    { hours, over, sees }: AirRule,
    at: number,
    hour: AirHour,
    history: readonly { ts: number; observed: number }[],
  ) {
    const { station, ts } = hour, score = this.#scores[at]!, standings = this.#standings[at]!;
    let standing = standings.get(station);
    if (standing === undefined) {
      const none = { warnedTs: NaN, saidTs: NaN, overTs: NaN };
      standings.set(station, standing = { broken: false, value: NaN, ts, ...none });
    }
    const now = hour.observed === null ? null : meanUpTo(history, ts, hours, null);
    if (now !== null) {
      const isOver = now > over, wasWarned = standing.warnedTs === ts, wasSaid = standing.saidTs === ts;
      score.hours++;
      if (isOver) score.over++;
      if (wasSaid) {
        if (isOver) score[wasWarned ? "hit" : "miss"]++;
        else if (wasWarned) score.false_alarm++;
        if (isOver && standing.overTs !== ts - HOUR_MS) score[wasWarned ? "onset_warned" : "onset_missed"]++;
      }
      if (isOver) standing.overTs = ts;
    }
    const said = sees === "upper" ? hour.upper : hour.forecast;
    const next = said === null ? null : meanUpTo(history, ts + HOUR_MS, hours, said);
    if (next !== null) {
      standing.saidTs = ts + HOUR_MS;
      if (next > over) standing.warnedTs = ts + HOUR_MS;
    }
    const value = sees === "observed" ? now : next;
    standing.broken = value !== null && value > over;
    standing.value = value ?? NaN;
    standing.ts = sees === "observed" ? ts : ts + HOUR_MS;
  }

  #broken(at: number): [string, Standing][] {
    return [...this.#standings[at]!].filter(([, { broken }]) => broken);
  }

  #judge(at: number): void {
    const { name, field, hours, over, sees, level } = this.#rules[at]!, broken = this.#broken(at);
    const to: AlertLevel = broken.length === 0 ? "ok" : level, from = this.#levels[at]!;
    if (from === to) return;
    this.#levels[at] = to;
    const what = `${field} ${hours === 1 ? "in an hour" : `as the mean of ${hours} hours`}`;
    const [worst] = broken.sort(([, a], [, b]) => b.value - a.value);
    const message = worst === undefined
      ? `${what} is no longer over ${over}`
      : `${what} ${sees === "observed" ? "is" : "is forecast"} over ${over} at ${broken.length} ${
        broken.length === 1 ? "station" : "stations"
      }, highest at ${worst[0]}: ${worst[1].value.toFixed(1)} at ${formatTimestamp(worst[1].ts)}`;
    this.#onChange({ alert: name, from, to, message });
  }
}

/**
 * The mean of the hours up to `ts`, the last of them `last` where it is not observed yet; null where less than three quarters are known.
 *
 * @param history oldest first, up to `ts`
 */
function meanUpTo(
  history: readonly { ts: number; observed: number }[],
  ts: number,
  hours: number,
  last: number | null,
): number | null {
  let first = history.length;
  while (first > 0 && history[first - 1]!.ts > ts - hours * HOUR_MS) first--;
  let sum = 0, count = history.length - first;
  for (let at = first; at < history.length; at++) sum += history[at]!.observed;
  if (last !== null) {
    sum += last;
    count++;
  }
  return count < Math.ceil(0.75 * hours) ? null : sum / count;
}
