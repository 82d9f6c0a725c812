import { createHash } from "node:crypto";
import { type Check, checkOf } from "../facts/mod.ts";
import { TARGETS } from "../forecast/mod.ts";
import type { IncomingMessage } from "../records/mod.ts";
import { readClean } from "./clean_message.ts";
import type { AlarmRow } from "./alarm_row.ts";
import { encodeForecast, type ForecastRow } from "./forecast_row.ts";
import { equalLines, firstDifference } from "./lines.ts";
import { type AlarmEvidence, proveAlarms } from "./prove_alarms.ts";
import { forecastNext, initStation, type ServedModel, type Serving, type StationState } from "./station.ts";

/** What forecasts are proven from. */
export interface ForecastEvidence {
  /** All messages of the clean topic and of the forecasts topic, each partition in order. */
  readonly clean: (take: (messages: readonly IncomingMessage[]) => void) => Promise<void>;
  readonly forecasts: (take: (messages: readonly IncomingMessage[]) => void) => Promise<void>;
  /** The rows of the table `forecasts`. */
  readonly rows: readonly ForecastRow[];
  /** The measurements of the silver row of a raw message, in the order of `FIELDS`; null where silver has no such row. */
  readonly silver: (rawPartition: number, rawOffset: number) => readonly (number | null)[] | null;
  /** The models by their digest, as far as their files are there. */
  readonly models: readonly ServedModel[];
  /** What alarms are proven from; null where nothing was watched. */
  readonly alarms: AlarmEvidence | null;
}

/** The outcome: each law, and a digest of the forecasts of each partition. */
export interface ForecastProof {
  readonly checks: readonly Check[];
  /** By clean partition the SHA-256 of its forecasts as JSON lines, in the order of offsets, targets and models. */
  readonly digests: Readonly<Record<string, string>>;
}

/**
 * Proves the forecasts: each clean message has one for each target, topic and table have the same, and made again in batch, from silver
 * and the models' files alone, they are the same to the byte; and so are the alarms.
 */
export async function proveForecasts(evidence: ForecastEvidence): Promise<ForecastProof> {
  const { rows, models } = evidence;
  const lines = new Map(sorted(rows).map((row) => [keyOf(row), encodeForecast(row)]));
  const clean: IncomingMessage[] = [];
  await evidence.clean((messages) => void clean.push(...messages));

  const checks: Check[] = [];
  const check = (...law: Parameters<typeof checkOf>) => checks.push(checkOf(...law));

  check("forecast rows = rows of different messages, targets and models", rows.length, lines.size, firstTwice(rows));
  const { complete, missing } = completeness(clean, rows);
  check("clean messages = those with one champion's forecast or refusal a target", clean.length, complete, missing);

  const sent = new Map<string, string>();
  let messages = 0, twice = "";
  await evidence.forecasts((some) => {
    for (const { value } of some) {
      const text = new TextDecoder().decode(value ?? new Uint8Array()), key = keyOfLine(text);
      if (sent.has(key)) twice ||= `${key} was sent twice`;
      sent.set(key, text);
      messages++;
    }
  });
  check(
    "forecast rows = messages of the forecasts topic, to the byte",
    rows.length,
    equalLines(lines, sent),
    firstDifference(lines, sent),
  );
  check(
    "messages of the forecasts topic = forecast rows",
    messages,
    rows.length,
    twice || firstDifference(sent, lines),
  );

  const remade = remake(evidence, clean);
  const unknown = [...new Set(rows.map((row) => row.model_digest))].find((digest) =>
    !models.some((model) => model.digest === digest)
  );
  const why = unknown === undefined ? firstDifference(lines, remade.lines) : `no model file has the digest ${unknown}`;
  check(
    "forecasts made on the stream = made again in batch from silver, to the byte",
    rows.length,
    equalLines(lines, remade.lines),
    why,
  );
  if (evidence.alarms !== null) checks.push(...await proveAlarms(evidence.alarms, remade.alarms));
  return { checks, digests: digestsOf(rows) };
}

