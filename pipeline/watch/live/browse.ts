import { z } from "zod";
import { type IncomingMessage, type Kafka, offsetsAt, readBounds, readTopic } from "../../broker/mod.ts";
import { PipelineError } from "../../common/mod.ts";

const whole = z.string().regex(/^\d{1,15}$/, "a whole number").transform(Number);

/** A question for messages, as the address of a page has it. */
const querySchema = z.strictObject({
  topic: z.string().min(1).max(249),
  /** `latest`, `earliest`, an offset, a timestamp in RFC 3339, or where to go on: `0:120,1:77`. */
  from: z.union([
    z.enum(["latest", "earliest"]),
    whole,
    z.string().regex(/^\d+:\d+(,\d+:\d+)*$/).transform((text) =>
      new Map(text.split(",").map((pair) => pair.split(":").map(Number) as [number, number]))
    ),
    z.iso.datetime({ offset: true }).transform((text) => ({ timestampMs: Date.parse(text) })),
  ]).default("latest"),
  partition: whole.optional(),
  /** The whole key. */
  key: z.string().max(1_000).optional(),
  /** Text anywhere in value or headers. */
  contains: z.string().max(1_000).optional(),
  limit: whole.pipe(z.number().min(1).max(500)).default(50),
});

export type BrowseQuery = z.output<typeof querySchema>;

/** Reads a question from the address of a request. @throws {PipelineError} `usage` */
export function parseBrowseQuery(parameters: URLSearchParams): BrowseQuery {
  const given = Object.fromEntries([...parameters].filter(([, value]) => value !== ""));
  const read = querySchema.safeParse(given);
  if (read.success) return read.data;
  const faults = read.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ");
  throw new PipelineError("usage", `Cannot read the question for messages: ${faults}`);
}

/** A message as text to be shown. What is no UTF-8 has replacement characters. */
export interface MessageView {
  readonly partition: number;
  readonly offset: number;
  readonly timestampMs: number;
  readonly key: string | null;
  /** The beginning of it where it is long; null for a tombstone. */
  readonly value: string | null;
  readonly sizeBytes: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/** What was found. */
export interface Browsed {
  /** From `latest`, the newest first; else in the order of time. */
  readonly messages: readonly MessageView[];
  readonly scanned: number;
  /** Where to go on, as `from`; null where the end was reached. */
  readonly next: string | null;
  /** True where it gave up before the end: too many messages, or too long. */
  readonly cut: boolean;
}

const MAX_SCANNED = 300_000;
const MAX_SCANNED_BYTES = 256 * 1_048_576;
const MAX_MS = 15_000;
const MAX_TEXT = 8_192;
const decoder = new TextDecoder();

/**
 * Finds messages of a topic. It commits nothing and leaves no group behind.
 *
 * @throws {PipelineError} `broker_unreachable`, `topic_mismatch`
 */
export async function browse(kafka: Kafka, query: BrowseQuery, signal: AbortSignal): Promise<Browsed> {
  const bounds = await readBounds(kafka, query.topic);
  const chosen = [...bounds].filter(([partition]) => query.partition === undefined || partition === query.partition);
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(MAX_MS)]);
  if (query.from !== "latest") {
    const { from } = query;
    const offsetsAtTime = typeof from === "object" && "timestampMs" in from
      ? await offsetsAt(kafka, query.topic, from.timestampMs)
      : null;
    const startOf = (partition: number, low: number) =>
      from === "earliest"
        ? low
        : typeof from === "number"
        ? from
        : offsetsAtTime !== null
        ? offsetsAtTime.get(partition) ?? Infinity
        : (from as Map<number, number>).get(partition) ?? Infinity;
    const start = new Map(
      chosen.map(([partition, { low, high }]) => [partition, Math.min(high, Math.max(low, startOf(partition, low)))]),
    );
    const found = await scan(kafka, query, start, [...bounds.keys()], deadline, "first");
    const messages = found.messages.sort(inTime).slice(0, query.limit);
    const next = new Map(chosen.map(([partition]) => [partition, found.next.get(partition) ?? start.get(partition)!]));
    // Found, but beyond the limit: they come with the next page.
    const shown = new Set(messages);
    for (const { partition, offset } of found.messages.filter((message) => !shown.has(message))) {
      next.set(partition, Math.min(next.get(partition)!, offset));
    }
    const isEnd = chosen.every(([partition, { high }]) => next.get(partition)! >= high);
    return {
      messages,
      scanned: found.scanned,
      next: isEnd ? null : [...next].map(([partition, offset]) => `${partition}:${offset}`).join(","),
      cut: found.cut,
    };
  }
  for (let window = 2 * query.limit + 20;; window *= 16) {
    const start = new Map(chosen.map(([partition, { low, high }]) => [partition, Math.max(low, high - window)]));
    const found = await scan(kafka, query, start, [...bounds.keys()], deadline, "last");
    const isWhole = chosen.every(([partition, { low }]) =>
      start.get(partition) === low ||
      found.messages.filter((each) => each.partition === partition).length >= query.limit
    );
    if (isWhole || found.cut) {
      const messages = found.messages.sort(inTime).slice(-query.limit).reverse();
      return { messages, scanned: found.scanned, next: null, cut: found.cut };
    }
  }
}

