import { drawPairs } from "./charts/pairs.ts";
import { ruleName } from "./charts/rules.ts";
import {
  type Block,
  count,
  type Document,
  listed,
  plural,
  renderDocument,
  type Section,
  share,
  type Tone,
} from "../../document/mod.ts";
import { digestOf, FORMAT, jsonText } from "./json.ts";
import { changesOf } from "./rule_set_changes.ts";
import type { QualityNumbers, RuleCount } from "../../quality/mod.ts";

/** One of two runs that are compared. */
export interface DiffSide {
  /** What it is called in the report, such as the folder that it lies in. */
  name: string;
  quality: QualityNumbers;
}

/**
 * What changed between two runs or rule sets, as files by name: `index.html`, `diff.json`, `diff.md` and charts. The same inputs give
 * the same bytes.
 *
 * @example
 * ```ts
 * import { renderDiff } from "../mod.ts";
 * import { readQuality } from "../../quality/mod.ts";
 * import assert from "node:assert/strict";
 * const lakeDir = await Deno.makeTempDir();
 * const quality = await readQuality(lakeDir);
 * const files = await renderDiff({ name: "a", quality }, { name: "b", quality });
 * assert.match(files.get("diff.md")!, /same numbers/);
 * await Deno.remove(lakeDir, { recursive: true });
 * ```
 */
export async function renderDiff(before: DiffSide, after: DiffSide): Promise<Map<string, string>> {
  const numbers = diffNumbers(before, after);
  return await renderDocument(composeDiff(before, after, numbers), "diff", `${jsonText(numbers)}\n`);
}

interface Pair {
  before: number;
  after: number;
}

interface RulePair extends Pair {
  kind: RuleCount["kind"];
  code: string;
  field: string;
}

/** The differences as numbers: what `diff.json` holds. */
function diffNumbers(before: DiffSide, after: DiffSide) {
  const [a, b] = [before.quality, after.quality];
  const pick = (of: (quality: QualityNumbers) => number): Pair => ({ before: of(a), after: of(b) });
  const messages = ({ rows, rejected }: QualityNumbers) => rows + rejected;
  const gaps = (quality: QualityNumbers, index: number) =>
    quality.fields[index]!.missing + quality.fields[index]!.outOfRange;
  return {
    format: FORMAT,
    before: { name: before.name, digest: digestOf(a), ruleSets: a.ruleSets.map(({ version }) => version) },
    after: { name: after.name, digest: digestOf(b), ruleSets: b.ruleSets.map(({ version }) => version) },
    counts: {
      messages: pick(messages),
      accepted: pick(({ rows }) => rows),
      valid: pick(({ valid }) => valid),
      suspect: pick(({ suspect }) => suspect),
      rejected: pick(({ rejected }) => rejected),
      stations: pick(({ stations }) => stations),
    },
    rules: pairRules(a.rules, b.rules),
    fields: a.fields.map(({ name }, index) => ({
      name,
      values: pick((quality) => quality.rows - gaps(quality, index)),
      outOfRange: pick((quality) => quality.fields[index]!.outOfRange),
      mean: { before: a.fields[index]!.mean, after: b.fields[index]!.mean },
    })),
    no2OverLimit: pick(({ no2 }) => no2.years.reduce((total, { over }) => total + over, 0)),
    ruleSetChanges: changesOf(a.ruleSets.at(-1)?.rules, b.ruleSets.at(-1)?.rules),
  };
}

type Numbers = ReturnType<typeof diffNumbers>;

function pairRules(before: readonly RuleCount[], after: readonly RuleCount[]): RulePair[] {
  const pairs = new Map<string, RulePair>();
  const add = (rules: readonly RuleCount[], side: keyof Pair) => {
    for (const { kind, code, field, rows } of rules) {
      const key = `${kind} ${code} ${field}`, pair = pairs.get(key) ?? { kind, code, field, before: 0, after: 0 };
      pair[side] = rows;
      pairs.set(key, pair);
    }
  };
  add(before, "before");
  add(after, "after");
  return [...pairs.values()];
}

const differs = ({ before, after }: Pair) => before !== after;

function composeDiff(before: DiffSide, after: DiffSide, numbers: Numbers): Document {
  return {
    title: "Air quality: what changed",
    subtitle: `A: ${before.name} · B: ${after.name}`,
    sections: [summary(numbers), rules(numbers), fields(before, after, numbers), ...ruleSets(numbers)],
  };
}

