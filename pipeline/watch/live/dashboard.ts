import { type Kafka, tailTopic } from "../../broker/mod.ts";
import type { Clock } from "../../common/mod.ts";
import type { AlertConfig } from "../alerts/config.ts";
import { type AlertSample, alertSample } from "../alerts/sample.ts";
import { type AlertChange, AlertWatch } from "../alerts/watch.ts";
import type { AlertState } from "../alerts/judge.ts";
import { type ClusterView, viewCluster } from "./cluster.ts";
import type { Target } from "../../forecast/mod.ts";
import type { IncomingMessage } from "../../records/mod.ts";
import { AirSeries, type AirView } from "./air_series.ts";
import { type LatestReading, LatestReadings } from "./latest.ts";
import { GroupWatch, type GroupWork } from "./group_work.ts";
import { type ConsumerNumbers, PipelineNumbers, type ProducerNumbers, type RatePoint } from "./numbers.ts";
import { Scraper } from "./scrape.ts";

/** Which pipeline is looked at. */
export interface DashboardOptions {
  readonly brokers: readonly string[];
  readonly rawTopic: string;
  readonly cleanTopic: string;
  readonly deadLetterTopic: string;
  readonly forecastTopic: string;
  readonly alarmTopic: string;
  readonly groupId: string;
  /** Addresses of metrics of consumers and producers. */
  readonly metricsUrls: readonly string[];
  readonly alerts: AlertConfig;
}

/** What a dashboard is given to work with. */
export interface DashboardEffects {
  readonly kafka: Kafka;
  /** Fails within seconds where no broker answers: the client itself would try for long. */
  reach(): Promise<void>;
  readonly clock: Clock;
  /** Milliseconds since 1970. */
  wallClock(): number;
  readonly signal: AbortSignal;
  onAlert(change: AlertChange): void;
  log(message: string, fields: Record<string, unknown>): void;
}

/** All that the page shows by itself, at one time. Times are milliseconds since 1970. */
export interface DashboardState {
  readonly nowMs: number;
  readonly topics: { readonly raw: string; readonly clean: string; readonly deadLetters: string };
  readonly groupId: string;
  readonly broker: {
    readonly addresses: readonly string[];
    readonly state: "connecting" | "up" | "down";
    readonly sinceMs: number;
    /** Why it is down. */
    readonly fault: string | null;
  };
  /** As last seen; null before the first time. */
  readonly cluster: ClusterView | null;
  /** Messages of the raw topic that wait for the group; null where the cluster is not seen. */
  readonly lag: number | null;
  /** The group by what the cluster says of it; null where the cluster is not seen. */
  readonly group: GroupWork | null;
  /** Of those consumers whose metrics are reached; null where no one's are. */
  readonly consumer: ConsumerNumbers | null;
  readonly producer: ProducerNumbers | null;
  readonly history: readonly RatePoint[];
  readonly ranking: { readonly stations: number; readonly rows: readonly LatestReading[] };
  readonly alerts: {
    readonly states: readonly AlertState[];
    readonly changes: readonly (AlertChange & { atMs: number })[];
  };
}

const CLUSTER_MS = 2_000;
const NUMBERS_MS = 1_000;
const RETRY_MS = 2_000;
const OUTAGE_MS = 8_000;
const LOOK_BACK = 3_000;
const RANKED = 20;
const MAX_CHANGES = 30;

/**
 * Watches a cluster and its pipeline until its signal aborts, and knows the state of both at any time.
 *
 * @example
 * ```ts
 * import { connectKafka, requireBroker } from "../../broker/mod.ts";
 * import { systemClock } from "../../common/mod.ts";
 * import { Dashboard, parseAlertConfig } from "../mod.ts";
 * import assert from "node:assert/strict";
 * const brokers = ["127.0.0.1:1"]; // nobody
 * const dashboard = new Dashboard({
 *   brokers, rawTopic: "raw", cleanTopic: "clean", deadLetterTopic: "dlq", forecastTopic: "forecasts", alarmTopic: "alarms",
 *   groupId: "g", metricsUrls: [], alerts: parseAlertConfig("{}", "the defaults"),
 * }, {
 *   kafka: connectKafka({ brokers }), reach: () => requireBroker(brokers), clock: systemClock, wallClock: Date.now,
 *   signal: AbortSignal.abort(), onAlert() {}, log() {},
 * });
 * await dashboard.ended;
 * assert.equal(dashboard.state().broker.state, "connecting");
 * ```
 */
