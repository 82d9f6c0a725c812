import { z } from "zod";
import { PipelineError } from "../../common/mod.ts";
import { AIR_RULES, airRuleSchema } from "../air/rules.ts";

const positive = z.number().positive();

const thresholds = (warn: number, critical: number, limit: z.ZodNumber) =>
  z.strictObject({ warn: limit.default(warn), critical: limit.default(critical) })
    .refine((value) => value.warn <= value.critical, "warn must not be above critical")
    .prefault({});

const share = positive.max(1);

/** When to warn and when it is critical, and whom to tell. Every value has a default; unknown keys are refused. */
const schema = z.strictObject({
  /** The time over which shares are measured, in seconds. */
  windowSeconds: positive.max(3_600).default(60),
  /** Messages in the window under which no share is judged. */
  leastMessages: z.int().min(1).default(100),
  /** Share of the window's messages that were rejected. */
  deadLetterRatio: thresholds(0.05, 0.25, share),
  /** Share of the window's values that were missing. */
  missingRatio: thresholds(0.3, 0.6, share),
  /** Messages that wait. */
  lagMessages: thresholds(50_000, 500_000, positive),
  /** Seconds with messages waiting and nothing committed. */
  stalledSeconds: thresholds(30, 120, positive),
  /** By what factor a rule's share of the messages is above that of the ten windows before. */
  ruleJump: thresholds(3, 10, positive.min(1)),
  /** Rejections by a rule in the window under which it is no jump. */
  leastRejections: z.int().min(1).default(20),
  /** The rules by which the forecaster judges the air: the whole table, in place of `AIR_RULES`. */
  air: z.array(airRuleSchema).max(100).refine(
    (rules) => new Set(rules.map(({ name }) => name)).size === rules.length,
    "expected rules of different names",
  ).default(() => [...AIR_RULES]),
  /** Gets each change of an alert as JSON by POST. */
  webhook: z.url({ protocol: /^https?$/ }).optional(),
});

/** Settings of the alerts, as a file of JSON has them. */
export type AlertConfig = z.output<typeof schema>;

/**
 * Reads the settings of the alerts from JSON, `{}` for all defaults.
 *
 * @param from where the text is from, for errors
 * @throws {PipelineError} `usage`, naming every fault
 *
 * @example
 * ```ts
 * import { parseAlertConfig } from "../mod.ts";
 * import assert from "node:assert/strict";
 * const config = parseAlertConfig('{"lagMessages": {"warn": 1000}}', "alerts.json");
 * assert.deepEqual(config.lagMessages, { warn: 1000, critical: 500_000 });
 * assert.throws(() => parseAlertConfig('{"lag": 5}', "alerts.json"), { code: "usage" });
 * ```
 */
export function parseAlertConfig(text: string, from: string): AlertConfig {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch (cause) {
    throw new PipelineError(
      "usage",
      `Cannot read ${from} as settings of the alerts: expected JSON, got text that is not JSON (${
        (cause as Error).message
      })`,
      {
        hint: "docs/live_page.md has every key with its default",
        cause,
      },
    );
  }
  const read = schema.safeParse(json);
  if (read.success) return read.data;
  const faults = read.error.issues.map(({ path, message }) => `${path.join(".") || "the whole"}: ${message}`);
  throw new PipelineError("usage", `Cannot read ${from} as settings of the alerts: ${faults.join("; ")}`, {
    hint: "docs/live_page.md has every key with its default",
  });
}
