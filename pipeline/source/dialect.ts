import { PipelineError } from "../common/mod.ts";
import { linesOf, readBlocks } from "./blocks.ts";
import { CellEvidence } from "./cell_evidence.ts";
import { cellsOf, fits, isEmpty } from "./cells.ts";
import { type DateDecision, DateTimeEvidence } from "./date_evidence.ts";
import type { Basis, Contradiction, Place } from "./evidence.ts";
import { readHead } from "./file.ts";
import { refuseForeign } from "./foreign.ts";
import { type Column, knownNames, readHeader } from "./header.ts";
import type { DecimalMark, NumberForm, ThousandsMark } from "./number.ts";
import { type NumberDecision, NumberEvidence } from "./number_evidence.ts";
import { nameOf } from "./sign.ts";
import type { SourceFile } from "./source_file.ts";
import type { DateOrder, TimeKind } from "./timestamp.ts";

/** The sign between cells. */
export type Delimiter = ";" | "," | "\t";

/** What may be forced where detection would be wrong, or cannot decide. */
export interface DialectOptions {
  delimiter?: Delimiter | undefined;
  decimal?: DecimalMark | undefined;
  /** `none` where digits are not grouped. */
  thousands?: ThousandsMark | "none" | undefined;
  dateOrder?: DateOrder | undefined;
  /** Names for the columns in place of those in the first line, with commas between. */
  header?: string | undefined;
}

/** How a CSV file is written. */
export interface Dialect extends NumberForm {
  delimiter: Delimiter;
  dateOrder: DateOrder;
  /** Such as `dd.mm.yyyy`. */
  dateForm: string;
  timeKind: TimeKind;
  /** Such as `HH.MM.SS`: the form of most times. */
  time: string;
  newline: "CRLF" | "LF";
  byteOrderMark: boolean;
  trailingEmptyColumns: number;
  /** How many cells most rows have. */
  usualCells: number;
  /** `date`, `time` or a field's name for each column in the file's order; null for the trailing empty ones. */
  columns: Column[];
  /** How each of these was decided, and from how many rows; thousands null where digits are not grouped. */
  basis: { delimiter: Basis; decimal: Basis; thousands: Basis | null; dateOrder: Basis; header: Basis };
}

const HEAD_BYTES = 65_536;
const DELIMITERS: readonly Delimiter[] = [";", ",", "\t"];

/**
 * Detects the dialect of a CSV from all of its rows; `forced` parts are taken as they are. What the rows show is evidence: where rows
 * contradict each other by more than single faults, and where none has a known form, the file is refused, with the places quoted.
 * {@linkcode describeDialect} says how each part was decided.
 *
 * @throws PipelineError `not_found`, `not_a_file`, `no_permission`; `source_changed`; `bad_csv` for a file of another format, an empty one,
 * an unknown header, no reading, or rows that contradict each other; `usage` where forced parts do.
 *
 * @example
 * ```ts
 * import { describeDialect, detectDialect, identifyFile } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const path = await Deno.makeTempFile();
 * await Deno.writeTextFile(path, "Date;Time;CO(GT)\n13/03/2004;18.00.00;2,6\n");
 * assert.equal(
 *   describeDialect(await detectDialect(await identifyFile(path))),
 *   "; separated (1 row), decimal comma (1 row), dd/mm/yyyy (by a day over 12: 1 row), HH.MM.SS, LF",
 * );
 * await Deno.remove(path);
 * ```
 */
export async function detectDialect(file: SourceFile, forced: DialectOptions = {}): Promise<Dialect> {
  const { path } = file;
  const head = await readHead(path, HEAD_BYTES);
  refuseForeign(path, head);
  const [first = ""] = new TextDecoder().decode(head).split("\n");
  const headerLine = first.replace(/\r$/, "");
  if (headerLine.trim() === "") throw unreadable(path, "a header in the first line", "none");
  const delimiter = forced.delimiter ?? delimiterOf(headerLine);
  const columns = readHeader(path, headerLine, delimiter, forced.header);
  const rows = await gather(file, delimiter, columns);
  if (delimiter === "," && forced.decimal === "," && !rows.quoted) {
    throw new PipelineError(
      "usage",
      "Cannot read a CSV as , separated with a decimal comma: expected two different signs",
      { hint: "give another --delimiter or --decimal" },
    );
  }

  if (delimiter === "," && forced.decimal !== ".") refuseCommas(path, rows.cells);
  const { dateOrder, basis: dateBasis, dateForm, timeKind, timeForm } = datesOf(path, rows, forced, delimiter);
  const { decimal, decimalBasis, thousands, thousandsBasis } = numbersOf(path, rows, forced, delimiter);
  const given = (isGiven: boolean) => ({ how: isGiven ? "given" : "", rows: rows.fitting, against: 0 });
  return {
    delimiter,
    decimal,
    thousands,
    dateOrder,
    dateForm,
    timeKind,
    time: timeForm,
    newline: first.endsWith("\r") ? "CRLF" : "LF",
    byteOrderMark: head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf,
    trailingEmptyColumns: columns.filter((column) => column === null).length,
    usualCells: rows.usualCells,
    columns,
    basis: {
      delimiter: given(forced.delimiter !== undefined),
      decimal: decimalBasis,
      thousands: thousandsBasis,
      dateOrder: dateBasis,
      header: given(forced.header !== undefined),
    },
  };
}

