import { PipelineError } from "../common/mod.ts";
import { FIELDS } from "../reading/mod.ts";
import { cellsOf } from "./cells.ts";

/** What a column holds: `date`, `time` or the name of a field; null for an empty column at the end. */
export type Column = string | null;

const KNOWN = ["date", "time", ...FIELDS.map((field) => field.name)];
const KNOWN_TEXT = ["Date", "Time", ...FIELDS.map((field) => field.header)].join(", ");

/**
 * The columns of a header line. `CO(GT)`, `co (gt)`, `CO_GT` and `co.gt` all name `co_gt`.
 *
 * @param names in place of those in the line, with commas between; the line says how many there are
 *
 * @throws PipelineError `bad_csv` listing every fault of the header; `usage` for another number of names
 */
export function readHeader(path: string, line: string, delimiter: string, names?: string): Column[] {
  const cells = headersOf(line, delimiter), headers = names === undefined ? [...cells] : headersOf(names, ",");
  while (headers.at(-1) === "") headers.pop();
  const columns: Column[] = headers.map(nameOf);
  if (
    names !== undefined && (headers.length > cells.length || cells.slice(headers.length).some((cell) => cell !== ""))
  ) {
    throw new PipelineError(
      "usage",
      `Cannot name the columns of ${path} by --header: expected ${cells.length} names, got ${headers.length}`,
      { hint: "give one name for each column, with commas between" },
    );
  }

  if (headers.length < 2) throw unreadable(path, delimiter, `${quoted(line)}, which has none`);
  const unknown = headers.filter((_, index) => !KNOWN.includes(columns[index] ?? "")).map(quoted);
  const twice = headers.filter((_, index) => columns.indexOf(columns[index] ?? "") !== index).map(quoted);
  const faults = [
    ...(unknown.length > 0 ? [`the unknown columns ${someOf(unknown)}`] : []),
    ...(twice.length > 0 ? [`a second ${someOf(twice)}`] : []),
    ...["Date", "Time"].filter((name) => !columns.includes(name.toLowerCase())).map((name) => `no column ${name}`),
    ...(columns.some((column) => FIELDS.some(({ name }) => name === column)) ? [] : ["no measurement"]),
  ];
  if (faults.length > 0) throw unreadable(path, delimiter, faults.join("; "));
  const trailingEmpty = cells.length - headers.length;
  return [...columns, ...Array<null>(trailingEmpty).fill(null)];
}

/** How many cells of a line name a column. */
export const knownNames = (line: string, delimiter: string): number =>
  headersOf(line, delimiter).filter((header) => KNOWN.includes(nameOf(header))).length;

const headersOf = (line: string, delimiter: string) =>
  cellsOf(line.replace(/^\ufeff/, ""), delimiter).map((cell) => cell.trim());

const nameOf = (header: string) => header.toLowerCase().split(/[\s._()-]+/).filter(Boolean).join("_");

function unreadable(path: string, delimiter: string, got: string): PipelineError {
  return new PipelineError(
    "bad_csv",
    `Cannot read ${path} as air-quality readings: expected a header of Date, Time and measurements separated by ${
      JSON.stringify(delimiter)
    }, got ${got}`,
    {
      hint:
        `known columns, in any case and order: ${KNOWN_TEXT}; to force another separator: --delimiter, other names with --header`,
    },
  );
}

/** Five say it all where a line of values stands in place of the header. */
const someOf = (headers: string[]) =>
  headers.slice(0, 5).join(", ") + (headers.length > 5 ? ` and ${headers.length - 5} more` : "");

const quoted = (header: string) => JSON.stringify(header.length > 40 ? `${header.slice(0, 40)}…` : header);
