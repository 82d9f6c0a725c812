import { deadLetterSource, isRedriven, redriveOrigin, RUN_HEADER } from "../reading/mod.ts";
import { type LakeAt, readLake, REJECTED, SILVER } from "../lake/mod.ts";
import { OffsetLedger } from "../records/mod.ts";
import { type Check, checkOf, type Proof, type RunFacts } from "../facts/mod.ts";
import { ContentLedger, type ContentMessage, type RawPlace } from "./content.ts";
import type { Differences } from "./differences.ts";
import { countLake } from "./scan.ts";

/** A message as far as it is evidence. */
export type EvidenceMessage = ContentMessage;

/** Reads a topic from its beginning to its end. */
export type ReadEvidence = (take: (messages: readonly EvidenceMessage[]) => void) => Promise<void>;

/** What a proof is made from: nothing in it is taken on the word of the consumer. */
export interface Evidence {
  readonly lake: LakeAt;
  readonly topic: string;
  readonly runs: readonly RunFacts[];
  /** Lines of the source file of the last run, counted again; null where the file is not at hand. */
  readonly fileLines: number | null;
  readonly raw: ReadEvidence;
  /** Null where nothing is forwarded. */
  readonly clean: ReadEvidence | null;
  readonly deadLetters: ReadEvidence | null;
  /** Topics that were made again since the lake was filled from them, or since a run was sent to them: one text each. */
  readonly remade: readonly string[];
  /** Offsets of the raw topic that wait for an open transaction to end: nobody can read them yet. */
  readonly open: number;
  /** For each partition the first offset that the raw topic keeps, the offset up to which the group has committed, and the topic's end. */
  readonly progress: ReadonlyMap<number, { readonly low: number; readonly committed: number; readonly end: number }>;
  /** How many offsets the clean and the dead-letter topic have had and no longer keep. */
  readonly removed: { readonly clean: number; readonly deadLetters: number };
}

const decoder = new TextDecoder();

/**
 * Proves the law of conservation, or says what breaks it: reads the whole raw, clean and dead-letter topics and every row that the lake
 * lists, compares them offset by offset, and compares the content of each row with its messages.
 *
 * A consumer that is still at work makes it fail with what is pending.
 *
 * @throws {PipelineError} `lake_mismatch` where a table's log is damaged
 */
