import { type DeadLetter, type LetterSummary, MAX_HOPS, subjectOf, type TriageCount } from "../../pipeline/dlq/mod.ts";
import { formatTimestamp, REASON_CODES } from "../../pipeline/reading/mod.ts";
import { messageTime } from "./message_text.ts";
import { count } from "./progress_text.ts";
import { textTable } from "./text_table.ts";
import { visible } from "./visible.ts";

/** A letter as plain values. */
export function letterFacts(letter: DeadLetter) {
  const { message, source, reasons, ruleSet, hops } = letter;
  const { stationId, ts, sourceLine } = subjectOf(letter);
  return {
    partition: message.partition,
    offset: message.offset,
    timestamp: messageTime(message.timestampMs),
    source,
    key: message.key === null ? null : new TextDecoder().decode(message.key),
    stationId,
    ts: ts === null ? null : formatTimestamp(ts),
    sourceLine,
    reasons,
    ruleSet,
    hops,
    value: message.value === null ? null : new TextDecoder().decode(message.value),
  };
}

/** Longer cells are cut: `--json` has the whole. */
const CELL_CHARS = 80;

function cell(text: string): string {
  const points = [...visible(text)];
  return points.length <= CELL_CHARS ? points.join("") : `${points.slice(0, CELL_CHARS - 1).join("")}…`;
}

/** Letters as a table, one a line. */
export function lettersText(letters: readonly DeadLetter[]): string {
  if (letters.length === 0) return "no dead letter matches";
  const rows = letters.map(letterFacts).map((letter) => [
    `${letter.partition}:${letter.offset}`,
    `${letter.source.partition}:${letter.source.offset}`,
    letter.sourceLine ?? "–",
    letter.stationId ?? "–",
    letter.ts ?? "–",
    letter.hops,
    cell(letter.reasons.map(({ code, field, got }) => `${code}${field && ` ${field}`}: ${got}`).join("; ")),
    cell(letter.value ?? "(tombstone)"),
  ]);
  return textTable(["dead letter", "raw", "line", "station", "ts", "hops", "reasons: got", "value"], rows);
}

/** Days that are shown. */
const MAX_DAYS = 15;

/** Counts as tables. */
export function summaryText({ letters, foreign, rules, fields, days, undated, together }: LetterSummary): string {
  const codes = rules.map(({ code }) => code);
  const headline = `${count(letters)} dead letters${
    foreign === 0 ? "" : `, and ${count(foreign)} messages that are not dead letters`
  }`;
  if (letters === 0) return headline;
  const worst = days.toSorted((a, b) => b.letters - a.letters).slice(0, MAX_DAYS);
  const moments = worst.map(({ date, letters }) => [date, count(letters)]);
  const others = days.length > worst.length ? `, the worst ${worst.length} of ${days.length}: all by --json` : "";
  return [
    headline,
    textTable(
      ["rule", "first reason", "any reason"],
      rules.map(({ code, primary, any }) => [code, count(primary), count(any)]),
    ),
    textTable(
      ["field", "dead letters"],
      fields.map(({ field, letters }) => [field === "" ? "(whole message)" : cell(field), count(letters)]),
    ),
    textTable(
      [`day${others}`, "dead letters"],
      undated === 0 ? moments : [...moments, ["(no timestamp)", count(undated)]],
    ),
    textTable(["rules together", ...codes], together.map((row, at) => [codes[at]!, ...row.map(count)])),
  ].join("\n\n");
}

/** What became of letters, before and after. */
export function matrixText(
  { letters, foreign, redriven, parked, candidates, matrix }: TriageCount,
  ruleSet: string,
): string {
  const befores = REASON_CODES.filter((code) => matrix[code] !== undefined);
  const afters = (["accepted", ...REASON_CODES] as const)
    .filter((after) => after === "accepted" || befores.some((before) => matrix[before]![after] !== undefined));
  const headline =
    `${count(letters)} dead letters: ${count(redriven)} returned before, ${
      count(parked)
    } parked (rejected again ${MAX_HOPS} times), ` +
    `${count(candidates)} accepted now, by rule set ${ruleSet}` +
    (foreign === 0 ? "" : `; ${count(foreign)} messages are not dead letters of this raw topic`);
  if (befores.length === 0) return headline;
  const heads = ["rejected before", ...afters.map((after) => after === "accepted" ? "accepted now" : after)];
  const rows = befores.map((before) => [before, ...afters.map((after) => count(matrix[before]![after] ?? 0))]);
  return `${headline}\n\n${textTable(heads, rows)}`;
}
