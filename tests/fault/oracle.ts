import { type IncomingMessage, type Kafka, readTopic } from "../../pipeline/broker/mod.ts";
import {
  type CleanReading,
  dateOf,
  DEFAULT_RULE_SET,
  encodeClean,
  ruleSetVersion,
} from "../../pipeline/reading/mod.ts";
import { judge, RecentReadings, type Rejection, SeenReadings } from "../../pipeline/validate/mod.ts";
import { duck } from "../support/duck.ts";
import type { Foreseen } from "./stranger.ts";
import { wholeLetter } from "./whole_letter.ts";

/** Where the rows of one pipeline went. */
export interface World {
  readonly kafka: Kafka;
  readonly raw: string;
  readonly clean: string;
  readonly dead: string;
  /** The lake, or where a copy of it is made when nothing moves any more. */
  readonly lakeDir: string;
}

/** All that a pipeline took and gave, as read by others' means: topics by the broker, tables by their logs and DuckDB. */
export interface Observed {
  readonly raw: readonly IncomingMessage[];
  readonly clean: readonly IncomingMessage[];
  readonly dead: readonly IncomingMessage[];
  readonly silver: readonly Row[];
  readonly rejected: readonly Row[];
}

/** A row of a Parquet file, `ts` as epoch milliseconds, with the folder that it lies in. */
export type Row = Readonly<Record<string, unknown>> & { readonly folder: string };

const text = (bytes: Uint8Array | null | undefined) => bytes == null ? null : new TextDecoder().decode(bytes);

/** Reads a world in which nothing moves any more. */
export async function observe({ kafka, raw, clean, dead, lakeDir }: World): Promise<Observed> {
  const read = async (topic: string) => {
    const all: IncomingMessage[] = [];
    await readTopic(kafka, topic, (messages) => void all.push(...messages));
    return all;
  };
  const [topics, rows] = await Promise.all([Promise.all([raw, clean, dead].map(read)), readRows(lakeDir)]);
  return { raw: topics[0]!, clean: topics[1]!, dead: topics[2]!, ...rows };
}

/** The part of a world that lies on disk. */
export async function readRows(lakeDir: string): Promise<Pick<Observed, "silver" | "rejected">> {
  return { silver: await readTable(lakeDir, "silver"), rejected: await readTable(lakeDir, "rejected") };
}

async function readTable(lakeDir: string, table: string): Promise<Row[]> {
  const files = (await listed(lakeDir, table)).map(({ path }) => `${lakeDir}/${table}/${path}`);
  if (files.length === 0) return [];
  // As one text column of JSON: DuckDB's own types would come in forms of its client's.
  const list = files.map((file) => `'${file.replaceAll("'", "''")}'`).join(", ");
  const found = await duck(
    `select to_json(part) as json from (
       select * replace (epoch_ms(ts) as ts) from read_parquet([${list}], hive_partitioning = false, filename = true)
     ) part`,
  );
  return found.map(({ json }) => {
    const { filename, ...row } = JSON.parse(json as string);
    return { ...row, folder: filename.split("/").at(-2) } as Row;
  });
}

/** A file that a table lists, and how many rows its log says that it has. */
export interface Listed {
  readonly path: string;
  readonly rows: number;
}

/** What the log of a table lists, by a reader of its own: commit after commit from the first one on. */
export const listed = (lakeDir: string, table: string): Promise<Listed[]> => followLog(fileReader(lakeDir), table)();

/**
 * Reads a log on at each call, and gives what it lists then.
 *
 * @param read gives a file of the lake by its key, null if there is no such file
 */
export function followLog(
  read: (key: string) => Promise<Uint8Array | null>,
  table: string,
): () => Promise<Listed[]> {
  const files = new Map<string, Listed>();
  let version = 0;
  return async () => {
    for (;; version++) {
      const commit = text(await read(`${table}/_delta_log/${String(version).padStart(20, "0")}.json`));
      if (commit === null) return [...files.values()];
      for (const line of commit.trimEnd().split("\n")) {
        const { add, remove } = JSON.parse(line);
        if (add !== undefined) files.set(add.path, { path: add.path, rows: JSON.parse(add.stats).numRecords });
        if (remove !== undefined) files.delete(remove.path);
      }
    }
  };
}

