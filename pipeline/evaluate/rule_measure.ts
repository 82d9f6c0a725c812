import { PipelineError } from "../common/mod.ts";
import { NOTE_CODES, REASON_CODES } from "../reading/mod.ts";
import { type Fault, FAULT_KINDS, type FaultKind, type FaultLabels, type Flag } from "./fault_label.ts";
import type { LineVerdict } from "./line_verdict.ts";

/**
 * How well a rule finds what was injected. What is counted are flags: a line and, for a rule about one channel, that channel. What the rule
 * flags in the file without the faults is no part of it, but for `baseline` and `kept`.
 */
export interface RuleMeasure {
  rule: string;
  /** Flags in the file without the faults, on lines that got none. */
  baseline: number;
  /** Those of them that are there among the faults too. */
  kept: number;
  /** Flags that the injected faults should cause. */
  expected: number;
  truePositives: number;
  /** Flags on lines without a fault, or with one that leaves the reading right. */
  falsePositives: number;
  falseNegatives: number;
  /** Flags that were not expected, but on lines that are wrong or due another flag, or earlier than expected: neither true nor false. */
  beside: number;
  /** True positives among these and the false ones; null where the rule flagged nothing. */
  precision: number | null;
  /** True positives among the expected; null where nothing was. */
  recall: number | null;
}

/** What becomes of the lines of one kind of fault. */
export interface KindMeasure {
  kind: FaultKind;
  faults: number;
  /** Lines touched that were judged: a header is not. */
  lines: number;
  /** Lines that some rule flagged more than without the fault. */
  found: number;
  /** The same by rule, the most frequent first. */
  foundBy: { rule: string; lines: number }[];
  rejected: number;
  /** Lines that went into silver with no flag more than without the fault. */
  unnoticed: number;
  leaves: "right" | "wrong";
}

/**
 * The rules that a file can break: all notes, and all reasons but those that only another producer can cause (this one always writes JSON
 * in UTF-8) and the one for faults of this program.
 *
 * @example
 * ```ts
 * import { FILE_RULES } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.ok(FILE_RULES.includes("duplicate") && FILE_RULES.includes("flatline") && !FILE_RULES.includes("not_json"));
 * ```
 */
export const FILE_RULES: readonly string[] = [
  ...REASON_CODES.filter((code) => !["tombstone", "not_utf8", "not_json", "unprocessable"].includes(code)),
  ...NOTE_CODES,
];

/** The rules compared with labelled faults. */
export interface RuleMeasures {
  rules: RuleMeasure[];
  kinds: KindMeasure[];
}

/**
 * Holds what `rules` said of a faulty file, line by line, against its labels. Rules come in the order given, kinds in that of
 * {@linkcode FAULT_KINDS}.
 *
 * @throws {PipelineError} `lake_mismatch` where a labelled line was not judged
 *
 * @example
 * ```ts
 * import { measureRules } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const labels = {
 *   seed: 1, rate: 0.1, sourceSha256: "", faultySha256: "", ruleSet: "1", baseline: {}, levelBaseline: [],
 *   faults: [{ id: 1, kind: "duplicate_line" as const, lines: [3], expect: [{ flag: "duplicate", lines: [3] }] }],
 * };
 * const verdicts = new Map([[2, { accepted: true, flags: [] }], [3, { accepted: false, flags: ["duplicate"] }]]);
 * const { rules: [duplicate] } = measureRules(labels, verdicts, ["duplicate"]);
 * assert.deepEqual([duplicate?.precision, duplicate?.recall], [1, 1]);
 * ```
 */
