import { type CleanReading, DEFAULT_RULE_SET, FIELDS, type NoteCode, type RuleSet } from "../reading/mod.ts";
import { type RecentRules, recentRules, RecentStation } from "./recent_station.ts";

/**
 * Remembers the last readings of each station, and notes on a reading what only those before it show. What it knows of a station depends
 * only on its last {@linkcode RecentReadings.depth} accepted readings in the order of offsets, so that one restored from the lake gives
 * the same notes as the one that was lost, whatever the pace, the batches and the restarts.
 *
 * Values are compared within a run: readings of a station 1 to 3 hours after the one before each; a longer gap, a shorter one or a step
 * back in time begins a new run. With the default rule set 10,000 stations took 118 MB.
 *
 * @example
 * ```ts
 * import { judge, RecentReadings } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const recent = new RecentReadings();
 * const notes = [20.1, 20.4, 44.9].map((t, hour) => {
 *   const text = JSON.stringify({ station_id: "uci", ts: `2004-03-10T1${hour}:00:00Z`, co_gt: 1 + hour, t, rh: 50, ah: 1 });
 *   const verdict = judge({ partition: 0, offset: hour, value: new TextEncoder().encode(text) }, () => false);
 *   return verdict.accepted ? recent.note(verdict.reading).validation_notes : "rejected";
 * });
 * assert.deepEqual(notes, [null, null, "step:t"]);
 * ```
 */
export class RecentReadings {
  /** How many readings of a station its notes depend on. */
  readonly depth: number;
  readonly #rules: RecentRules;
  readonly #stations = new Map<string, RecentStation>();

  constructor(rules: RuleSet = DEFAULT_RULE_SET) {
    this.#rules = recentRules(rules);
    this.depth = this.#rules.depth;
  }

  /** The accepted reading with every note, and remembers it. */
  note(reading: CleanReading): CleanReading {
    const station = this.station(reading.station_id);
    station.add(reading.ts, reading.values.map((value) => value ?? NaN));
    const { empty } = station, before = reading.validation_notes;
    const missing = before === null ? empty : empty & ~refused(before);
    const notes = notesOf(station, missing, before);
    if (notes === before) return reading;
    return { ...reading, validation_notes: notes, row_validity: isSuspect(station) ? "suspect" : reading.row_validity };
  }

  /** Remembers a reading that has its notes already. @param values one for each of `FIELDS`; NaN for none */
  add(stationId: string, ts: number, values: ArrayLike<number>): void {
    this.station(stationId).add(ts, values);
  }

  /** A station's last readings, for who looks it up once for many readings. */
  station(stationId: string): RecentStation {
    let station = this.#stations.get(stationId);
    if (station === undefined) this.#stations.set(stationId, station = new RecentStation(this.#rules));
    return station;
  }
}

/** Whether the last reading has a note of level `suspect` from those before it. */
export const isSuspect = (station: RecentStation): boolean =>
  (station.flatline | station.plateau | station.step | station.humidity) !== 0 || station.benzene ||
  station.implausible || station.shift;

/**
 * The notes of a station's last reading.
 *
 * @param missing its fields that are missing, not out of range, as a mask
 * @param before the notes that the reading alone shows
 */
export function notesOf(station: RecentStation, missing: number, before: string | null): string | null {
  const { flatline, plateau, step, humidity, calibration, dead } = station;
  const isJoint = (missing & SENSORS) === SENSORS;
  if (
    (flatline | plateau | step | humidity | calibration | dead) === 0 && !isJoint && !station.benzene &&
    !station.implausible && !station.shift
  ) return before;
  let notes = before ?? "";
  if (station.implausible) notes = `${notes && `${notes};`}implausible_time`;
  notes = append(notes, flatline, FLATLINE);
  notes = append(notes, plateau, PLATEAU);
  notes = append(notes, step, STEP);
  notes = append(notes, humidity, HUMIDITY);
  if (station.benzene) notes = `${notes && `${notes};`}benzene`;
  if (station.shift) notes = `${notes && `${notes};`}shift`;
  if (isJoint) notes = `${notes && `${notes};`}joint_outage`;
  notes = append(notes, calibration & missing, CALIBRATION_HOUR);
  notes = append(notes, dead & missing, DEAD_CHANNEL);
  return notes || null;
}

const SENSORS = FIELDS.reduce((mask, field, index) => field.pollutant ? mask : mask | 1 << index, 0);
const noteTexts = (code: NoteCode) => FIELDS.map(({ name }) => `${code}:${name}`);
const FLATLINE = noteTexts("flatline"), PLATEAU = noteTexts("plateau"), STEP = noteTexts("step");
const HUMIDITY = noteTexts("humidity");
const CALIBRATION_HOUR = noteTexts("calibration_hour"), DEAD_CHANNEL = noteTexts("dead_channel");

function append(notes: string, fields: number, texts: readonly string[]): string {
  for (let i = 0; fields >>> i !== 0; i++) {
    if ((fields >>> i & 1) !== 0) notes = notes === "" ? texts[i]! : `${notes};${texts[i]}`;
  }
  return notes;
}

/** The fields whose value was out of range, or odd, as a mask. */
function refused(notes: string): number {
  return FIELDS.reduce(
    (mask, { name }, i) =>
      notes.includes(`out_of_range:${name}=`) || notes.includes(`odd_value:${name}=`) ? mask | 1 << i : mask,
    0,
  );
}
