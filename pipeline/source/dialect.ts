import { PipelineError } from "../common/mod.ts";
import { readHead } from "./file.ts";
import { type Column, readHeader } from "./header.ts";
import { type DateEvidence, type DateOrder, decideDateOrder, timeForm } from "./timestamp.ts";

/** What may be forced where detection would be wrong. */
export interface DialectOptions {
  delimiter?: ";" | "," | undefined;
  decimal?: "," | "." | undefined;
  dateOrder?: DateOrder | undefined;
}

/** How a CSV file is written. */
export interface Dialect {
  delimiter: ";" | ",";
  decimal: "," | ".";
  dateOrder: DateOrder;
  /** How the date order was decided. */
  dateEvidence: DateEvidence;
  /** The form of the first time seen, `HH.MM.SS` for example; null where none was. For the description only. */
  time: string | null;
  newline: "CRLF" | "LF";
  byteOrderMark: boolean;
  trailingEmptyColumns: number;
  /** `date`, `time` or a field's name for each column in the file's order; null for the trailing empty ones. */
  columns: Column[];
}

const HEAD_BYTES = 65_536;

/**
 * Detects the dialect of a CSV from its first 64 KB; `forced` parts are taken as they are. How a date such as 3/4/2004 is read is
 * decided by the rows (a number over 12, else the order in which they lie closer together, else by custom) and told by
 * {@linkcode describeDialect}.
 *
 * @throws PipelineError `not_found`, `not_a_file`, `no_permission`; `bad_csv` for an empty file, an unknown header or no reading.
 *
 * @example
 * ```ts
 * import { describeDialect, detectDialect } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const path = await Deno.makeTempFile();
 * await Deno.writeTextFile(path, "Date;Time;CO(GT)\n13/03/2004;18.00.00;2,6\n");
 * assert.equal(
 *   describeDialect(await detectDialect(path)),
 *   "; separated, decimal comma, dd/mm/yyyy (by a day over 12), HH.MM.SS, LF",
 * );
 * await Deno.remove(path);
 * ```
 */
export async function detectDialect(path: string, forced: DialectOptions = {}): Promise<Dialect> {
  const bytes = await readHead(path, HEAD_BYTES);
  const lines = new TextDecoder().decode(bytes).split("\n");
  const [header = "", ...rest] = lines.map((line) => line.replace(/\r$/, ""));
  if (header.trim() === "") throw unreadable(path, "a header in the first line", "none");

  const delimiter = forced.delimiter ?? (header.split(";").length >= header.split(",").length ? ";" : ",");
  if (delimiter === "," && forced.decimal === ",") {
    throw new PipelineError(
      "usage",
      "Cannot read a CSV as , separated with a decimal comma: expected two different signs",
      { hint: "give another --delimiter or --decimal" },
    );
  }
  const columns = readHeader(path, header, delimiter);
  const rows = rest.map((line) => line.split(delimiter)).filter((cells) => cells.some((cell) => cell.trim() !== ""));
  if (rows.length === 0) {
    const where = bytes.length < HEAD_BYTES ? "after the header" : `after the header in the first ${HEAD_BYTES} bytes`;
    throw unreadable(path, `readings ${where}`, "none");
  }

  const cell = (cells: string[], column: string) => cells[columns.indexOf(column)] ?? "";
  const times = rows.map((cells) => ({ date: cell(cells, "date"), time: cell(cells, "time") }));
  // Without the times: 18.00 is no evidence of a decimal point.
  const measured = rows.flatMap((cells) =>
    cells.filter((_, index) => !["date", "time"].includes(columns[index] ?? ""))
  );
  const decided = forced.dateOrder === undefined
    ? decideDateOrder(times, delimiter)
    : { dateOrder: forced.dateOrder, evidence: "given" as const };
  return {
    delimiter,
    decimal: forced.decimal ?? (delimiter === "," ? "." : decideDecimal(measured)),
    dateOrder: decided.dateOrder,
    dateEvidence: decided.evidence,
    time: times.map(({ time }) => timeForm(time)).find((form) => form !== null) ?? null,
    newline: lines[0]?.endsWith("\r") ? "CRLF" : "LF",
    byteOrderMark: bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf,
    trailingEmptyColumns: columns.filter((column) => column === null).length,
    columns,
  };
}

/**
 * A dialect as one line of text.
 *
 * @example
 * ```ts
 * import { describeDialect } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const text = describeDialect({
 *   delimiter: ",",
 *   decimal: ".",
 *   dateOrder: "yyyy-mm-dd",
 *   dateEvidence: "by its form",
 *   time: "HH:MM:SS",
 *   newline: "LF",
 *   byteOrderMark: true,
 *   trailingEmptyColumns: 0,
 *   columns: ["date", "time", "co_gt"],
 * });
 * assert.equal(text, ", separated, decimal point, yyyy-mm-dd (by its form), HH:MM:SS, LF, byte order mark");
 * ```
 */
export function describeDialect(dialect: Dialect): string {
  const { trailingEmptyColumns: empty } = dialect;
  return [
    `${dialect.delimiter} separated`,
    `decimal ${dialect.decimal === "," ? "comma" : "point"}`,
    `${dialect.dateOrder} (${dialect.dateEvidence})`,
    ...(dialect.time === null ? [] : [dialect.time]),
    dialect.newline,
    ...(dialect.byteOrderMark ? ["byte order mark"] : []),
    ...(empty > 0 ? [`${empty} trailing empty column${empty === 1 ? "" : "s"}`] : []),
  ].join(", ");
}

/** In a `;` file either can be; a comma where nothing tells, as in the UCI file. */
function decideDecimal(cells: string[]): "," | "." {
  const count = (form: RegExp) => cells.filter((cell) => form.test(cell.trim())).length;
  return count(/^[+-]?\d+\.\d+$/) > count(/^[+-]?\d+,\d+$/) ? "." : ",";
}

const unreadable = (path: string, expected: string, got: string) =>
  new PipelineError("bad_csv", `Cannot read ${path} as air-quality readings: expected ${expected}, got ${got}`, {
    hint: "the file needs a header (Date, Time, CO(GT), …) and at least one reading",
  });
