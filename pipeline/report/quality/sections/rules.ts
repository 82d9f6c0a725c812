import { drawRules, ruleCommand, ruleName } from "../charts/rules.ts";
import { traceCommand } from "../../../quality/mod.ts";
import { type Block, COLORS, count, grid, plural, type Section, share } from "../../../document/mod.ts";
import type { ReportInputs } from "../inputs.ts";
import { binDays } from "../time_bin.ts";

/** Which rule hit which field when, and which reasons come together. */
export function rulesSection({ quality }: ReportInputs): Section[] {
  const { rules, days, rows, rejected } = quality;
  if (rules.length === 0) return [];
  const { unit, bins } = binDays(days);
  const worst = rules.reduce((most, rule) => rule.rows > most.rows ? rule : most);
  return [{
    id: "rules-by-time",
    heading: "Rules, fields and time",
    blocks: [
      {
        kind: "text",
        text:
          "Reasons reject a message, notes stand on accepted readings. The command of a row shows the lines of its worst date.",
      },
      ...(bins.length === 0 ? [] : [{
        kind: "drawing" as const,
        name: "rules",
        alt: `Heat map of ${plural(rules.length, "rule")} by ${unit}; most often applied is ${ruleName(worst)}, to ${
          count(worst.rows)
        } rows.`,
        draw: (width: number) => drawRules(quality, unit, bins, width),
        data: {
          caption: "Rules by field",
          columns: [
            { header: "Rule", as: "code" as const },
            { header: "Is a", as: "text" as const },
            { header: "Rows", as: "number" as const },
            { header: "Share", as: "number" as const },
            { header: "First", as: "text" as const },
            { header: "Last", as: "text" as const },
            { header: "Worst date", as: "text" as const },
            { header: "Evidence", as: "command" as const },
          ],
          rows: rules.map((rule) => [
            ruleName(rule),
            rule.kind,
            count(rule.rows),
            share(rule.rows, rule.kind === "reason" ? rejected : rows),
            rule.firstDate ?? "–",
            rule.lastDate ?? "–",
            rule.worstDate === null ? "–" : `${rule.worstDate} (${count(rule.worstRows)})`,
            ruleCommand(rule, rule.worstDate ?? undefined, rule.worstDate ?? undefined),
          ]),
        },
      }]),
      ...together(quality),
    ],
  }];
}

function together({ reasons, reasonsTogether }: ReportInputs["quality"]): Block[] {
  if (reasonsTogether.length === 0) {
    return reasons.length === 0 ? [] : [{ kind: "text", text: "No message was rejected for two reasons at once." }];
  }
  const codes = reasons.map(({ code }) => code);
  const pairs = new Map(reasonsTogether.flatMap(({ first, second, rows }) => [
    [`${first} ${second}`, rows],
    [`${second} ${first}`, rows],
  ]));
  const rowsOf = (a: number, b: number) => a === b ? reasons[a]!.any : pairs.get(`${codes[a]} ${codes[b]}`) ?? 0;
  return [{
    kind: "drawing",
    name: "reasons-together",
    alt: `Matrix of ${codes.length} reasons: how many messages that have one have the other as well.`,
    draw: (width) =>
      grid({
        title: "Reasons that come together",
        width: Math.min(width, 560),
        rows: codes,
        columns: codes.length,
        ticks: [],
        cell: (a, b) => ({
          share: rowsOf(a, b) / Math.max(1, reasons[a]!.any),
          about: `${codes[a]}: ${count(rowsOf(a, b))} of ${count(reasons[a]!.any)} have ${codes[b]}${
            a === b ? "" : " too"
          }`,
          command: rowsOf(a, b) === 0 ? "" : traceCommand({ kind: "reason", code: codes[a]! }),
        }),
        color: COLORS.rejected,
        rowHeight: 24,
        legend: ["none of the row’s", "all of them"],
      }),
    data: {
      caption: "Reasons that come together",
      columns: [{ header: "Reason", as: "code" }, ...codes.map((code) => ({ header: code, as: "number" as const }))],
      rows: codes.map((code, a) => [code, ...codes.map((_, b) => count(rowsOf(a, b)))]),
    },
  }];
}
