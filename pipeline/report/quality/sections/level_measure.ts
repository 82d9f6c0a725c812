import { count, type Section } from "../../../document/mod.ts";
import type { MeasuredRules } from "../inputs.ts";

/** How well the report finds channels that were put on another level on purpose; nothing where none was, and none is found. */
export function levelMeasureSection({ levels }: MeasuredRules): Section[] {
  const { changes, baseline } = levels;
  if (changes.length + levels.false.length === 0) return [];
  const found = changes.filter((change) => change.found !== null);
  const named = levels.false.map(({ field, date }) => `${field} on ${date}`).join(", ");
  return [{
    id: "levels-measured",
    heading: "Changed levels",
    blocks: [
      {
        kind: "text",
        text:
          "A channel in another unit stays in its range, so that hardly any rule sees it on a line. The quality report looks for it in " +
          "daily means. A stretch in another unit is two changes: to the other level, and back. For each, the table says whether the report found one " +
          "of the same channel at most seven days away, and how many days after the true day it says it was. " +
          `It found ${count(found.length)} of ${count(changes.length)}. ` +
          `False findings, of another channel or day: ${count(levels.false.length)}${named && ` (${named})`}. ` +
          `Findings in the file without these faults: ${count(baseline.length)}.`,
      },
      {
        kind: "table",
        caption: "Changed levels that were injected",
        columns: [
          { header: "Fault", as: "code" },
          { header: "Channel", as: "code" },
          { header: "True day", as: "text" },
          { header: "Found", as: "text" },
          { header: "Days off", as: "number" },
        ],
        rows: changes.map(({ kind, field, date, found, daysOff }) => [
          kind,
          field,
          date,
          found ?? "–",
          daysOff === null ? "–" : `${daysOff}`,
        ]),
      },
    ],
  }];
}
