import type { Clock } from "../common/mod.ts";
import type { RunFacts } from "../facts/mod.ts";
import { readRows, type SourceRow } from "./csv.ts";
import { describeDialect } from "./describe_dialect.ts";
import { detectDialect, type DialectOptions } from "./dialect.ts";
import { InFlight } from "./in_flight.ts";
import { Lateness, type LatenessSummary } from "./lateness.ts";
import { LineCount } from "./line_count.ts";
import { describePace, type Pace, paced } from "./pace.ts";
import { rounds } from "./rounds.ts";
import { requireUnchanged, type SourceFile } from "./source_file.ts";
import { Supply } from "./supply.ts";

/** One raw message on its way to the broker. */
export interface Outgoing {
  /** The station id. */
  key: string;
  /** JSON of a raw reading or line. */
  value: string;
  /** The timestamp of the reading in milliseconds since 1970; null where it has none. */
  eventTimeMs: number | null;
  /** 1-based line of the file. */
  sourceLine: number;
}

/** How far a replay is. */
export interface ReplayProgress {
  /** Data lines taken so far, blank ones among them. */
  dataLines: number;
  blankLines: number;
  /** Readings and malformed lines that the broker has acknowledged, since the run began. */
  produced: number;
  /** Those of them that were sent before an interruption. */
  sentBefore: number;
  /** Since the run began; what lies between an interruption and the resumption is counted. */
  elapsedMs: number;
  lateness: LatenessSummary;
  /** Share of the file's bytes, 0 to 1; of the current round with `loop`. */
  fraction: number;
}

/** How far a run had come when it was interrupted. Times are those of the clock. */
export interface Interruption {
  /** 1-based line that was sent last. */
  sentLine: number;
  sentMs: number;
  /** When the run began. */
  beganMs: number;
}

/** What is replayed, how fast and where to. */
export interface ReplayOptions {
  file: SourceFile;
  dialectOptions?: DialectOptions | undefined;
  stationId: string;
  run: string;
  /** RFC 3339 wall-clock time at which the run began, for the facts. */
  startedAt: string;
  /** Goes on with an interrupted run: the lines up to there are counted, not sent. */
  resume?: Interruption | undefined;
  pace: Pace;
  /** At most this many readings and malformed lines are sent in all. */
  limit?: number | undefined;
  /** Again and again, see {@linkcode replay}. */
  loop?: boolean | undefined;
  clock: Clock;
  signal: AbortSignal;
  /** Sends messages; resolves when the broker has acknowledged them. */
  publish: (batch: Outgoing[]) => Promise<void>;
  /** Called at most ten times a second, and once at the end. */
  onProgress?: ((progress: ReplayProgress) => void) | undefined;
}

/** The facts of a run but for the topic, which only the publisher knows. */
export type ReplayFacts = Omit<RunFacts, "topic">;

const MAX_PENDING = 4;
const PROGRESS_MS = 100;

/**
 * Replays a CSV at a pace: each data line is blank, and counted, or sent once, in the file's order. At most four batches wait for
 * their acknowledgement; until one has come nothing more is read. An aborted `signal` stops it at once; what was sent is awaited.
 *
 * With `loop` the file is replayed until the limit or the signal. Each round's timestamps are moved on by the file's span rounded up to
 * whole days, so that none comes twice; `source_line` stays. It ends before the year 10000.
 *
 * A run that is resumed keeps its pace from the first line sent on, which is due at once.
 *
 * @throws PipelineError of reading (`not_found`, `not_a_file`, `no_permission`, `bad_csv`; `source_changed` before a line of another
 * version of the file is sent, and at the end where the file has grown or was replaced meanwhile), or what `publish` rejects with.
 *
 * @example
 * ```ts
 * import { identifyFile, type Outgoing, replay } from "./mod.ts";
 * import { systemClock } from "../common/mod.ts";
 * import assert from "node:assert/strict";
 * const path = await Deno.makeTempFile();
 * await Deno.writeTextFile(path, "Date;Time;CO(GT)\n10/03/2004;18.00.00;2,6\n;;\n");
 * const sent: Outgoing[] = [];
 * const facts = await replay({
 *   file: await identifyFile(path),
 *   stationId: "uci",
 *   run: "r1",
 *   startedAt: "2026-01-01T00:00:00Z",
 *   pace: { kind: "max" },
 *   clock: systemClock,
 *   signal: new AbortController().signal,
 *   publish: (batch) => Promise.resolve(void sent.push(...batch)),
 * });
 * assert.equal(sent[0]?.value, '{"station_id":"uci","ts":"2004-03-10T18:00:00Z","co_gt":2.6,"source_line":2}');
 * assert.deepEqual([facts.dataLines, facts.blankLines, facts.produced, facts.partial], [2, 1, 1, false]);
 * await Deno.remove(path);
 * ```
 */
