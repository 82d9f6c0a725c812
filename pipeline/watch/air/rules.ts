import { z } from "zod";
import { TARGETS } from "../../forecast/mod.ts";
import { NO2_HOURLY_LIMIT } from "../../reading/mod.ts";

/** When people are to be warned of the air. */
export const airRuleSchema = z.strictObject({
  /** Its name in metrics and messages. */
  name: z.string().regex(/^[a-z][a-z0-9_]{0,39}$/, "expected a-z, 0-9 and _, a letter first"),
  field: z.enum(TARGETS),
  /** The mean over so many hours, of which three quarters must be observed, is compared with the limit. */
  hours: z.int().min(1).max(24).default(1),
  /** In the unit of the field. */
  over: z.number().positive(),
  /**
   * `observed`: the mean up to the newest reading. `forecast`: the mean up to the next hour, by its forecast; `upper`: by the upper end of
   * its 90 % interval, which warns more often.
   */
  sees: z.enum(["observed", "forecast", "upper"]).default("observed"),
  level: z.enum(["warn", "critical"]).default("warn"),
});

/** One rule of the table. */
export type AirRule = Readonly<z.output<typeof airRuleSchema>>;

/**
 * The rules unless a file has others: the hourly limit value of NO2 and the 8-hour limit value of CO (EU directive 2008/50/EC), as they are
 * and as they are forecast for the next hour.
 *
 * @example
 * ```ts
 * import { AIR_RULES } from "../mod.ts";
 * import assert from "node:assert/strict";
 * assert.deepEqual(AIR_RULES.map(({ name }) => name), ["no2_hour", "no2_next_hour", "co_8_hours", "co_8_hours_next"]);
 * ```
 */
export const AIR_RULES: readonly AirRule[] = [
  { name: "no2_hour", field: "no2_gt", hours: 1, over: NO2_HOURLY_LIMIT, sees: "observed", level: "critical" },
  { name: "no2_next_hour", field: "no2_gt", hours: 1, over: NO2_HOURLY_LIMIT, sees: "forecast", level: "warn" },
  { name: "co_8_hours", field: "co_gt", hours: 8, over: 10, sees: "observed", level: "critical" },
  { name: "co_8_hours_next", field: "co_gt", hours: 8, over: 10, sees: "forecast", level: "warn" },
];