/** What the rows of a file show. */
interface Rows {
  readonly dates: DateTimeEvidence;
  readonly numbers: NumberEvidence;
  /** Rows with a cell for each column. */
  readonly fitting: number;
  readonly usualCells: number;
  readonly quoted: boolean;
  readonly cells: CellEvidence;
}

async function gather(file: SourceFile, delimiter: Delimiter, columns: readonly Column[]): Promise<Rows> {
  const { path } = file;
  const dates = new DateTimeEvidence(), numbers = new NumberEvidence(), counts = new CellEvidence(columns.length);
  const date = columns.indexOf("date"), time = columns.indexOf("time");
  const width = columns.findLastIndex((column) => column !== null) + 1;
  const measured = columns.flatMap((column, index) =>
    column === null || index === date || index === time ? [] : [index]
  );
  const widths = new Map<number, number>();
  let line = 0, fitting = 0, filled = 0, quoted = false;
  let misfit: { line: number; text: string } | undefined, isAfterForeign = false;
  for await (const { bytes } of readBlocks(file)) {
    for (const text of linesOf(bytes.toString())) {
      if (++line === 1) continue;
      quoted ||= text.includes('"');
      const cells = cellsOf(text, delimiter);
      if (!fits(cells, width)) {
        if (cells.every(isEmpty)) continue;
        refuseReturns(path, line, text, (piece) => fits(cellsOf(piece, delimiter), width));
        filled++;
        misfit ??= { line, text };
        counts.add(cells.length, { line, text }, false);
        const other = DELIMITERS.find((each) => each !== delimiter && fits(cellsOf(text, each), width));
        if (other !== undefined && isAfterForeign) {
          throw contradicted(path, {
            first: { line: 1, text: `cells with ${nameOf(delimiter)} between` },
            other: { line: line - 1, text: `cells with ${nameOf(other)} between` },
            what: "two delimiters",
          }, "--delimiter");
        }
        isAfterForeign = other !== undefined;
        continue;
      }
      if (cells.every(isEmpty)) continue;
      filled++;
      fitting++;
      counts.add(cells.length, { line, text }, true);
      widths.set(cells.length, (widths.get(cells.length) ?? 0) + 1);
      isAfterForeign = false;
      refuseOtherHeader(path, line, text, delimiter, columns);
      dates.add(line, cells[date]!, cells[time]!);
      numbers.add(line, cells, measured);
    }
  }
  if (filled === 0) throw unreadable(path, "readings after the header", "none");
  if (fitting === 0) {
    const { line: at, text } = misfit!;
    throw unreadable(
      path,
      `rows of ${width} cells with ${nameOf(delimiter)} between`,
      `in line ${at} ${quotedText(text)}`,
    );
  }
  const [[usualCells]] = [...widths].sort(([a, rowsOfA], [b, rowsOfB]) => rowsOfB - rowsOfA || b - a) as [
    [number, number],
  ];
  return { dates, numbers, fitting, usualCells, quoted, cells: counts };
}

function refuseCommas(path: string, cells: CellEvidence): void {
  const found = cells.commas();
  if (found === undefined) return;
  const { rows, first } = found;
  throw new PipelineError(
    "bad_csv",
    `Cannot read ${path} as , separated: expected a cell for each of the ${cells.columns} columns, got more in ${rows} rows, as by decimal commas: ` +
      `line ${first.line} has ${quotedText(first.text)}`,
    {
      hint:
        "write the file again with ; between the cells, or with quotes around numbers that have a comma; if it has none of these, " +
        "say so: --decimal .",
    },
  );
}

