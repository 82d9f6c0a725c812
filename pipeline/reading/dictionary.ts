import { type Column, REJECTED_COLUMNS, SILVER_COLUMNS } from "./column.ts";
import { MORE_HEADERS, REJECT_HEADERS } from "./dead_letter_schema.ts";
import { FIELDS, MISSING_NUMBERS, MISSING_SENTINEL } from "./field.ts";
import { MISSING_TEXTS, STATION_ID } from "./raw.ts";
import { type Rule, RULES } from "./rule.ts";

/** The data dictionary as Markdown: every field, column, header, code and rule, and what it means. */
export function dictionary(): string {
  const missing = [MISSING_SENTINEL, null, ...MISSING_TEXTS].map((form) => `\`${JSON.stringify(form)}\``).join(", ");
  return [
    "# Data dictionary",
    "Made from `pipeline/reading/` by `deno task contract`; `deno task check` fails if it is stale.",
    "## Measurements",
    `Names are those on the wire, in Parquet and in reports. A value is missing where it is ${missing}, or absent, and where it is one of the numbers in the last column. A missing value ` +
    "and one outside its range become null, and are counted; neither refuses the reading. Nothing is imputed.",
    table(
      ["field", "UCI column", "unit", "what", "plausible range", "pollutant", "missing as"],
      FIELDS.map((field, index) => [
        code(field.name),
        field.header,
        field.unit,
        field.description,
        rangeText(field),
        field.pollutant ? "yes" : "",
        MISSING_NUMBERS[index]!.join(", "),
      ]),
    ),
    "A reading is accepted only with a value for at least one of the pollutants.",
    "## Raw reading",
    "The value of a raw message is JSON: the measurements as measured, and these.",
    table(["field", "form", "what"], [
      [code("station_id"), code(STATION_ID.source), "station that measured; the key of the message"],
      [code("ts"), "RFC 3339", "the station's clock of a fixed offset, labelled UTC"],
      [code("source_line"), "whole number from 1, null or absent", "1-based line of the source file"],
      [code("raw_base64"), "text, null or absent", "bytes of the source line in base64, where they are not UTF-8"],
      [code("raw"), "text", "with it the message is a source line that fits no column"],
    ]),
    "## Silver and clean readings",
    "`silver/date=YYYY-MM-DD/*.parquet` has the measurements as `float64` and the columns below; a clean message has the same fields " +
    "as JSON, `ts` as RFC 3339.",
    columnTable(SILVER_COLUMNS.filter(({ role }) => role !== "measurement")),
    "## Rejected rows",
    "`rejected/reason=CODE/*.parquet`, by the primary reason. Both values are null for a tombstone.",
    columnTable(REJECTED_COLUMNS),
    "## Headers of a dead letter",
    "Key, value, timestamp and all other headers are as received.",
    table(
      ["header", "on", "what"],
      Object.entries({ ...REJECT_HEADERS, ...MORE_HEADERS }).map(([name, { description }]) => [
        code(name),
        name in REJECT_HEADERS ? "all" : "some",
        String(description),
      ]),
    ),
    "## Rules",
    "A rejection carries every reason that applies. Notes stand in `validation_notes` with `;` between: `out_of_range:<field>=<value>`, " +
    "others as `<note>:<field>` or `<note>`. A `suspect` one makes the row's `row_validity` so; an `info` one explains a missing " +
    "value, and the row stays `valid`.",
    "`rule-set.json` has the thresholds that a rule set can override (`--rules FILE`); `null` there is no limit.",
    "### Reasons for which a message is rejected",
    rules(["code", "threshold", "what", "source", "why"], "reason", ({ code: reason }) => [code(reason)]),
    "### Notes on accepted readings",
    rules(["note", "level", "field", "threshold", "what", "source", "why"], "note", ({ code: note, level, field }) => [
      code(note),
      level,
      field && code(field),
    ]),
  ].join("\n\n") + "\n";
}

function rules(heads: readonly string[], kind: Rule["kind"], first: (rule: Rule) => string[]): string {
  const rows = RULES.filter((rule) => rule.kind === kind).map((rule) => {
    const { threshold, unit, what, source, justification } = rule;
    return [...first(rule), `${threshold} ${unit}`.trim(), what, source, justification];
  });
  return table(heads, rows);
}

function columnTable(columns: readonly Column[]): string {
  return table(
    ["column", "type", "may be null", "values", "what"],
    columns.map((column) => [
      code(column.name),
      code(column.type),
      column.nullable ? "yes" : "no",
      valuesText(column),
      column.description,
    ]),
  );
}

function valuesText({ values, min, max }: Column): string {
  if (values !== undefined) return values.map(code).join(", ");
  return min === -Infinity && max === Infinity ? "" : rangeText({ min, max });
}

const rangeText = ({ min, max }: Pick<Column, "min" | "max">) =>
  max === Infinity ? `from ${min}` : `${min} to ${max.toLocaleString("en-US")}`;

const code = (text: string) => `\`${text}\``;

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(heads), line(heads.map(() => "---")), ...rows.map(line)].join("\n");
}