export class Dashboard {
  readonly #options: DashboardOptions;
  readonly #effects: DashboardEffects;
  readonly #scraper: Scraper;
  readonly #numbers = new PipelineNumbers();
  readonly #group: GroupWatch;
  readonly #latest = new LatestReadings();
  readonly #air: AirSeries;
  readonly #alerts: AlertWatch;
  readonly #changes: (AlertChange & { atMs: number })[] = [];
  #broker: DashboardState["broker"];
  #cluster: ClusterView | null = null;
  #counts: Omit<AlertSample, "atMs" | "lag" | "committed"> = {
    consumed: 0,
    accepted: 0,
    rejectedByReason: {},
    missing: 0,
  };
  /** Of the group in the raw topic, as last seen. */
  #committed = 0;
  #tail = new AbortController();
  /** Resolves when all of it has ended. */
  readonly ended: Promise<unknown>;

  constructor(options: DashboardOptions, effects: DashboardEffects) {
    this.#options = options;
    this.#effects = effects;
    this.#air = new AirSeries(options.alerts.air);
    this.#group = new GroupWatch(options.groupId, options.rawTopic);
    this.#scraper = new Scraper(options.metricsUrls, effects.clock);
    this.#broker = { addresses: options.brokers, state: "connecting", sinceMs: effects.wallClock(), fault: null };
    this.#alerts = new AlertWatch(options.alerts, (change) => {
      this.#changes.unshift({ ...change, atMs: effects.wallClock() });
      this.#changes.length = Math.min(this.#changes.length, MAX_CHANGES);
      effects.onAlert(change);
    });
    this.ended = Promise.all([
      this.#repeat(CLUSTER_MS, () => this.#lookAtCluster()),
      this.#repeat(NUMBERS_MS, () => this.#readNumbers()),
      this.#repeat(RETRY_MS, () => this.#follow(options.cleanTopic, (message) => this.#latest.add(message))),
      this.#repeat(RETRY_MS, () => this.#follow(options.forecastTopic, (message) => this.#air.addForecast(message))),
      this.#repeat(RETRY_MS, () => this.#follow(options.alarmTopic, (message) => this.#air.addAlarm(message))),
    ]);
  }

  state(): DashboardState {
    const { rawTopic, cleanTopic, deadLetterTopic, groupId } = this.#options;
    return {
      nowMs: this.#effects.wallClock(),
      topics: { raw: rawTopic, clean: cleanTopic, deadLetters: deadLetterTopic },
      groupId,
      broker: this.#broker,
      cluster: this.#cluster,
      lag: this.#lag()?.lag ?? null,
      group: this.#groupWork(),
      consumer: this.#numbers.consumer,
      producer: this.#numbers.producer,
      history: this.#numbers.history,
      ranking: { stations: this.#latest.stations, rows: this.#latest.ranking(RANKED) },
      alerts: { states: this.#alerts.states, changes: this.#changes },
    };
  }

  /** The air at a station, or at the first one, and the drift alarms there. */
  air(station: string | null, field: Target): AirView {
    return this.#air.view(station, field);
  }

  async #repeat(everyMs: number, step: () => Promise<void>): Promise<void> {
    const { clock, signal } = this.#effects;
    while (!signal.aborted) {
      await step();
      await clock.sleep(everyMs, signal);
    }
  }

  async #lookAtCluster(): Promise<void> {
    const { rawTopic, cleanTopic, deadLetterTopic, forecastTopic, alarmTopic, groupId } = this.#options;
    try {
      await this.#effects.reach();
      const cluster = await viewCluster(this.#effects.kafka, {
        topics: [rawTopic, cleanTopic, deadLetterTopic, forecastTopic, alarmTopic],
        groupId,
      });
      if (this.#cluster !== null && isRemade(cleanTopic, this.#cluster, cluster)) {
        this.#latest.clear();
        this.#air.clear();
        this.#tail.abort();
        this.#tail = new AbortController();
      }
      this.#cluster = cluster;
      this.#group.add(this.#effects.clock.now(), cluster);
      this.#setBroker("up", null);
    } catch (error) {
      this.#setBroker("down", error instanceof Error ? error.message : String(error));
    }
  }

  #setBroker(state: "up" | "down", fault: string | null): void {
    if (this.#broker.state === state && this.#broker.fault === fault) return;
    const sinceMs = this.#broker.state === state ? this.#broker.sinceMs : this.#effects.wallClock();
    if (this.#broker.state !== state) {
      this.#effects.log(`the broker is ${state}`, { brokers: this.#options.brokers, fault });
    }
    this.#broker = { ...this.#broker, state, sinceMs, fault };
  }

  async #readNumbers(): Promise<void> {
    const { clock, wallClock } = this.#effects;
    const samples = await this.#scraper.read();
    this.#numbers.add(wallClock(), samples, this.#groupWork()?.committedPerSecond);
    const atMs = clock.now(), counts = alertSample(atMs, samples);
    this.#counts = counts ?? { ...this.#counts, unmeasured: true };
    const lag = this.#lag();
    // The consumer itself may be what has stopped: what it committed is read from the cluster.
    this.#committed = lag?.committed ?? this.#committed;
    this.#alerts.add({ ...this.#counts, atMs, lag: lag?.lag ?? null, committed: this.#committed });
  }

  #groupWork(): GroupWork | null {
    return this.#broker.state === "up" && this.#cluster !== null ? this.#group.work : null;
  }

  #lag(): { lag: number; committed: number } | null {
    const { groupId, rawTopic } = this.#options;
    if (this.#broker.state !== "up") return null;
    const group = this.#cluster?.groups.find((each) => each.groupId === groupId);
    const lags = group?.lags.filter(({ topic }) => topic === rawTopic) ?? [];
    if (lags.length === 0) {
      const topic = this.#cluster?.topics.find(({ name }) => name === rawTopic);
      return topic === undefined ? null : { lag: topic.offsets, committed: 0 };
    }
    return {
      lag: lags.reduce((sum, { lag }) => sum + lag, 0),
      committed: lags.reduce((sum, { committed }) => sum + (committed ?? 0), 0),
    };
  }

  async #follow(topic: string, take: (message: IncomingMessage) => void): Promise<void> {
    const { kafka, signal } = this.#effects;
    // What is no broker's topic yet costs the client half a minute to find out.
    if (this.#broker.state !== "up" || !this.#cluster?.topics.some(({ name }) => name === topic)) return;
    await tailTopic(kafka, topic, {
      lookBack: LOOK_BACK,
      signal: AbortSignal.any([signal, this.#tail.signal]),
      outageTimeoutMs: OUTAGE_MS,
    }, (messages) => messages.forEach(take)).catch(() => {}); // the look at the cluster says whether the broker is there
  }
}

/** Whether a topic was deleted and made again between two looks: its offsets began again. */
function isRemade(topic: string, before: ClusterView, now: ClusterView): boolean {
  const highs = ({ topics }: ClusterView) => topics.find(({ name }) => name === topic)?.partitions ?? [];
  const known = new Map(highs(before).map(({ partition, high }) => [partition, high]));
  return before.clusterId !== now.clusterId ||
    highs(now).some(({ partition, high }) => high < (known.get(partition) ?? 0));
}
