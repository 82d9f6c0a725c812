import { type IncomingMessage, lookBack } from "../broker/mod.ts";
import { type Clock, PipelineError } from "../common/mod.ts";
import { isRedriven, RUN_HEADER } from "../reading/mod.ts";
import type { RawTopic } from "./raw_topic.ts";
import { isOfFile, parseRunId } from "./run_id.ts";

/** How far a run has come in a topic. */
export interface SentRun {
  run: string;
  startedAt: string;
  looped: boolean;
  /** 1-based line of the file that was sent last. One key has one partition and one order: every line before it is there too. */
  sourceLine: number;
  /** When it was sent, in milliseconds since 1970. */
  sentAtMs: number;
}

/** Which file, and as which station. */
export interface Sender {
  stationId: string;
  sha256: string;
}

/**
 * Finds the newest run of a file in a topic, null where it holds none, from the ends of the partitions backwards: after a kill its last
 * message is among the last of them, and only where there is none is the whole topic read.
 *
 * @throws {PipelineError} `broker_unreachable`, `topic_mismatch`
 */
export async function findSentRun(topic: RawTopic, sender: Sender): Promise<SentRun | null> {
  return await lookBack(await topic.bounds(), (from) => newestIn(topic, from, sender), (newest) => newest !== null);
}

async function newestIn(
  topic: RawTopic,
  from: ReadonlyMap<number, number>,
  sender: Sender,
): Promise<SentRun | null> {
  const found: { newest: SentRun | null } = { newest: null };
  await topic.read(from, (messages) => {
    for (const message of messages) {
      const sent = sentRunOf(message, sender);
      // Ids sort by time; of one run the later message counts.
      if (sent !== null && sent.run >= (found.newest?.run ?? "")) found.newest = sent;
    }
  });
  return found.newest;
}

const decoder = new TextDecoder();

function sentRunOf({ key, value, headers, timestampMs }: IncomingMessage, sender: Sender): SentRun | null {
  const header = headers[RUN_HEADER]?.[0];
  if (header === undefined || key === null || value === null || decoder.decode(key) !== sender.stationId) return null;
  if (isRedriven(headers)) return null; // sent by its run long before: going on from its line would send all after it again
  const run = decoder.decode(header);
  const id = parseRunId(run);
  if (id === null || !isOfFile(id, sender.sha256)) return null;
  const { source_line: sourceLine } = JSON.parse(decoder.decode(value)) as { source_line: number };
  return { run, startedAt: id.startedAt, looped: id.looped, sourceLine, sentAtMs: timestampMs };
}

const PAUSE_MS = 500;
const MAX_LOOKS = 10;

/**
 * Looks until the run stands still. The last request of a killed producer can reach the broker after a look at the topic (it is with the
 * system or the network then), and to go on from what was seen would send its lines twice. One that is held up for longer than between two
 * looks is not seen: nothing can fence a producer without transactions; `prove` tells of it.
 *
 * @throws {PipelineError} `topic_mismatch` where the run goes on and on: its producer lives
 */
export async function settledRun(
  look: () => Promise<SentRun | null>,
  { clock, signal }: { clock: Clock; signal: AbortSignal },
): Promise<SentRun | null> {
  let seen = await look();
  for (let looks = 1; looks < MAX_LOOKS; looks++) {
    await clock.sleep(PAUSE_MS, signal);
    const again = await look();
    if (again?.run === seen?.run && again?.sourceLine === seen?.sourceLine) return again;
    seen = again;
  }
  throw new PipelineError(
    "topic_mismatch",
    `Cannot resume ${seen?.run} as it is still being sent: line ${seen?.sourceLine} arrived just now`,
    { hint: "wait for the other process to end, or stop it first" },
  );
}
