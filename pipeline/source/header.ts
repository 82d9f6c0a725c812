import { PipelineError } from "../common/mod.ts";
import { FIELDS } from "../reading/mod.ts";

/** What a column holds: `date`, `time` or the name of a field; null for an empty column at the end. */
export type Column = string | null;

const KNOWN = ["date", "time", ...FIELDS.map((field) => field.name)];
const KNOWN_TEXT = ["Date", "Time", ...FIELDS.map((field) => field.header)].join(", ");

/**
 * The columns of a header line. `CO(GT)`, `co (gt)`, `CO_GT` and `co.gt` all name `co_gt`.
 * @throws PipelineError `bad_csv` listing every fault of the header.
 */
export function readHeader(path: string, line: string, delimiter: string): Column[] {
  const headers = line.split(delimiter).map((cell) => cell.trim());
  while (headers.at(-1) === "") headers.pop();
  const columns: Column[] = headers.map((header) => header.toLowerCase().split(/[\s._()-]+/).filter(Boolean).join("_"));

  const unknown = headers.filter((_, index) => !KNOWN.includes(columns[index] ?? ""));
  const twice = headers.filter((_, index) => columns.indexOf(columns[index] ?? "") !== index);
  const faults = [
    ...(headers.length < 2 ? [`no ${delimiter} between columns`] : []),
    ...(unknown.length > 0 ? [`the unknown columns ${unknown.map((header) => quoted(header)).join(", ")}`] : []),
    ...(twice.length > 0 ? [`a second ${twice.map((header) => quoted(header)).join(", ")}`] : []),
    ...["Date", "Time"].filter((name) => !columns.includes(name.toLowerCase())).map((name) => `no column ${name}`),
    ...(columns.some((column) => FIELDS.some(({ name }) => name === column)) ? [] : ["no measurement"]),
  ];
  if (faults.length > 0) {
    throw new PipelineError(
      "bad_csv",
      `Cannot read ${path} as air-quality readings: expected a header of Date, Time and measurements separated by ${delimiter}, got ${
        faults.join("; ")
      }`,
      { hint: `known columns, in any case and order: ${KNOWN_TEXT}; or give another --delimiter` },
    );
  }
  const trailingEmpty = line.split(delimiter).length - headers.length;
  return [...columns, ...Array<null>(trailingEmpty).fill(null)];
}

const quoted = (header: string) => JSON.stringify(header.length > 40 ? `${header.slice(0, 40)}…` : header);