export function measureRules(
  labels: FaultLabels,
  verdicts: ReadonlyMap<number, LineVerdict>,
  rules: readonly string[],
): RuleMeasures {
  const measures = new Map(rules.map((rule) => [rule, emptyMeasure(rule)]));
  const measure = (flag: Flag) => measures.get(ruleOf(flag));
  const baseline = baselineByLine(labels);
  const faulty = new Map(labels.faults.flatMap((fault) => fault.lines.map((line) => [line, fault])));
  const expected = new Map<number, Set<Flag>>();
  for (const { expect } of labels.faults) {
    for (const { flag, lines } of expect) {
      for (const line of lines) {
        if (!baseline.get(line)?.has(flag)) entry(expected, line, () => new Set()).add(flag);
      }
    }
  }

  for (const [line, { flags }] of verdicts) {
    const fault = faulty.get(line), before = baseline.get(line) ?? NONE, due = expected.get(line) ?? NONE;
    for (const flag of fault === undefined ? before : NONE) {
      const rule = measure(flag);
      if (rule === undefined) continue;
      rule.baseline++;
      if (flags.includes(flag)) rule.kept++;
    }
    for (const flag of due) {
      const rule = measure(flag);
      if (rule === undefined) continue;
      rule.expected++;
      if (flags.includes(flag)) rule.truePositives++;
      else rule.falseNegatives++;
    }
    for (const flag of flags) {
      const rule = measure(flag);
      if (rule === undefined || before.has(flag) || due.has(flag)) continue;
      if (fault !== undefined && isWelcome(fault, flag, line)) rule.beside++;
      else rule.falsePositives++;
    }
  }
  for (const rule of measures.values()) {
    rule.precision = share(rule.truePositives, rule.truePositives + rule.falsePositives);
    rule.recall = share(rule.truePositives, rule.expected);
  }
  return { rules: [...measures.values()], kinds: measureKinds(labels, verdicts, baseline) };
}

function measureKinds(
  labels: FaultLabels,
  verdicts: ReadonlyMap<number, LineVerdict>,
  baseline: ReadonlyMap<number, ReadonlySet<Flag>>,
): KindMeasure[] {
  return (Object.keys(FAULT_KINDS) as FaultKind[]).flatMap((kind) => {
    const faults = labels.faults.filter((fault) => fault.kind === kind);
    if (faults.length === 0) return [];
    const found = new Map<string, number>();
    const measure = { lines: 0, found: 0, rejected: 0, unnoticed: 0 };
    for (const line of faults.flatMap((fault) => fault.lines).filter((line) => line !== HEADER_LINE)) {
      const verdict = verdicts.get(line);
      if (verdict === undefined) throw notJudged(line, kind);
      const rules = new Set(verdict.flags.filter((flag) => !baseline.get(line)?.has(flag)).map(ruleOf));
      for (const rule of rules) found.set(rule, (found.get(rule) ?? 0) + 1);
      measure.lines++;
      if (rules.size > 0) measure.found++;
      if (!verdict.accepted) measure.rejected++;
      else if (rules.size === 0) measure.unnoticed++;
    }
    const foundBy = [...found].map(([rule, lines]) => ({ rule, lines }))
      .sort((a, b) => b.lines - a.lines || (a.rule < b.rule ? -1 : 1));
    return [{ kind, faults: faults.length, ...measure, foundBy, leaves: FAULT_KINDS[kind].leaves }];
  });
}

/** A flag that is not expected, but comes early, or with another one that is due, or tells of a wrong line that no rule was to find. */
const isWelcome = ({ kind, expect }: Fault, flag: Flag, line: number) =>
  FAULT_KINDS[kind].leaves === "wrong" || expect.some((each) => each.flag === flag || each.lines.includes(line));

const HEADER_LINE = 1;
const NONE: ReadonlySet<Flag> = new Set();

function baselineByLine({ baseline }: FaultLabels): Map<number, Set<Flag>> {
  const byLine = new Map<number, Set<Flag>>();
  for (const [flag, ranges] of Object.entries(baseline)) {
    for (const [first, last] of ranges) {
      for (let line = first; line <= last; line++) entry(byLine, line, () => new Set()).add(flag);
    }
  }
  return byLine;
}

const ruleOf = (flag: Flag) => flag.split(":", 1)[0]!;

const share = (part: number, whole: number) => whole === 0 ? null : part / whole;

function emptyMeasure(rule: string): RuleMeasure {
  return {
    rule,
    baseline: 0,
    kept: 0,
    expected: 0,
    truePositives: 0,
    falsePositives: 0,
    falseNegatives: 0,
    beside: 0,
    precision: null,
    recall: null,
  };
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const value = map.get(key) ?? make();
  map.set(key, value);
  return value;
}

const notJudged = (line: number, kind: FaultKind) =>
  new PipelineError(
    "lake_mismatch",
    `Cannot measure the rules as line ${line} of the labels (${kind}) has no verdict`,
    { hint: "use the labels of the file that was replayed into this lake" },
  );
