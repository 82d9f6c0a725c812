import { REJECTED, SILVER } from "../lake/mod.ts";
import { dateOf } from "../reading/mod.ts";
import type { TableRows } from "../sink/mod.ts";
import { rejectedColumns, silverColumns } from "./columns.ts";
import type { Judged } from "./judged.ts";

/** The rows of what was judged: accepted readings by date, rejected messages by primary reason. */
export function tablesOf({ accepted, rejected, ruleSet }: Judged): TableRows[] {
  const days = grouped(accepted.length, (row) => Math.floor(accepted.ts[row]! / DAY_MS));
  return [{
    table: SILVER,
    columns: silverColumns(accepted),
    offsets: accepted.offsets,
    rowsByKey: new Map([...days].map(([day, rows]) => [dateOf(day * DAY_MS), rows])),
  }, {
    table: REJECTED,
    columns: rejectedColumns(rejected, ruleSet),
    offsets: Float64Array.from(rejected, ({ message }) => message.offset),
    rowsByKey: grouped(rejected.length, (row) => rejected[row]!.rejection.reasons[0].code),
  }];
}

const DAY_MS = 86_400_000;

/** Rows by key, each key's in their order. */
function grouped<Key>(rows: number, keyOf: (row: number) => Key): Map<Key, number[]> {
  const groups = new Map<Key, number[]>();
  for (let row = 0; row < rows; row++) {
    const key = keyOf(row), group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups;
}