function summary(numbers: Numbers): Section {
  const { counts, rules, fields, before, after } = numbers;
  const changed = [
    ...(differs(counts.messages) ? [`${difference(counts.messages)} messages`] : []),
    ...(differs(counts.accepted) ? [`${difference(counts.accepted)} accepted`] : []),
    ...(differs(counts.suspect) ? [`${difference(counts.suspect)} suspect`] : []),
    ...(differs(counts.rejected) ? [`${difference(counts.rejected)} rejected`] : []),
  ];
  const moved = rules.filter(differs).length, filled = fields.filter(({ values }) => differs(values)).length;
  const same = before.digest === after.digest;
  const tone: Tone = same ? "good" : "neutral";
  const text = changed.length === 0
    ? `The counts of messages are the same; ${plural(moved, "rule")} and ${plural(filled, "measurement")} differ.`
    : `From A to B: ${listed(changed)}. ${plural(moved, "rule")} and ${plural(filled, "measurement")} differ.`;
  const rows: [string, Pair, Pair | null][] = [
    ["Messages judged", counts.messages, null],
    ["Accepted", counts.accepted, counts.messages],
    ["Valid", counts.valid, counts.messages],
    ["Suspect", counts.suspect, counts.messages],
    ["Rejected", counts.rejected, counts.messages],
    ["Stations", counts.stations, null],
    ["Hours of NO2 over the limit", numbers.no2OverLimit, null],
  ];
  return {
    id: "summary",
    heading: "Summary",
    blocks: [
      {
        kind: "notice",
        tone,
        lead: same ? "The same numbers" : "The numbers differ",
        text: same ? "Rows and rules of both are the same: the digests agree." : text,
      },
      {
        kind: "table",
        caption: "Counts and rates",
        columns: [
          { header: "What", as: "text" },
          { header: "A", as: "number" },
          { header: "B", as: "number" },
          { header: "B - A", as: "number" },
          { header: "Rate in A", as: "number" },
          { header: "Rate in B", as: "number" },
        ],
        rows: rows.map(([what, pair, whole]) => [
          what,
          count(pair.before),
          count(pair.after),
          difference(pair),
          whole === null ? "" : share(pair.before, whole.before),
          whole === null ? "" : share(pair.after, whole.after),
        ]),
      },
      {
        kind: "facts",
        items: [["A", factsOf(before)], ["B", factsOf(after)]],
      },
    ],
  };
}

const factsOf = ({ name, digest, ruleSets }: Numbers["before"]) =>
  `${name}, digest ${digest.slice(0, 12)}…, rules ${ruleSets.join(", ") || "not recorded"}`;

/** "+3", "0", "-3". */
function difference({ before, after }: Pair): string {
  const by = after - before;
  return by > 0 ? `+${count(by)}` : count(by);
}

function rules({ rules, counts }: Numbers): Section {
  const moved = rules.filter(differs), heading = "Reasons and notes";
  if (rules.length === 0) {
    return { id: "rules", heading, blocks: [{ kind: "text", text: "No rule applies to any row of either." }] };
  }
  const whole = (kind: string, side: keyof Pair) => kind === "reason" ? counts.messages[side] : counts.accepted[side];
  const blocks: Block[] = [{
    kind: "drawing",
    name: "diff-rules",
    alt: `Pairs of bars of ${rules.length} rules, of which ${moved.length} differ.`,
    draw: (width) =>
      drawPairs({
        title: "Rows of each rule, against the larger of both",
        width,
        rows: rules.map((pair) => ({
          name: ruleName(pair),
          before: pair.before / Math.max(1, pair.before, pair.after),
          after: pair.after / Math.max(1, pair.before, pair.after),
          text: `${count(pair.before)} → ${count(pair.after)}`,
        })),
      }),
    data: {
      caption: "Rows of each rule",
      columns: [
        { header: "Rule", as: "code" },
        { header: "Is a", as: "text" },
        { header: "A", as: "number" },
        { header: "B", as: "number" },
        { header: "B - A", as: "number" },
        { header: "Rate in A", as: "number" },
        { header: "Rate in B", as: "number" },
      ],
      rows: rules.map((pair) => [
        ruleName(pair),
        pair.kind,
        count(pair.before),
        count(pair.after),
        difference(pair),
        share(pair.before, whole(pair.kind, "before")),
        share(pair.after, whole(pair.kind, "after")),
      ]),
    },
  }];
  return { id: "rules", heading, blocks };
}

function fields(before: DiffSide, after: DiffSide, { fields, counts }: Numbers): Section {
  const rate = (values: Pair, side: keyof Pair) =>
    counts.accepted[side] === 0 ? 0 : values[side] / counts.accepted[side];
  const mean = (value: number | null) =>
    value === null ? "–" : value.toLocaleString("en-US", { maximumSignificantDigits: 5 });
  return {
    id: "fields",
    heading: "Measurements",
    blocks: [{
      kind: "drawing",
      name: "diff-fields",
      alt:
        `Pairs of bars of ${fields.length} measurements: the share of accepted readings with a value, in ${before.name} and ${after.name}.`,
      draw: (width) =>
        drawPairs({
          title: "Accepted readings with a value",
          width,
          rows: fields.map(({ name, values }) => ({
            name,
            before: rate(values, "before"),
            after: rate(values, "after"),
            text: `${share(values.before, counts.accepted.before)} → ${share(values.after, counts.accepted.after)}`,
          })),
        }),
      data: {
        caption: "Values of each measurement",
        columns: [
          { header: "Measurement", as: "code" },
          { header: "Values in A", as: "number" },
          { header: "in B", as: "number" },
          { header: "B - A", as: "number" },
          { header: "Out of range in A", as: "number" },
          { header: "in B", as: "number" },
          { header: "Mean in A", as: "number" },
          { header: "in B", as: "number" },
        ],
        rows: fields.map((field) => [
          field.name,
          count(field.values.before),
          count(field.values.after),
          difference(field.values),
          count(field.outOfRange.before),
          count(field.outOfRange.after),
          mean(field.mean.before),
          mean(field.mean.after),
        ]),
      },
    }],
  };
}

function ruleSets({ ruleSetChanges }: Numbers): Section[] {
  if (ruleSetChanges.length === 0) return [];
  return [{
    id: "rule-sets",
    heading: "Rule sets",
    blocks: [{
      kind: "table",
      caption: "Settings that differ",
      columns: [
        { header: "Setting", as: "code" },
        { header: "A", as: "number" },
        { header: "B", as: "number" },
      ],
      rows: ruleSetChanges.map(({ path, from, to }) => [path, from, to]),
    }],
  }];
}
