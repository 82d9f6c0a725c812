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
  /** For each partition the offset up to which the group has committed and the end of the raw topic. */
  readonly progress: ReadonlyMap<number, { readonly committed: number; readonly end: number }>;
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
    return { lake: await countLake(snapshot, topic, content), content };
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

  const { remade, open } = evidence;
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
    check("produced = messages of these runs in the raw topic", produced, known);
    check("each line of a run is produced once: lines sent again = 0", repeatedLines(raw, runs), 0);
  }
  if (raw.redriven.size > 0) {
    const once = dead === null ? raw.redrivenOnce : named;
    const { detail } = once.compare(raw.redriven);
    check("redriven messages = the dead letters they name, each once", raw.redriven.size, once.size, detail);
  }
  check(
    "raw messages = accepted + rejected",
    raw.ledger.size,
    lake.silver.size + lake.rejected.size,
    difference.detail,
  );
  check("raw offsets in neither silver nor rejected = 0", difference.missing, 0, difference.detail);
  check("raw offsets more than once in silver and rejected = 0", difference.doubled, 0, difference.detail);
  check("rows without a raw message = 0", difference.extra, 0, difference.detail);
  checkContent("readings of a station and timestamp that silver has again", content.doubled);
  checkContent("silver rows that differ from their raw message", content.silver);
  checkContent("rejected rows that differ from their raw message", content.rejected);
  if (clean !== null) {
    checkForwarded("clean messages", "silver rows", clean, lake.silver);
    checkContent("clean messages that differ from their silver row", content.clean);
  }
  if (dead !== null) {
    checkForwarded("dead letters", "rejected rows", dead, lake.rejected);
    checkContent("dead letters that differ from their rejected row", content.deadLetters);
  }
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

  function checkForwarded(messages: string, rows: string, forwarded: OffsetLedger, ledger: OffsetLedger): void {
    const { missing, extra, doubled, detail } = ledger.compare(forwarded);
    check(`${messages} = ${rows}`, forwarded.size, ledger.size, detail);
    check(
      `${messages} that match no row, repeat a row, or are missing = 0`,
      missing + extra + doubled,
      0,
      detail,
    );
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
    },
  };
}

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
