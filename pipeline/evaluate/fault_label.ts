import { z } from "zod";
import { isAbsent, parseStored, PipelineError } from "../common/mod.ts";

/**
 * The kinds of faults that are injected. `leaves` is what silver holds where such a line is accepted: a `right` reading (or none for
 * a value that is missing), or a `wrong` one.
 */
export const FAULT_KINDS = {
  calibration_hour: { what: "a channel without a value at the same hour for days", leaves: "right" },
  dead_channel: { what: "a channel without a value for days", leaves: "right" },
  unit_fahrenheit: { what: "temperatures in °F for a stretch", leaves: "wrong" },
  unit_co_micrograms: { what: "CO in µg/m³ for a stretch", leaves: "wrong" },
  daylight_saving: { what: "a stretch one hour ahead: one hour missing, one hour twice", leaves: "wrong" },
  stuck_sensor: { what: "a channel that repeats its value", leaves: "wrong" },
  shuffled_block: { what: "lines in another order", leaves: "right" },
  storm_board: { what: "-200 in all channels of the sensor board", leaves: "right" },
  storm_all: { what: "-200 in every channel", leaves: "right" },
  late_line: { what: "a line that arrives hours later", leaves: "right" },
  duplicate_line: { what: "a repeated line", leaves: "right" },
  spike: { what: "one wrong value", leaves: "wrong" },
  swapped_columns: { what: "two neighbouring cells swapped", leaves: "wrong" },
  future_date: { what: "a date two to five years ahead", leaves: "wrong" },
  month_first_date: { what: "month before day, on a day over 12", leaves: "wrong" },
  decimal_point_cell: { what: "a decimal point for the comma in one cell", leaves: "right" },
  decimal_point_line: { what: "decimal points in all cells of a line", leaves: "right" },
  latin1_bytes: { what: "a unit sign in Latin-1 after a value", leaves: "right" },
  invalid_utf8: { what: "a cell with a flipped bit, so it is not UTF-8", leaves: "wrong" },
  truncated_line: { what: "a line cut short", leaves: "wrong" },
  extra_cell: { what: "one extra cell", leaves: "wrong" },
  nul_block: { what: "16 KiB of NUL in place of a line, as after a power cut", leaves: "wrong" },
  byte_order_mark: { what: "a byte order mark before a line", leaves: "right" },
  level_thousandth: { what: "a channel a thousandth of what it is, for three weeks", leaves: "wrong" },
  level_tenth: { what: "a channel a tenth of what it is, for three weeks", leaves: "wrong" },
  level_fahrenheit: { what: "temperatures in °F for three weeks", leaves: "wrong" },
  level_no2_ppb: { what: "NO2 in ppb for three weeks", leaves: "wrong" },
  level_co_ppm: { what: "CO in ppm for three weeks", leaves: "wrong" },
} as const satisfies Record<string, { what: string; leaves: "right" | "wrong" }>;

export type FaultKind = keyof typeof FAULT_KINDS;

/**
 * What a rule says of a line: a reason's code (`duplicate`), or a note without its value (`joint_outage`, `flatline:co_gt`). The part
 * before the colon names the rule.
 */
export type Flag = string;

/** A day on which a channel goes to another level. */
export interface LevelFinding {
  readonly field: string;
  /** As `2004-03-10`. */
  readonly date: string;
}

/** One injected fault. */
export interface Fault {
  readonly id: number;
  readonly kind: FaultKind;
  /** The 1-based lines of the faulty file that it touches, ascending. No line is touched by two faults. */
  readonly lines: readonly number[];
  /** The channel, where it is about one. */
  readonly field?: string | undefined;
  /** Which rule should find it on which of its lines; empty where no rule can. */
  readonly expect: readonly { readonly flag: Flag; readonly lines: readonly number[] }[];
  /** The days of its first reading and of the first right one after it, where the quality report should find a changed level. */
  readonly levelDates?: readonly string[] | undefined;
}

/** What was done to a file. */
export interface FaultLabels {
  readonly seed: number;
  readonly rate: number;
  /** Digests of the file before and after. */
  readonly sourceSha256: string;
  readonly faultySha256: string;
  /** The rule set by which `expect` and `baseline` were made. */
  readonly ruleSet: string;
  readonly faults: readonly Fault[];
  /** What the rules say of the file without the faults: lines of the faulty file, as first and last of consecutive ones, by flag. */
  readonly baseline: Readonly<Record<Flag, readonly (readonly [first: number, last: number])[]>>;
  /** The changed levels that the quality report finds in the file without the faults. */
  readonly levelBaseline: readonly LevelFinding[];
}

const line = z.int().min(1);
const digest = z.string().regex(/^[0-9a-f]{64}$/);

const LABELS: z.ZodType<FaultLabels> = z.object({
  seed: z.int(),
  rate: z.number(),
  sourceSha256: digest,
  faultySha256: digest,
  ruleSet: z.string(),
  faults: z.array(z.object({
    id: z.int().min(1),
    kind: z.enum(Object.keys(FAULT_KINDS) as FaultKind[]),
    lines: z.array(line),
    field: z.string().optional(),
    expect: z.array(z.object({ flag: z.string(), lines: z.array(line) })),
    levelDates: z.array(z.iso.date()).optional(),
  })),
  baseline: z.record(z.string(), z.array(z.tuple([line, line]))),
  levelBaseline: z.array(z.object({ field: z.string(), date: z.iso.date() })),
});

/**
 * The labels in a file that `deno task faults:inject` wrote.
 *
 * @throws {PipelineError} `not_found`, `lake_mismatch` where it is damaged
 *
 * @example
 * ```ts
 * import { readFaultLabels } from "./mod.ts";
 * import assert from "node:assert/strict";
 * await assert.rejects(readFaultLabels("no such file"), { code: "not_found" });
 * ```
 */
export async function readFaultLabels(path: string): Promise<FaultLabels> {
  const hint = "create them again: deno task faults:inject";
  const text = await Deno.readTextFile(path).catch((cause) => {
    if (!isAbsent(cause)) throw cause;
    throw new PipelineError("not_found", `Cannot read ${path} as the labels of faults: expected a file, found none`, {
      hint,
      cause,
    });
  });
  return parseStored(LABELS, text, `Cannot read ${path} as the labels of faults`, { hint });
}
