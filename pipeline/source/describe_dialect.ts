import type { Dialect } from "./dialect.ts";
import type { Basis } from "./evidence.ts";
import { nameOf } from "./sign.ts";

/**
 * A dialect as one line of text: each part with how it was decided and how many rows show it.
 *
 * @example
 * ```ts
 * import { describeDialect } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const shown = { how: "", rows: 24, against: 0 };
 * const text = describeDialect({
 *   delimiter: ",",
 *   decimal: ".",
 *   thousands: null,
 *   dateOrder: "yyyy-mm-dd",
 *   dateForm: "yyyy-mm-dd",
 *   timeKind: "clock",
 *   time: "HH:MM:SS",
 *   newline: "LF",
 *   byteOrderMark: true,
 *   trailingEmptyColumns: 0,
 *   usualCells: 3,
 *   columns: ["date", "time", "co_gt"],
 *   basis: {
 *     delimiter: shown,
 *     decimal: shown,
 *     thousands: null,
 *     dateOrder: { how: "by its form", rows: 24, against: 0 },
 *     header: shown,
 *   },
 * });
 * assert.equal(
 *   text,
 *   ", separated (24 rows), decimal point (24 rows), yyyy-mm-dd (by its form: 24 rows), HH:MM:SS, LF, byte order mark",
 * );
 * ```
 */
export function describeDialect(dialect: Dialect): string {
  const { trailingEmptyColumns: empty, basis, decimal, thousands } = dialect;
  return [
    `${dialect.delimiter === "\t" ? "tab" : dialect.delimiter} separated ${basisText(basis.delimiter)}`,
    `decimal ${decimal === "," ? "comma" : "point"} ${basisText(basis.decimal)}`,
    ...(thousands === null
      ? []
      : [`groups of digits with ${nameOf(thousands)} between ${basisText(basis.thousands!)}`]),
    `${dialect.dateForm} ${basisText(basis.dateOrder)}`,
    dialect.time,
    dialect.newline,
    ...(basis.header.how === "given" ? ["columns (given)"] : []),
    ...(dialect.byteOrderMark ? ["byte order mark"] : []),
    ...(empty > 0 ? [`${empty} trailing empty column${empty === 1 ? "" : "s"}`] : []),
  ].join(", ");
}

function basisText({ how, rows, against }: Basis): string {
  if (how === "given" || how === "assumed") return `(${how})`;
  const count = `${rows.toLocaleString("en-US")} row${rows === 1 ? "" : "s"}`;
  return `(${how === "" ? "" : `${how}: `}${count}${
    against === 0 ? "" : `, ${against.toLocaleString("en-US")} against`
  })`;
}