const keyOf = ({ kafka_partition, kafka_offset, target, model_digest }: ForecastRow): string =>
  `clean ${kafka_partition}:${kafka_offset}, ${target} by ${model_digest.slice(0, 12)}`;

function keyOfLine(text: string): string {
  try {
    return keyOf(JSON.parse(text));
  } catch {
    return `a message that is not a forecast: ${text.slice(0, 60)}`;
  }
}

function sorted(rows: readonly ForecastRow[]): ForecastRow[] {
  return [...rows].sort((a, b) =>
    a.kafka_partition - b.kafka_partition || a.kafka_offset - b.kafka_offset ||
    TARGETS.indexOf(a.target) - TARGETS.indexOf(b.target) || (a.model_digest < b.model_digest ? -1 : 1)
  );
}

function firstTwice(rows: readonly ForecastRow[]): string {
  const seen = new Set<string>();
  const twice = rows.map(keyOf).find((key) => seen.size === seen.add(key).size);
  return twice === undefined ? "" : `${twice} is there twice`;
}

/** Which clean messages have exactly one champion's row for each target, and no row is of another message. */
function completeness(clean: readonly IncomingMessage[], rows: readonly ForecastRow[]) {
  const champions = Map.groupBy(
    rows.filter(({ role }) => role === "champion"),
    (row) => `${row.kafka_partition}:${row.kafka_offset}`,
  );
  const served = new Set(rows.map(({ target }) => target)).size;
  let complete = 0, missing = "";
  for (const { partition, offset } of clean) {
    const own = champions.get(`${partition}:${offset}`) ?? [];
    if (served > 0 && own.length === served && new Set(own.map(({ target }) => target)).size === served) complete++;
    else missing ||= `clean ${partition}:${offset} has ${own.length} champions' rows for ${served} targets`;
  }
  return { complete, missing };
}

/** All forecasts and alarms again, by the same code, from silver's values: the topic gives nothing but the order of the messages. */
function remake({ silver, models, rows, alarms }: ForecastEvidence, clean: readonly IncomingMessage[]) {
  const roles = new Map(rows.map((row) => [keyOf(row), row.role]));
  const lines = new Map<string, string>(), raised: AlarmRow[] = [];
  // Forecasts do not depend on what is watched: they are made with the first watchlist, if there is one.
  const servings = [...alarms?.watches ?? []].map((watch): Serving => ({ models, watch }));
  const stations = servings.map(() => new Map<string, StationState>());
  if (servings.length === 0) {
    servings.push({ models, watch: null });
    stations.push(new Map());
  }
  for (const message of models.length === 0 ? [] : clean) {
    const reading = readClean(message);
    if (reading === null) continue;
    const values = silver(reading.rawPartition, reading.rawOffset);
    if (values === null) continue;
    const outcomes = servings.map((serving, at) => {
      if (at > 0 && serving.watch?.station !== reading.stationId) return { rows: [], alarms: [] };
      let state = stations[at]!.get(reading.stationId);
      if (state === undefined) stations[at]!.set(reading.stationId, state = initStation(serving, reading.stationId));
      return forecastNext(serving, state, { ...reading, hour: { ts: reading.hour.ts, values } }, message);
    });
    raised.push(...outcomes.flatMap(({ alarms }) => alarms));
    for (const row of outcomes[0]!.rows) {
      const key = keyOf(row), role = roles.get(key);
      if (role !== undefined) lines.set(key, encodeForecast({ ...row, role }));
    }
  }
  for (const row of rows) if (row.refusal === "not_a_clean_reading") lines.set(keyOf(row), encodeForecast(row));
  return { lines, alarms: raised };
}

function digestsOf(rows: readonly ForecastRow[]): Record<string, string> {
  const hashes = new Map<number, ReturnType<typeof createHash>>();
  for (const row of sorted(rows)) {
    let hash = hashes.get(row.kafka_partition);
    if (hash === undefined) hashes.set(row.kafka_partition, hash = createHash("sha256"));
    hash.update(`${encodeForecast(row)}\n`);
  }
  return Object.fromEntries([...hashes].map(([partition, hash]) => [String(partition), hash.digest("hex")]));
}