/** Rows of which each ends in CR alone would be one line, and all but one of them lost. */
function refuseReturns(path: string, line: number, text: string, isRow: (piece: string) => boolean): void {
  const pieces = text.split("\r").filter((piece) => piece !== "");
  if (pieces.length < 2 || !pieces.every(isRow)) return;
  throw new PipelineError(
    "bad_csv",
    `Cannot read ${path} as air-quality readings: expected lines that end in LF or CRLF, got ${pieces.length} rows that end in CR alone in line ${line}`,
    { hint: `end them with LF, and name that file with --csv FILE: tr '\\r' '\\n' < "${path}" > NEW.csv` },
  );
}

/** A second header that is the first one is a line that is rejected; one with other columns would put all after it into the wrong ones. */
function refuseOtherHeader(
  path: string,
  line: number,
  text: string,
  delimiter: Delimiter,
  columns: readonly Column[],
): void {
  const start = text.charCodeAt(0);
  if (start >= 48 && start <= 57 || knownNames(text, delimiter) < 3) return;
  const others = readHeader(path, text, delimiter);
  if (others.every((column, index) => column === columns[index] || column === null)) return;
  throw contradicted(path, {
    first: { line: 1, text: "the header" },
    other: { line, text },
    what: "a second header with other columns",
  }, null);
}

function datesOf(path: string, { dates }: Rows, { dateOrder }: DialectOptions, delimiter: Delimiter): DateDecision {
  const decided = dates.decide(dateOrder, delimiter);
  if ("contradiction" in decided) throw contradicted(path, decided.contradiction, "--date-order");
  if (!("unknown" in decided)) return decided;
  const { unknown, place: { line, text } } = decided;
  const got = `${quotedText(text)} in line ${line}`;
  if (unknown === "half of the day") {
    throw new PipelineError(
      "bad_csv",
      `Cannot tell mornings from afternoons in ${path}: expected hours of 0 to 23, or AM or PM with each time, got ${got} and no hour of 0 or over 12`,
      { hint: "write the file again with 24 hours, or with AM and PM" },
    );
  }
  if (unknown === "time") throw unreadable(path, "times such as 18:00, 18.00.00, 6:00 PM or 18", got, TIMES_HINT);
  if (unknown === "date") {
    const forms = dateOrder === undefined
      ? "dates such as 31/12/2004, 31.12.2004, 12/31/2004 or 2004-12-31"
      : dateOrder;
    throw unreadable(path, forms, got, TIMES_HINT);
  }
  throw new PipelineError(
    "bad_csv",
    `Cannot read the dates of ${path}: expected rows that show which number is the day, the month and the year, got ${got}`,
    { hint: "say it: --date-order dd/mm/yy, mm/dd/yy or yy/mm/dd" },
  );
}

function numbersOf(path: string, { numbers }: Rows, forced: DialectOptions, delimiter: Delimiter): NumberDecision {
  const decided = numbers.decide(forced, delimiter);
  if ("contradiction" in decided) throw contradicted(path, decided.contradiction, "--decimal and --thousands");
  return decided;
}

/** The one that gives most of the names that are known. */
function delimiterOf(header: string): Delimiter {
  const [best] = DELIMITERS.map((delimiter) => ({
    delimiter,
    known: knownNames(header, delimiter),
    cells: cellsOf(header, delimiter).length,
  })).sort((a, b) => b.known - a.known || b.cells - a.cells);
  return best!.delimiter;
}

function contradicted(path: string, contradiction: Contradiction, flag: string | null): PipelineError {
  const { what } = contradiction;
  const [first, other] = [contradiction.first, contradiction.other].sort((a, b) => a.line - b.line) as [Place, Place];
  const places = first.line === other.line
    ? `line ${first.line} has ${quotedText(first.text)}`
    : `line ${first.line} has ${quotedText(first.text)}, line ${other.line} has ${quotedText(other.text)}`;
  return new PipelineError(
    "bad_csv",
    `Cannot read ${path} in one way: expected rows of one form, got ${what}: ${places}`,
    {
      hint: flag === null
        ? "split the file before that line"
        : `correct the file, or say how it is to be read: ${flag}`,
    },
  );
}

const quotedText = (text: string) => JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);

const NEEDED_HINT = "the file needs a header (Date, Time, CO(GT), …) and at least one reading";
const TIMES_HINT =
  "write dates and times in such a form, in two columns, by the station's own clock and without a zone";

const unreadable = (path: string, expected: string, got: string, hint = NEEDED_HINT) =>
  new PipelineError("bad_csv", `Cannot read ${path} as air-quality readings: expected ${expected}, got ${got}`, {
    hint,
  });
