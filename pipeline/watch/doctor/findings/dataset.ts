import { type FindingKind, kindOf } from "./kind.ts";

const kind = kindOf("data set");

/** What can be wrong with the CSV that would be replayed. */
export const DATASET_FINDINGS = {
  csv_absent: kind(
    "warning",
    "The official data set is not here",
    "Without it, and offline, the synthetic sample is used, and every report says so.",
    "deno task data",
    "SYNTHETIC",
  ),
  csv_unreadable: kind(
    "error",
    "The CSV cannot be opened",
    "The file does not exist, is a folder, or cannot be read.",
    "name the file with --csv FILE or AIR_QUALITY_CSV, in quotes if its path has spaces",
    "CSV path is wrong",
    "No such file or directory",
  ),
  csv_foreign: kind(
    "error",
    "The file is not a CSV of readings",
    "Its header does not name date, time and measurements, or it has no data lines.",
    "name the columns as in the UCI file, or give their names: --header; force the separator: --delimiter",
    "expected a header",
    "Unicode or encoding errors",
  ),
  csv_bad_lines: kind(
    "warning",
    "Lines of the CSV are not readings",
    "They are sent unchanged and rejected with their reasons. Many such lines mean that the dialect is wrong.",
    "look at the lines; force the dialect where it is wrong: --delimiter, --decimal, --thousands, --date-order",
    "malformed_line",
    "schema_violation",
    "Data parsing issues (timestamps/decimals)",
    "Many records end up in undated",
  ),
  csv_date_order: kind(
    "warning",
    "Day or month first: the file does not show which",
    "No date has a day over 12, and the steps between rows do not show it either: the usual order was assumed.",
    "state it: --date-order dd/mm/yyyy or --date-order mm/dd/yyyy",
    "readings in the wrong month",
  ),
} as const satisfies Record<string, FindingKind>;