/** The first or last matching messages of each partition, at most `limit` each, from these offsets on. */
async function scan(
  kafka: Kafka,
  { topic, key, contains, limit }: BrowseQuery,
  start: ReadonlyMap<number, number>,
  partitions: readonly number[],
  deadline: AbortSignal,
  keep: "first" | "last",
): Promise<{ messages: MessageView[]; scanned: number; next: Map<number, number>; cut: boolean }> {
  const enough = new AbortController();
  // Views, not messages: one message keeps all of the batch that it came in.
  const found = new Map<number, MessageView[]>([...start.keys()].map((partition) => [partition, []]));
  const next = new Map<number, number>();
  let scanned = 0, bytes = 0;
  await readTopic(kafka, topic, (messages) => {
    for (const message of messages) {
      const own = found.get(message.partition);
      if (own === undefined || enough.signal.aborted || (keep === "first" && own.length >= limit)) continue;
      scanned++;
      next.set(message.partition, message.offset + 1);
      bytes += message.value?.length ?? 0;
      if (isMeant(message, key, contains)) own.push(view(message));
      if (own.length > 2 * limit) own.splice(0, own.length - limit);
      if (scanned >= MAX_SCANNED || bytes >= MAX_SCANNED_BYTES) enough.abort();
    }
    if (keep === "first" && [...found.values()].every((own) => own.length >= limit)) enough.abort();
  }, {
    from: new Map(partitions.map((partition) => [partition, start.get(partition) ?? Infinity])),
    signal: AbortSignal.any([deadline, enough.signal]),
  });
  const cut = deadline.aborted || scanned >= MAX_SCANNED || bytes >= MAX_SCANNED_BYTES;
  return { messages: [...found.values()].flat(), scanned, next, cut };
}

function isMeant({ key: own, value, headers }: IncomingMessage, key?: string, contains?: string): boolean {
  if (key !== undefined && (own === null || decoder.decode(own) !== key)) return false;
  if (contains === undefined) return true;
  if (value !== null && decoder.decode(value).includes(contains)) return true;
  return Object.entries(headers).some(([name, values]) =>
    name.includes(contains) || values.some((each) => decoder.decode(each).includes(contains))
  );
}

function view({ partition, offset, timestampMs, key, value, headers }: IncomingMessage): MessageView {
  return {
    partition,
    offset,
    timestampMs,
    key: key === null ? null : textOf(key),
    value: value === null ? null : textOf(value),
    sizeBytes: value?.length ?? 0,
    headers: Object.entries(headers).flatMap(([name, values]) => values.map((each) => [name, textOf(each)] as const)),
  };
}

const textOf = (bytes: Uint8Array) =>
  decoder.decode(bytes.subarray(0, MAX_TEXT)) + (bytes.length > MAX_TEXT ? "…" : "");

const inTime = (a: MessageView, b: MessageView) =>
  a.timestampMs - b.timestampMs || a.partition - b.partition || a.offset - b.offset;