/** Reads the files of a lake that is a folder. */
export const fileReader = (lakeDir: string) => async (key: string): Promise<Uint8Array | null> => {
  try {
    return await Deno.readFile(`${lakeDir}/${key}`);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
};

/** What stands for a raw message in one of the four places, as comparable text. */
type Expectations = Record<"silver row" | "clean message" | "rejected row" | "dead letter", Map<string, string>>;

/**
 * Every difference between what the raw messages demand and what is there, in words; empty where there is none. Judges each message
 * again, with a memory of its own, and compares rows and messages with that, copy by copy and field by field.
 */
export function differences(observed: Observed): string[] {
  const expected = expectations(observed.raw);
  const found: string[] = [];
  const hold = (what: keyof Expectations, actual: readonly [string, string][]) => {
    const rest = new Map(expected[what]);
    const seen = new Set<string>();
    for (const [origin, content] of actual) {
      const wanted = expected[what].get(origin);
      if (seen.has(origin)) found.push(`${what} ${origin} is there more than once`);
      else if (wanted === undefined) found.push(`${what} ${origin} stands for no raw message that demands it`);
      else if (wanted !== content) found.push(`${what} ${origin} differs: expected ${wanted}, got ${content}`);
      seen.add(origin);
      rest.delete(origin);
    }
    found.push(...[...rest.keys()].map((origin) => `${what} ${origin} is missing`));
  };
  hold("silver row", observed.silver.map((row) => [originOfRow(row), JSON.stringify(sorted(row))]));
  hold("clean message", observed.clean.map((message) => [originOfClean(message), contentOf(message)]));
  hold("rejected row", observed.rejected.map((row) => [originOfRow(row), JSON.stringify(sorted(row))]));
  const raw = new Map(observed.raw.map((message) => [`${message.partition}:${message.offset}`, message]));
  hold(
    "dead letter",
    observed.dead.map((letter) => {
      const origin = originOfDead(letter);
      return [origin, contentOf(wholeLetter(letter, raw.get(origin)))];
    }),
  );
  return found;
}

/** What became of messages whose fate their sender knows, where it is another one: without the rules, which judge once more above. */
export function otherFates({ silver, rejected }: Observed, foreseen: readonly Foreseen[]): string[] {
  const fates = new Map<string, string>([
    ...silver.map((row) => [originOfRow(row), "accepted"] as const),
    ...rejected.map((row) => [originOfRow(row), String(row.reason_codes).split(";")[0]!] as const),
  ]);
  return foreseen.flatMap(({ partition, offset, fate }) => {
    const found = fates.get(`${partition}:${offset}`) ?? "absent";
    return found === fate ? [] : [`the message ${partition}:${offset} of a stranger is ${found}, expected ${fate}`];
  });
}

function expectations(raw: readonly IncomingMessage[]): Expectations {
  const expected: Expectations = {
    "silver row": new Map(),
    "clean message": new Map(),
    "rejected row": new Map(),
    "dead letter": new Map(),
  };
  for (const [, messages] of Map.groupBy(raw, ({ partition }) => partition)) {
    const seen = new SeenReadings(), recent = new RecentReadings();
    for (const message of messages.toSorted((a, b) => a.offset - b.offset)) {
      const origin = `${message.partition}:${message.offset}`;
      const verdict = judge(message, (station, ts) => seen.has(station, ts));
      if (verdict.accepted) {
        const reading = recent.note(verdict.reading);
        seen.add(reading.station_id, reading.ts);
        const fields = JSON.parse(encodeClean(reading));
        expected["silver row"].set(origin, JSON.stringify(sorted(silverRow(fields, reading))));
        const clean = { ...message, key: new TextEncoder().encode(reading.station_id), headers: {} };
        expected["clean message"].set(
          origin,
          contentOf({ ...clean, value: new TextEncoder().encode(encodeClean(reading)) }),
        );
      } else {
        expected["rejected row"].set(origin, JSON.stringify(sorted(rejectedRow(message, verdict.rejection))));
        expected["dead letter"].set(
          origin,
          contentOf({ ...message, headers: deadHeaders(message, verdict.rejection) }),
        );
      }
    }
  }
  return expected;
}

const RULE_SET = ruleSetVersion(DEFAULT_RULE_SET);

const silverRow = (fields: Record<string, unknown>, { ts }: CleanReading) => ({
  ...fields,
  ts,
  folder: `date=${dateOf(ts)}`,
});

function rejectedRow(message: IncomingMessage, rejection: Rejection): Record<string, unknown> {
  const codes = [...new Set(rejection.reasons.map(({ code }) => code))];
  const value = text(message.value);
  const isText = message.value === null || !codes.includes("not_utf8");
  return {
    kafka_partition: message.partition,
    kafka_offset: message.offset,
    source_line: rejection.source_line,
    station_id: rejection.station_id,
    ts: rejection.ts,
    reason_codes: codes.join(";"),
    reasons: JSON.stringify(rejection.reasons),
    key: text(message.key),
    value_text: isText ? value : null,
    value_base64: isText ? null : message.value!.toBase64(),
    rule_set: RULE_SET,
    folder: `reason=${codes[0]}`,
  };
}

/** Of the dead letter's headers those that are held against the verdict; the others are for people. */
function deadHeaders(message: IncomingMessage, { reasons }: Rejection): IncomingMessage["headers"] {
  const bytes = (value: string) => [new TextEncoder().encode(value)];
  return {
    ...message.headers,
    "__connect.errors.partition": bytes(String(message.partition)),
    "__connect.errors.offset": bytes(String(message.offset)),
    "airquality.reject.codes": bytes(reasons.map(({ code }) => code).join(";")),
    "airquality.reject.reasons": bytes(JSON.stringify(reasons)),
    "airquality.reject.rule_set": bytes(RULE_SET),
  };
}

const PROSE = /^__connect\.errors\.(topic|stage|class\.name|exception\..*)$/;

function contentOf({ key, value, headers }: IncomingMessage): string {
  const held = Object.entries(headers).filter(([name]) => !PROSE.test(name));
  const texts = held.map(([name, values]) => [name, values.map(text)]);
  return JSON.stringify([text(key), text(value), sorted(Object.fromEntries(texts))]);
}

const sorted = (row: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(row).toSorted(([a], [b]) => a < b ? -1 : 1));

const originOfRow = (row: Row) => `${row.kafka_partition}:${row.kafka_offset}`;

function originOfClean({ value }: IncomingMessage): string {
  const { kafka_partition, kafka_offset } = JSON.parse(text(value) ?? "{}");
  return `${kafka_partition}:${kafka_offset}`;
}

const originOfDead = ({ headers }: IncomingMessage) =>
  ["partition", "offset"].map((name) => text(headers[`__connect.errors.${name}`]?.at(-1))).join(":");
