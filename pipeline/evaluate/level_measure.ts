import { FEWEST_DAY_VALUES, levelChangesOf } from "../quality/level_changes.ts";
import { dateOf, DEFAULT_RULE_SET, FIELDS, type RuleSet } from "../reading/mod.ts";
import { identifyFile } from "../source/mod.ts";
import type { FaultKind, FaultLabels, LevelFinding } from "./fault_label.ts";
import { judgeLines } from "./judge_csv.ts";

/** How well the quality report finds channels that went to another level. */
export interface LevelMeasure {
  /** Each change that was injected, both ends of a stretch, in the file's order. */
  changes: {
    kind: FaultKind;
    field: string;
    date: string;
    /** What was found of this channel and nearest to it, at most a week away; null where nothing was. */
    found: string | null;
    /** How many days later that is; negative where it is earlier. */
    daysOff: number | null;
  }[];
  /** Findings that match no injected change and are not made in the file without the faults. */
  false: LevelFinding[];
  /** What is found in the file without the faults. */
  baseline: readonly LevelFinding[];
}

const DAY_MS = 86_400_000;
/** Changes that are found are more than seven days apart: farther away, it is another one. */
const NEAR_DAYS = 7;

/**
 * Compares the changed levels that were found in a faulty file with those that were injected.
 *
 * @param found by {@linkcode levelsOfCsv}, or in the numbers of the quality report
 *
 * @example
 * ```ts
 * import { measureLevels } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const measure = measureLevels({
 *   seed: 1, rate: 0.1, sourceSha256: "", faultySha256: "", ruleSet: "1", baseline: {}, levelBaseline: [],
 *   faults: [{ id: 1, kind: "level_tenth" as const, lines: [3], field: "co_gt", expect: [], levelDates: ["2024-03-01"] }],
 * }, [{ field: "co_gt", date: "2024-03-02" }, { field: "t", date: "2024-03-02" }]);
 * assert.equal(measure.changes[0]?.daysOff, 1);
 * assert.deepEqual(measure.false, [{ field: "t", date: "2024-03-02" }]);
 * ```
 */
export function measureLevels({ faults, levelBaseline }: FaultLabels, found: readonly LevelFinding[]): LevelMeasure {
  const left = new Set(found.map(({ field, date }) => ({ field, date })));
  const changes = faults.flatMap(({ kind, field, levelDates = [] }) =>
    levelDates.map((date): LevelMeasure["changes"][number] => {
      const off = (finding: LevelFinding) => (Date.parse(finding.date) - Date.parse(date)) / DAY_MS;
      const [nearest] = [...left]
        .filter((finding) => finding.field === field && Math.abs(off(finding)) <= NEAR_DAYS)
        .sort((a, b) => Math.abs(off(a)) - Math.abs(off(b)));
      if (nearest === undefined) return { kind, field: field!, date, found: null, daysOff: null };
      left.delete(nearest);
      return { kind, field: field!, date, found: nearest.date, daysOff: off(nearest) };
    })
  );
  const isBaseline = (finding: LevelFinding) =>
    levelBaseline.some(({ field, date }) => field === finding.field && date === finding.date);
  return { changes, false: [...left].filter((finding) => !isBaseline(finding)), baseline: levelBaseline };
}

/**
 * Where channels of a CSV go to another level: what the quality report finds of it once it is in a lake, without a broker or a lake.
 *
 * @throws {PipelineError} `not_found`, `not_a_file`, `no_permission`, `bad_csv`, `source_changed`
 *
 * @example
 * ```ts
 * import { levelsOfCsv } from "./mod.ts";
 * import { generateSample } from "../source/mod.ts";
 * import assert from "node:assert/strict";
 * const path = await Deno.makeTempFile();
 * await Deno.writeTextFile(path, generateSample(1));
 * assert.deepEqual(await levelsOfCsv(path), []);
 * await Deno.remove(path);
 * ```
 */
export async function levelsOfCsv(path: string, rules: RuleSet = DEFAULT_RULE_SET): Promise<LevelFinding[]> {
  const days = new Map<number, { sums: Float64Array; counts: Float64Array }>();
  await judgeLines(await identifyFile(path), rules, (_, verdict) => {
    if (!verdict.accepted) return;
    const { ts, values } = verdict.reading, day = Math.floor(ts / DAY_MS);
    let own = days.get(day);
    if (own === undefined) {
      days.set(day, own = { sums: new Float64Array(FIELDS.length), counts: new Float64Array(FIELDS.length) });
    }
    for (const [field, value] of values.entries()) {
      if (value === null) continue;
      own.sums[field]! += value;
      own.counts[field]!++;
    }
  });
  const ordered = [...days].sort(([a], [b]) => a - b);
  const means = FIELDS.map((_, field) =>
    Float64Array.from(
      ordered,
      ([, { sums, counts }]) => counts[field]! < FEWEST_DAY_VALUES ? NaN : sums[field]! / counts[field]!,
    )
  );
  return levelChangesOf({ days: Float64Array.from(ordered, ([day]) => day), means })
    .map(({ field, day }) => ({ field: FIELDS[field]!.name, date: dateOf(day * DAY_MS) }));
}
