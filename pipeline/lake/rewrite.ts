import type { DataFrame } from "nodejs-polars";
import { z } from "zod";
import {
  exists,
  flush,
  isAbsent,
  parseStored,
  PipelineError,
  readTextIfThere,
  removeIfThere,
  writeFileAtomic,
} from "../common/mod.ts";
import { compactedPath, FOLDED, type Folded, foldedPath, sha256 } from "./compacted.ts";
import { removeFiles } from "./folder.ts";
import type { OffsetRange } from "./part.ts";
import { folderOf, SILVER } from "./table.ts";

/** What the compacted file of a date is to hold, and the parts that it stands for from then on. */
export interface Rewrite {
  readonly date: string;
  readonly topic: string;
  /** Without rows there will be no compacted file. */
  readonly frame: DataFrame;
  readonly ranges: readonly OffsetRange[];
  /** Paths below the lake's folder. */
  readonly remove: readonly string[];
}

/**
 * A step that a rewrite is about to do: each date's new file written, all of them flushed, the journal written, which decides,
 * then for each date the file renamed, its record written and its parts removed, the folders flushed, and the staging folder taken away.
 */
export type CompactStep = "stage" | "flush" | "journal" | "rename" | "folded" | "remove" | "flush folders" | "finish";

/** Called before each step, in tests, which end the process there. */
export type OnCompactStep = (step: CompactStep) => void;

const JOURNAL = z.array(z.object({ date: z.string(), folded: FOLDED.nullable(), remove: z.array(z.string()) }));
/** What is to be done with the staged files, date by date. */
export type Journal = z.output<typeof JOURNAL>;

export const STAGING = "_folding";
const journalPath = (lakeDir: string) => `${lakeDir}/${STAGING}/journal.json`;

/** Path below the lake's folder. */
export const stagedPath = (date: string): string => `${STAGING}/${date}.parquet`;

/**
 * Rewrites the compacted files of some dates, all of them or none, whatever dies meanwhile: the new files are staged where no reader
 * looks, and a journal says what is to be done with them. Before the journal is on the disk nothing has happened; from then on
 * {@linkcode recoverLake} does it to its end. The caller holds the lake.
 *
 * @throws {PipelineError} `no_permission` where the lake cannot be written
 */
export async function rewriteDates(
  lakeDir: string,
  rewrites: AsyncIterable<Rewrite>,
  onStep?: OnCompactStep,
): Promise<void> {
  const staged: string[] = [], journal: Journal = [];
  await writing(lakeDir, async () => {
    for await (const { date, topic, frame, ranges, remove } of rewrites) {
      onStep?.("stage");
      await Deno.mkdir(`${lakeDir}/${STAGING}`, { recursive: true });
      let folded: Folded | null = null;
      if (frame.height > 0) {
        const path = `${lakeDir}/${stagedPath(date)}`;
        frame.writeParquet(path, { compression: "zstd" });
        staged.push(path);
        folded = { topic, rows: frame.height, sha256: sha256(await Deno.readFile(path)), ranges };
      }
      journal.push({ date, folded, remove: [...remove] } as Journal[number]);
    }
    if (journal.length === 0) return;
    onStep?.("flush");
    await Promise.all(staged.map(flush));
    onStep?.("journal");
    await writeFileAtomic(journalPath(lakeDir), JSON.stringify(journal));
    await flush(lakeDir);
    await carryOut(lakeDir, journal, onStep);
  });
}

/**
 * Ends what a crash left half-done: by the journal where there is one, else by taking what was staged away. The caller holds the lake.
 *
 * @throws {PipelineError} `lake_mismatch` where the journal is damaged, `no_permission`
 */
export async function recoverLake(lakeDir: string): Promise<void> {
  await writing(lakeDir, async () => {
    const journal = await readJournal(lakeDir);
    if (journal === null) await removeStaging(lakeDir);
    else await carryOut(lakeDir, journal);
  });
}

/** The journal of a rewrite that is under way, or that a crash left half-done; null where there is none. @throws {PipelineError} `lake_mismatch` where it is damaged */
export async function readJournal(lakeDir: string): Promise<Journal | null> {
  const path = journalPath(lakeDir);
  const text = await readTextIfThere(path);
  const hint = "restore it, or start over: deno task pipeline (add --fresh if the broker was not started from here)";
  return text === undefined ? null : parseStored(JOURNAL, text, `Cannot read ${path}`, { hint });
}

async function writing(lakeDir: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof PipelineError) throw error;
    throw new PipelineError("no_permission", `Cannot write to the lake ${lakeDir}: ${String(error)}`, {
      hint: "check that the folder is writable and the disk has space; nothing is lost, start again afterwards",
      cause: error,
    });
  }
}

/** Each of its steps can be done again, so that it can begin again after a crash. */
async function carryOut(lakeDir: string, journal: Journal, onStep?: OnCompactStep): Promise<void> {
  for (const { date, folded, remove } of journal) {
    onStep?.("rename");
    if (folded === null) {
      await removeFiles(lakeDir, [compactedPath(date), foldedPath(date), ...remove]);
      continue;
    }
    await Deno.mkdir(`${lakeDir}/${folderOf(SILVER, date)}`, { recursive: true });
    await Deno.rename(`${lakeDir}/${stagedPath(date)}`, `${lakeDir}/${compactedPath(date)}`).catch((error) => {
      if (!isAbsent(error)) throw error; // it was renamed before the crash
    });
    onStep?.("folded");
    await Deno.writeTextFile(`${lakeDir}/${foldedPath(date)}`, JSON.stringify(folded));
    onStep?.("remove");
    await removeFiles(lakeDir, remove);
  }
  onStep?.("flush folders");
  const records = journal.flatMap(({ date, folded }) => folded === null ? [] : [foldedPath(date)]);
  await Promise.all(
    [...records, ...journal.map(({ date }) => folderOf(SILVER, date))].map((path) => flush(`${lakeDir}/${path}`)),
  );
  onStep?.("finish");
  await removeStaging(lakeDir);
}

async function removeStaging(lakeDir: string): Promise<void> {
  if (!await exists(`${lakeDir}/${STAGING}`)) return;
  await removeIfThere(`${lakeDir}/${STAGING}`, { recursive: true });
  await flush(lakeDir);
}