export async function prove(evidence: Evidence): Promise<Proof> {
  const { topic, runs } = evidence;
  const { lake, content } = await readLake(evidence.lake, [SILVER.name, REJECTED.name], async (snapshot) => {
    const content = new ContentLedger();
    const isKept = (partition: number, offset: number) => offset >= (evidence.progress.get(partition)?.low ?? 0);
    return { lake: await countLake(snapshot, topic, content, isKept), content };
  });
  const raw = await readRaw(evidence, content);
  const clean = evidence.clean && await readOffsets(evidence.clean, (message) => {
    const origin = cleanOrigin(message);
    if (origin !== null) content.compareClean(message, origin);
    return origin;
  });
  const named = new OffsetLedger();
  const dead = evidence.deadLetters && await readOffsets(evidence.deadLetters, (letter) => {
    if (raw.redriven.has(letter.partition, letter.offset)) named.add(letter.partition, letter.offset);
    const origin = deadLetterSource(letter.headers);
    if (origin !== null) content.compareDeadLetter(letter, origin);
    return origin;
  });

  const difference = raw.ledger.compare(lake.all);
  const sum = (of: (run: RunFacts) => number) => runs.reduce((total, run) => total + of(run), 0);
  const dataLines = sum((run) => run.dataLines),
    blankLines = sum((run) => run.blankLines),
    produced = sum((run) => run.produced);
  const strange = lake.damaged;

  const { remade, open, removed } = evidence, { older } = lake;
  const checks: Check[] = [];
  const check = (...law: Parameters<typeof checkOf>) => checks.push(checkOf(...law));
  check("topics that were made again since the lake was filled = 0", remade.length, 0, remade.join("; "));
  if (runs.length > 0) {
    check("data lines = blank + produced", dataLines, blankLines + produced);
    const last = runs.at(-1)!;
    if (evidence.fileLines !== null && !last.partial && !last.looped) {
      check("lines of the file = header + data lines", evidence.fileLines, 1 + last.dataLines);
    }
    const known = runs.reduce((total, { run }) => total + (raw.byRun.get(run)?.messages ?? 0), 0);
    // Of which run a message was that is gone, nobody can say.
    const gone = Math.min(Math.max(produced - known, 0), older);
    check(`produced = messages of these runs in the raw topic${andGone(older)}`, produced, known + gone);
    check("each line of a run is produced once: lines sent again = 0", repeatedLines(raw, runs), 0);
  }
  if (raw.redriven.size > 0) {
    const once = dead === null ? raw.redrivenOnce : named;
    const { detail } = once.compare(raw.redriven);
    check("redriven messages = the dead letters they name, each once", raw.redriven.size, once.size, detail);
  }
  check(
    `raw messages${andGone(older)} = accepted + rejected`,
    raw.ledger.size + older,
    lake.silver.size + lake.rejected.size,
    difference.detail,
  );
  check("raw offsets in neither silver nor rejected = 0", difference.missing, 0, difference.detail);
  check("raw offsets more than once in silver and rejected = 0", difference.doubled, 0, difference.detail);
  check("rows without a raw message = 0", difference.extra, 0, difference.detail);
  checkContent("readings of a station and timestamp that silver has again", content.doubled);
  checkContent("silver rows that differ from their raw message", content.silver);
  checkContent("rejected rows that differ from their raw message", content.rejected);
  let cleanGone = 0, deadGone = 0;
  if (clean !== null) {
    cleanGone = checkForwarded("clean messages", "silver rows", clean, lake.silver, removed.clean);
    checkContent("clean messages that differ from their silver row", content.clean);
  }
  if (dead !== null) {
    deadGone = checkForwarded("dead letters", "rejected rows", dead, lake.rejected, removed.deadLetters);
    checkContent("dead letters that differ from their rejected row", content.deadLetters);
  }
  const unread = [...evidence.progress].filter(([, { low, committed }]) => committed < low);
  check(
    "offsets of the raw topic that were removed before the group read them = 0",
    unread.reduce((total, [, { low, committed }]) => total + low - committed, 0),
    0,
    unread.map(([partition, { low, committed }]) => `partition ${partition} from ${committed} to ${low - 1}`).join(
      ", ",
    ),
  );
  check(
    "raw messages not committed by the group = 0",
    raw.pending,
    0,
    "a consumer is still working, or none is running: deno task consume --until-end",
  );
  check(
    "offsets of the raw topic that wait for an open transaction to end = 0",
    open,
    0,
    "what they hold cannot be read yet: deno task group lag",
  );
  check("damaged or foreign files in the lake = 0", strange.length, 0, strange.slice(0, 5).join("; "));

  function checkContent(what: string, { count, detail }: Differences): void {
    check(`${what} = 0`, count, 0, detail);
  }

  /** @returns how many messages the topic no longer keeps */
  function checkForwarded(
    messages: string,
    rows: string,
    forwarded: OffsetLedger,
    ledger: OffsetLedger,
    removed: number,
  ): number {
    const { missing, extra, doubled, detail } = ledger.compare(forwarded);
    const gone = Math.min(missing, removed);
    check(`${messages}${andGone(gone)} = ${rows}`, forwarded.size + gone, ledger.size, detail);
    check(
      `${messages} that match no row, repeat a row, or are missing = 0`,
      missing - gone + extra + doubled,
      0,
      detail,
    );
    return gone;
  }
  return {
    holds: checks.every((each) => each.holds),
    checks,
    counts: {
      dataLines,
      blankLines,
      produced,
      redriven: raw.redriven.size,
      accepted: lake.silver.size,
      suspect: lake.suspect,
      rejected: lake.rejected.size,
      rejectedByReason: lake.rejectedByReason,
      cleanMessages: clean?.size ?? 0,
      deadLetters: dead?.size ?? 0,
      silverFiles: lake.silverFiles,
      rejectedFiles: lake.rejectedFiles,
      ...(older + cleanGone + deadGone === 0
        ? {}
        : { noLongerKept: { rawMessages: older, cleanMessages: cleanGone, deadLetters: deadGone } }),
    },
  };
}

