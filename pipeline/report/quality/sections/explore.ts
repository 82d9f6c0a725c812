import { type QualityNumbers, traceCommand } from "../../../quality/mod.ts";
import { FIELDS } from "../../../reading/mod.ts";
import type { Explorer, Section } from "../../../document/mod.ts";

/** Where the reader filters by station, dates and rule, and follows a mark to its lines. */
export function exploreSection({ slices }: QualityNumbers): Section[] {
  if (slices.cells.length === 0) return [];
  return [{ id: "explore", heading: "Look closer", blocks: [{ kind: "explorer" }] }];
}

/** The numbers that it works on. */
export function explorerOf({ slices: { unit, stations, rules, cells } }: QualityNumbers): Explorer {
  return {
    unit,
    stations,
    fields: FIELDS.map(({ name }) => name),
    rules: rules.map(({ kind, code, field }) => ({ kind, code, field, trace: traceCommand({ kind, code, field }) })),
    cells: cells.map(({ start, station, valid, suspect, rejected, values, rules }) => [
      start,
      station,
      valid,
      suspect,
      rejected,
      values,
      rules.flat(),
    ]),
  };
}
