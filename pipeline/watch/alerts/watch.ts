import type { MetricValue } from "../metrics/exposition.ts";
import type { AlertConfig } from "./config.ts";
import { type AlertLevel, LEVEL_NUMBER } from "./level.ts";
import { type AlertName, type AlertState, BASELINE_WINDOWS, judgeAlerts } from "./judge.ts";
import type { AlertSample } from "./sample.ts";

/** An alert that has come to another level. */
export interface AlertChange {
  readonly alert: AlertName;
  readonly from: AlertLevel;
  readonly to: AlertLevel;
  readonly message: string;
}

/** An alert falls when it has been lower for this long, so that one on the edge does not come and go. */
const CALM_MS = 15_000;

const higher = (a: AlertLevel, b: AlertLevel) => LEVEL_NUMBER[a] > LEVEL_NUMBER[b] ? a : b;

/**
 * Judges the alerts with each sample that comes, and tells of each change of level once. A level rises at once, and falls after 15 s.
 *
 * @example
 * ```ts
 * import { AlertWatch, parseAlertConfig } from "../mod.ts";
 * import assert from "node:assert/strict";
 * const changes: string[] = [];
 * const watch = new AlertWatch(parseAlertConfig("{}", "defaults"), ({ alert, to }) => changes.push(`${alert} ${to}`));
 * const still = { consumed: 0, accepted: 0, committed: 0, rejectedByReason: {}, missing: 0 };
 * watch.add({ ...still, atMs: 0, lag: 60_000 });
 * watch.add({ ...still, atMs: 40_000, lag: 60_000 });
 * assert.deepEqual(changes, ["lag warn", "stalled warn"]);
 * ```
 */
export class AlertWatch {
  readonly #config: AlertConfig;
  readonly #onChange: (change: AlertChange) => void;
  #samples: AlertSample[] = [];
  #states: AlertState[];
  /** When each was last at its level or above it. */
  readonly #raisedMs = new Map<AlertName, number>();

  constructor(config: AlertConfig, onChange: (change: AlertChange) => void) {
    this.#config = config;
    this.#onChange = onChange;
    this.#states = judgeAlerts([], config);
  }

  get states(): readonly AlertState[] {
    return this.#states;
  }

  add(sample: AlertSample): void {
    const last = this.#samples.at(-1);
    // Another consumer counts from 0: nothing can be compared with the one before it.
    if (last !== undefined && (sample.consumed < last.consumed || sample.committed < last.committed)) {
      this.#samples = [];
    }
    this.#samples.push(sample);
    const spanMs = Math.max(
      (BASELINE_WINDOWS + 1) * this.#config.windowSeconds,
      this.#config.stalledSeconds.critical,
    ) * 1000;
    // One that is older than all windows stays, for the oldest of them to begin with.
    const keep = this.#samples.findLastIndex(({ atMs }) => atMs <= sample.atMs - spanMs);
    if (keep > 0) this.#samples.splice(0, keep);
    const before = this.#states;
    this.#states = judgeAlerts(this.#samples, this.#config).map((state, index) => {
      const { level } = before[index]!;
      if (LEVEL_NUMBER[state.level] >= LEVEL_NUMBER[level]) this.#raisedMs.set(state.alert, sample.atMs);
      return sample.atMs - this.#raisedMs.get(state.alert)! < CALM_MS
        ? { ...state, level: higher(level, state.level) }
        : state;
    });
    for (const [index, { alert, level, message }] of this.#states.entries()) {
      const from = before[index]!.level;
      if (level !== from) this.#onChange({ alert, from, to: level, message });
    }
  }

  values(): MetricValue[] {
    return this.#states.map(({ alert, level }) => ({
      name: "airquality_alert_level",
      labels: { alert },
      value: LEVEL_NUMBER[level],
    }));
  }
}