export async function replay(options: ReplayOptions): Promise<ReplayFacts> {
  const { file, stationId, pace, clock, signal, publish, resume } = options;
  const { name, sha256, sizeBytes, synthetic } = file;
  const dialect = await detectDialect(file, options.dialectOptions);

  const read = () => readRows(file, dialect, stationId, pace.kind === "max" ? Infinity : PACED_PIECE_BYTES);
  const sentLine = resume?.sentLine ?? 0;
  const supply = new Supply(options.loop ? rounds(read) : read(), {
    limit: options.limit ?? Infinity,
    sentLine,
    sizeBytes,
  });
  const lateness = new Lateness();
  const inFlight = new InFlight(MAX_PENDING);
  const lines = new LineCount();
  let produced = 0, sentBefore = 0;
  const beganMs = resume?.beganMs ?? clock.now();
  let startedMs = resume?.beganMs, acknowledgedMs = resume?.sentMs ?? beganMs, reportedMs = -Infinity;

  const report = () => {
    reportedMs = clock.now();
    options.onProgress?.({
      dataLines: lines.dataLines,
      blankLines: lines.blankLines,
      produced,
      sentBefore,
      elapsedMs: reportedMs - beganMs,
      lateness: lateness.summary(),
      fraction: supply.fractionAt(lines.dataLines),
    });
  };
  // Before the pacing, which counts from its first row and takes no more once it is aborted: these lines are counted all the same.
  const unsent = async function* () {
    for await (const rows of supply.blocks()) {
      const from = rows.findIndex(({ sourceLine }) => sourceLine > sentLine);
      const sent = lines.add(from < 0 ? rows : rows.slice(0, from)).length;
      produced += sent;
      sentBefore += sent;
      if (from >= 0) yield rows.slice(from);
    }
  };

  try {
    for await (const rows of paced(unsent(), { pace, clock, signal, lateness })) {
      const batch = lines.add(rows).map((row) => outgoing(row, stationId));
      if (batch.length > 0) {
        await inFlight.start(async () => {
          startedMs ??= clock.now();
          await publish(batch);
          produced += batch.length;
          acknowledgedMs = clock.now();
        });
      }
      if (clock.now() - reportedMs >= PROGRESS_MS) report();
    }
  } finally {
    await inFlight.drain();
  }
  report();
  const isWhole = supply.isWhole(lines.dataLines);
  // What was sent is the file that was identified; that it still is one whole file is said only where that is so.
  if (isWhole) await requireUnchanged(file);

  return {
    run: options.run,
    startedAt: options.startedAt,
    source: { name, sha256, sizeBytes, synthetic, dialect: describeDialect(dialect) },
    stationId,
    pace: describePace(pace),
    dataLines: lines.dataLines,
    blankLines: lines.blankLines,
    produced,
    looped: options.loop ?? false,
    partial: !isWhole,
    ...lines.span(),
    seconds: startedMs === undefined ? 0 : (acknowledgedMs - startedMs) / 1000,
  };
}

/** Some 50 lines: whole blocks take milliseconds to read, by which all that is due meanwhile would be late. */
const PACED_PIECE_BYTES = 4_096;

const outgoing = (row: SourceRow, key: string): Outgoing => ({
  key,
  value: JSON.stringify(row.message),
  eventTimeMs: row.timestampMs,
  sourceLine: row.sourceLine,
});
