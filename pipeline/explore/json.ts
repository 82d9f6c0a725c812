import { type ExploreNumbers, exploreSchema } from "./schema.ts";

/**
 * The text of explore.json: one section a line, all digits, null where there is no answer. It is checked against `exploreSchema`.
 *
 * @throws {z.ZodError} where the numbers do not fit it: a fault of this program
 *
 * @example
 * ```ts
 * import { emptySeries, exploreStation, exploreText } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const text = exploreText(exploreStation(emptySeries(), []).numbers);
 * assert.equal(JSON.parse(text).station.hours, 0);
 * ```
 */
export function exploreText(numbers: ExploreNumbers): string {
  const sections = Object.entries(exploreSchema.parse(numbers));
  return `{\n${
    sections.map(([name, section]) => `${JSON.stringify(name)}: ${JSON.stringify(section)}`).join(",\n")
  }\n}\n`;
}
