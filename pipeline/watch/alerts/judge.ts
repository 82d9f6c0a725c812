import type { AlertConfig } from "./config.ts";
import type { AlertLevel } from "./level.ts";
import { type AlertSample, VALUES_A_READING } from "./sample.ts";

/**
 * What can be wrong, as a closed list.
 *
 * @example
 * ```ts
 * import { ALERTS } from "../mod.ts";
 * import assert from "node:assert/strict";
 * assert.ok(ALERTS.includes("stalled"));
 * ```
 */
export const ALERTS = ["dead_letters", "missing_values", "lag", "stalled", "rule_jump"] as const;

export type AlertName = typeof ALERTS[number];

/** How one alert stands. */
export interface AlertState {
  readonly alert: AlertName;
  readonly level: AlertLevel;
  /** In words, with the value. */
  readonly message: string;
}

/** Windows before the newest one against which a jump is measured. */
export const BASELINE_WINDOWS = 10;

/**
 * How each alert stands by these samples, in the order of time. They reach over at most eleven windows and none of their counts falls.
 */
export function judgeAlerts(samples: readonly AlertSample[], config: AlertConfig): AlertState[] {
  const newest = samples.at(-1);
  if (newest === undefined) return ALERTS.map((alert) => ({ alert, level: "ok", message: "no data yet" }));
  const windowStart = samples.findLast(({ atMs }) => atMs <= newest.atMs - config.windowSeconds * 1000) ?? samples[0]!;
  const oldest = samples[0]!;
  return [
    deadLetters(windowStart, newest, config),
    missingValues(windowStart, newest, config),
    lag(newest, config),
    stalled(samples, config),
    ruleJump(oldest, windowStart, newest, config),
  ];
}

function levelOf(value: number, { warn, critical }: { warn: number; critical: number }): AlertLevel {
  return value >= critical ? "critical" : value >= warn ? "warn" : "ok";
}

function deadLetters(from: AlertSample, to: AlertSample, config: AlertConfig): AlertState {
  if (to.unmeasured) return unmeasured("dead_letters");
  const messages = to.consumed - from.consumed;
  if (messages < config.leastMessages) return few("dead_letters", messages);
  const ratio = (rejectedOf(to) - rejectedOf(from)) / messages;
  return {
    alert: "dead_letters",
    level: levelOf(ratio, config.deadLetterRatio),
    message: `${percent(ratio)} of ${count(messages)} messages were rejected`,
  };
}

function missingValues(from: AlertSample, to: AlertSample, config: AlertConfig): AlertState {
  if (to.unmeasured) return unmeasured("missing_values");
  const readings = to.accepted - from.accepted;
  if (readings < config.leastMessages) return few("missing_values", readings);
  const ratio = (to.missing - from.missing) / (readings * VALUES_A_READING);
  return {
    alert: "missing_values",
    level: levelOf(ratio, config.missingRatio),
    message: `${percent(ratio)} of the values of ${count(readings)} readings were missing`,
  };
}

function lag({ lag }: AlertSample, config: AlertConfig): AlertState {
  if (lag === null) return { alert: "lag", level: "ok", message: LAG_UNKNOWN };
  return { alert: "lag", level: levelOf(lag, config.lagMessages), message: `${count(lag)} messages wait` };
}

/** Since when nothing was committed while messages waited the whole time. */
function stalled(samples: readonly AlertSample[], config: AlertConfig): AlertState {
  const newest = samples.at(-1)!;
  if (newest.lag === null) return { alert: "stalled", level: "ok", message: LAG_UNKNOWN };
  const moved = samples.findLastIndex(({ committed, lag }) => committed !== newest.committed || !(lag! > 0));
  const since = samples[moved + 1] ?? newest;
  const seconds = Math.round((newest.atMs - since.atMs) / 1000);
  const level = levelOf(seconds, config.stalledSeconds);
  const message = `nothing was committed for ${seconds} s, but ${count(newest.lag)} messages wait`;
  return { alert: "stalled", level, message: level === "ok" ? "commits go on" : message };
}

/** The rule whose share of the messages grew most against that of the time before. */
function ruleJump(oldest: AlertSample, from: AlertSample, to: AlertSample, config: AlertConfig): AlertState {
  if (to.unmeasured) return unmeasured("rule_jump");
  const before = from.consumed - oldest.consumed, messages = to.consumed - from.consumed;
  if (messages < config.leastMessages) return few("rule_jump", messages);
  // What is usual takes more to tell than what is now.
  if (before < messages) return { alert: "rule_jump", level: "ok", message: "the usual share is not known yet" };
  let worst = { reason: "", factor: 0, rejections: 0 };
  for (const [reason, total] of Object.entries(to.rejectedByReason)) {
    const rejections = total - (from.rejectedByReason[reason] ?? 0);
    if (rejections < config.leastRejections) continue;
    // A rule that never applied counts as if it had once: its first rejections are no infinite jump.
    const usual = Math.max(1, (from.rejectedByReason[reason] ?? 0) - (oldest.rejectedByReason[reason] ?? 0)) / before;
    const factor = rejections / messages / usual;
    if (factor > worst.factor) worst = { reason, factor, rejections };
  }
  return {
    alert: "rule_jump",
    level: levelOf(worst.factor, config.ruleJump),
    message: worst.reason === ""
      ? "no rule rejects more than before"
      : `${worst.reason} rejected ${count(worst.rejections)} of ${count(messages)} messages, ${
        worst.factor.toFixed(1)
      } times its usual share`,
  };
}

const LAG_UNKNOWN = "the lag is not known";

const rejectedOf = ({ rejectedByReason }: AlertSample) =>
  Object.values(rejectedByReason).reduce((sum, own) => sum + own, 0);

const unmeasured = (alert: AlertName): AlertState => ({
  alert,
  level: "ok",
  message: "not known: no consumer's metrics are reached from here",
});

const few = (alert: AlertName, messages: number): AlertState => ({
  alert,
  level: "ok",
  message: `too few to judge: ${count(messages)}`,
});

const count = (value: number) => value.toLocaleString("en-US");

const percent = (ratio: number) => `${(ratio * 100).toFixed(1)} %`;
