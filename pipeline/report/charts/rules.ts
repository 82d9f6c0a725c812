import type { QualityNumbers, RuleCount, Slice, TimeUnit } from "../../lake/mod.ts";
import { traceCommand } from "../command.ts";
import { grid } from "../drawing.ts";
import { COLORS } from "../palette.ts";
import { binOf, binTicks } from "../time_bin.ts";
import { dateOf } from "../../reading/mod.ts";

/** "schema_violation co_gt". */
export const ruleName = ({ code, field }: { code: string; field: string }): string => `${code} ${field}`.trim();

interface Busiest {
  rows: number;
  date: string;
  most: number;
}

/** Rows of each rule by time: which rule hit which field when. A cell's darkness is its share of the rule's busiest one. */
export function drawRules(
  { slices, rules }: QualityNumbers,
  unit: TimeUnit,
  starts: readonly string[],
  width: number,
): string {
  const counts = rules.map((_, rule) => countBins(slices.cells, rule, unit));
  const most = counts.map((bins) => [...bins.values()].reduce((most, { rows }) => Math.max(most, rows), 0));
  return grid({
    title: "Rules by time",
    width,
    rows: rules.map(ruleName),
    columns: starts.length,
    ticks: binTicks(starts),
    value: (rule, column) => (counts[rule]!.get(starts[column]!)?.rows ?? 0) / Math.max(1, most[rule]!),
    color: COLORS.rejected,
    legend: ["none", "the rule’s most"],
    command: (rule, column) => {
      const bin = counts[rule]!.get(starts[column]!);
      return bin === undefined ? "" : ruleCommand(rules[rule]!, slices.unit === "day" ? bin.date : null);
    },
  });
}

export const ruleCommand = ({ kind, code, field }: RuleCount, date: string | null): string =>
  traceCommand({ kind, code, field, date });

function countBins(cells: readonly Slice[], rule: number, unit: TimeUnit): Map<string, Busiest> {
  const bins = new Map<string, Busiest>();
  for (const cell of cells) {
    const [, rows = 0] = cell.rules.find(([index]) => index === rule) ?? [];
    if (rows === 0) continue;
    const start = dateOf(binOf(cell.start, unit)[0]);
    const bin = bins.get(start) ?? { rows: 0, date: cell.start, most: 0 };
    bins.set(start, bin);
    bin.rows += rows;
    if (rows > bin.most) [bin.most, bin.date] = [rows, cell.start];
  }
  return bins;
}