const andGone = (count: number) => count === 0 ? "" : " + those no longer kept";

interface RawEvidence {
  ledger: OffsetLedger;
  /** Messages that the group has not committed; not offsets, of which a transaction's markers take some too. */
  pending: number;
  /** The dead letters that redriven messages name, and the same without copies. */
  redriven: OffsetLedger;
  redrivenOnce: OffsetLedger;
  byRun: Map<string, { messages: number; lines: OffsetLedger; readonly lastLine: number }>;
}

async function readRaw({ raw, progress, runs }: Evidence, content: ContentLedger): Promise<RawEvidence> {
  const ledger = new OffsetLedger(), redriven = new OffsetLedger(), redrivenOnce = new OffsetLedger();
  // Anyone can write any run and line into a message: only those that were, so that memory stays bounded.
  const byRun: RawEvidence["byRun"] = new Map(
    runs.map(({ run, dataLines }) => [run, { messages: 0, lines: new OffsetLedger(), lastLine: dataLines + 1 }]),
  );
  let pending = 0;
  await raw((messages) => {
    for (const message of messages) {
      const { partition, offset, value, headers } = message;
      content.compareRaw(message);
      ledger.add(partition, offset);
      const { committed, end } = progress.get(partition) ?? { committed: 0, end: 0 };
      if (offset >= committed && offset < end) pending++;
      if (isRedriven(headers)) {
        // One that names no dead letter counts as naming one of a partition that cannot be.
        const origin = redriveOrigin(headers) ?? { partition: -1 - partition, offset };
        if (!redriven.has(origin.partition, origin.offset)) redrivenOnce.add(origin.partition, origin.offset);
        redriven.add(origin.partition, origin.offset);
        continue; // its run sent it once, before
      }
      const header = headers[RUN_HEADER]?.[0];
      const run = header === undefined ? undefined : byRun.get(decoder.decode(header));
      if (run === undefined) continue;
      run.messages++;
      const line = value === null ? null : /"source_line":(\d+)/.exec(decoder.decode(value));
      if (line !== null && Number(line[1]) <= run.lastLine) run.lines.add(0, Number(line[1]));
    }
  });
  return { ledger, pending, redriven, redrivenOnce, byRun };
}

/** A replay that loops sends its lines again on purpose. */
function repeatedLines(raw: RawEvidence, runs: readonly RunFacts[]): number {
  let repeated = 0;
  for (const { run, looped } of runs) {
    const lines = raw.byRun.get(run)?.lines;
    if (lines !== undefined && !looped) repeated += lines.compare(lines).doubled;
  }
  return repeated;
}

async function readOffsets(
  read: ReadEvidence,
  originOf: (message: EvidenceMessage) => RawPlace | null,
): Promise<OffsetLedger> {
  const ledger = new OffsetLedger();
  await read((messages) => {
    for (const message of messages) {
      // A message that names no origin stands for no row: it counts as one from a partition that cannot be.
      const { partition, offset } = originOf(message) ?? { partition: -1 - message.partition, offset: message.offset };
      ledger.add(partition, offset);
    }
  });
  return ledger;
}

function cleanOrigin({ value }: EvidenceMessage): RawPlace | null {
  const found = value === null ? null : /"kafka_partition":(\d+),"kafka_offset":(\d+)/.exec(decoder.decode(value));
  return found === null ? null : { partition: Number(found[1]), offset: Number(found[2]) };
}
