import { type QualityNumbers, type RuleCount, type Slice, type TimeUnit, traceCommand } from "../../../quality/mod.ts";
import { COLORS, grid, plural } from "../../../document/mod.ts";
import { type Bin, binName, binOf, binTicks } from "../time_bin.ts";
import { dateOf } from "../../../reading/mod.ts";

/** "schema_violation co_gt". */
export const ruleName = ({ code, field }: { code: string; field: string }): string => `${code} ${field}`.trim();

/** Rows of each rule by time: which rule hit which field when. A cell's darkness is its share of the rule's busiest one. */
export function drawRules(
  { slices, rules }: QualityNumbers,
  unit: TimeUnit,
  bins: readonly Bin[],
  width: number,
): string {
  const counts = rules.map((_, rule) => countBins(slices.cells, rule, unit));
  const most = counts.map((bins) => [...bins.values()].reduce((most, rows) => Math.max(most, rows), 1));
  return grid({
    title: `Rules by ${unit}`,
    width,
    rows: rules.map(ruleName),
    columns: bins.length,
    ticks: binTicks(bins.map(({ start }) => start)),
    cell: (at, column) => {
      const rule = rules[at]!, { start, last } = bins[column]!, rows = counts[at]!.get(start) ?? 0;
      return {
        share: rows / most[at]!,
        about: `${ruleName(rule)}, ${binName(start, unit)}: ${plural(rows, "row")}`,
        command: rows === 0 ? "" : ruleCommand(rule, start, last),
      };
    },
    color: COLORS.rejected,
    legend: ["none", "the rule’s most"],
  });
}

export const ruleCommand = ({ kind, code, field }: RuleCount, from?: string, to?: string): string =>
  traceCommand({ kind, code, field, from, to });

function countBins(cells: readonly Slice[], rule: number, unit: TimeUnit): Map<string, number> {
  const bins = new Map<string, number>();
  for (const cell of cells) {
    const [, rows = 0] = cell.rules.find(([index]) => index === rule) ?? [];
    const start = dateOf(binOf(cell.start, unit)[0]);
    bins.set(start, (bins.get(start) ?? 0) + rows);
  }
  return bins;
}
