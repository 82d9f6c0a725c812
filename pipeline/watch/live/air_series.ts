import { type Target, TARGETS } from "../../forecast/mod.ts";
import type { IncomingMessage } from "../../records/mod.ts";
import { FIELDS, parseTimestamp } from "../../reading/mod.ts";
import type { AirRule } from "../air/rules.ts";

/** One hour of a pollutant at a station. */
export interface AirPoint {
  /** Milliseconds since 1970-01-01 UTC. */
  readonly ts: number;
  observed: number | null;
  /** What the champion said of this hour an hour before, and its 90 % interval. */
  forecast: number | null;
  low: number | null;
  high: number | null;
}

/** An alarm of a drift detector, as the topic has it. */
export interface ShownAlarm {
  readonly ts: string;
  readonly detector: string;
  readonly watched: string;
  readonly target: string;
  readonly statistic: number;
  readonly threshold: number;
  readonly rows: number;
}

/** What the page shows of the air at one station. */
export interface AirView {
  readonly stations: number;
  /** Some of their names, in order. */
  readonly names: readonly string[];
  readonly station: string | null;
  readonly field: Target;
  readonly unit: string;
  /** The rule that the line of the limit is of; null where none is about the field. */
  readonly limit: Pick<AirRule, "name" | "over" | "hours"> | null;
  readonly points: readonly AirPoint[];
  /** Alarms of the station, the newest first. */
  readonly alarms: readonly ShownAlarm[];
  /** How many alarms there were of each thing that is watched. */
  readonly drift: Readonly<Record<string, number>>;
}

const KEPT_HOURS = 72;
const MAX_STATIONS = 2_000;
const MAX_NAMES = 1_000;
const MAX_ALARMS = 50;
const HOUR_MS = 3_600_000;

/** Remembers the last three days of forecasts and observed values of each station, and its newest alarms. */
export class AirSeries {
  readonly #rules: readonly AirRule[];
  readonly #stations = new Map<string, Map<Target, AirPoint[]>>();
  readonly #alarms = new Map<string, ShownAlarm[]>();
  readonly #drift = new Map<string, Record<string, number>>();

  constructor(rules: readonly AirRule[]) {
    this.#rules = rules;
  }

  /** Takes a message of the forecasts topic; challengers' forecasts are ignored. */
  addForecast({ value }: Pick<IncomingMessage, "value">): void {
    const row = objectOf(value);
    if (row === null || row.role !== "champion" || typeof row.station_id !== "string") return;
    const target = TARGETS.find((each) => each === row.target), originMs = timeOf(row.origin_ts);
    if (target === undefined || originMs === undefined) return;
    let fields = this.#stations.get(row.station_id);
    if (fields === undefined) {
      if (this.#stations.size >= MAX_STATIONS) return;
      this.#stations.set(row.station_id, fields = new Map());
    }
    const points = fields.get(target) ?? [];
    fields.set(target, points);
    const newest = points.at(-1)?.ts ?? -Infinity;
    if (originMs < newest - HOUR_MS) return; // late
    pointAt(points, originMs).observed = numberOf(row.observed);
    if (row.refusal !== null && row.fallback === null) return;
    const next = pointAt(points, originMs + HOUR_MS);
    next.forecast = numberOf(row.value);
    next.low = numberOf(row.low);
    next.high = numberOf(row.high);
    const first = points.findIndex(({ ts }) => ts > next.ts - KEPT_HOURS * HOUR_MS);
    if (first > 0) points.splice(0, first);
  }

  /** Takes a message of the alarms topic. */
  addAlarm({ value }: Pick<IncomingMessage, "value">): void {
    const row = objectOf(value);
    // Alarms may come before the forecasts of their station: the two topics are read side by side.
    if (row === null || typeof row.station_id !== "string") return;
    if (this.#alarms.size >= MAX_STATIONS && !this.#alarms.has(row.station_id)) return;
    const { ts, detector, watched, target } = row,
      [statistic, threshold, rows] = [row.statistic, row.threshold, row.rows];
    if (![ts, detector, watched, target].every((each) => typeof each === "string" && each.length < 100)) return;
    if (![statistic, threshold, rows].every((each) => typeof each === "number")) return;
    const alarms = this.#alarms.get(row.station_id) ?? [], counts = this.#drift.get(row.station_id) ?? {};
    alarms.unshift({ ts, detector, watched, target, statistic, threshold, rows } as ShownAlarm);
    alarms.length = Math.min(alarms.length, MAX_ALARMS);
    const key = `${watched} ${target}`;
    if (Object.keys(counts).length < 200) counts[key] = (counts[key] ?? 0) + 1;
    this.#alarms.set(row.station_id, alarms);
    this.#drift.set(row.station_id, counts);
  }

  clear(): void {
    this.#stations.clear();
    this.#alarms.clear();
    this.#drift.clear();
  }

  /** @param station the first one where it is null or not known */
  view(station: string | null, field: Target): AirView {
    const names = [...this.#stations.keys()].sort(), known = station !== null && this.#stations.has(station);
    const shown = known ? station : names[0] ?? null;
    const rule = this.#rules.find((each) => each.field === field && each.sees === "observed");
    return {
      stations: names.length,
      names: names.slice(0, MAX_NAMES),
      station: shown,
      field,
      unit: FIELDS.find(({ name }) => name === field)!.unit,
      limit: rule === undefined ? null : { name: rule.name, over: rule.over, hours: rule.hours },
      points: shown === null ? [] : this.#stations.get(shown)!.get(field) ?? [],
      alarms: shown === null ? [] : this.#alarms.get(shown) ?? [],
      drift: shown === null ? {} : this.#drift.get(shown) ?? {},
    };
  }
}

function pointAt(points: AirPoint[], ts: number): AirPoint {
  const known = points.findLast((point) => point.ts === ts);
  if (known !== undefined) return known;
  const point: AirPoint = { ts, observed: null, forecast: null, low: null, high: null };
  points.push(point);
  points.sort((a, b) => a.ts - b.ts);
  return point;
}

const decoder = new TextDecoder();

function objectOf(value: Uint8Array | null): Record<string, unknown> | null {
  try {
    const json = value === null ? null : JSON.parse(decoder.decode(value));
    return typeof json === "object" && !Array.isArray(json) ? json : null;
  } catch {
    return null;
  }
}

const timeOf = (text: unknown) => typeof text === "string" ? parseTimestamp(text) : undefined;
const numberOf = (value: unknown) => typeof value === "number" ? value : null;
