import pl, { type DataFrame } from "nodejs-polars";
import { exists } from "../common/mod.ts";
import type { ReasonCode } from "../reading/mod.ts";
import { type LakeFile, type LakeSnapshot, REJECTED, SILVER, soundDigest } from "../lake/mod.ts";
import { OffsetLedger } from "../records/mod.ts";
import type { ContentLedger } from "./content.ts";
import { type FileRows, rejectedRows, silverRows } from "./rows.ts";

/** What the rows of a lake say, file by file. */
export interface LakeCount {
  readonly silver: OffsetLedger;
  readonly rejected: OffsetLedger;
  /** Both together, those that the raw topic still keeps. */
  readonly all: OffsetLedger;
  /** Rows of both that are older than the raw topic. */
  readonly older: number;
  readonly suspect: number;
  readonly rejectedByReason: Partial<Record<ReasonCode, number>>;
  readonly silverFiles: number;
  readonly rejectedFiles: number;
  /** Files that cannot be read, or are not what the log says of them; tables of another topic. */
  readonly damaged: readonly string[];
}

/**
 * Reads every row that the logs of silver and rejected list, adds it to `content`, and compares each file with what its log says of it. One
 * file at a time, so memory does not grow with the lake.
 */
export async function countLake(
  snapshot: LakeSnapshot,
  topic: string,
  content: ContentLedger,
  isKept: (partition: number, offset: number) => boolean,
): Promise<LakeCount> {
  const silver = new OffsetLedger(), rejected = new OffsetLedger(), all = new OffsetLedger();
  const rejectedByReason: Partial<Record<ReasonCode, number>> = {};
  const damaged = [SILVER.name, REJECTED.name].flatMap((table) => foreignTable(snapshot, table, topic));
  let suspect = 0, older = 0;
  for (const file of snapshot.files(SILVER.name)) {
    const read = await readFile(SILVER.name, file, silverRows, damaged);
    if (read === null) continue;
    older += addRows(read, silver, all, isKept);
    for (const row of read.rows) {
      content.addSilver(row);
      if (row.row_validity === "suspect") suspect++;
    }
  }
  for (const file of snapshot.files(REJECTED.name)) {
    const read = await readFile(REJECTED.name, file, rejectedRows, damaged);
    if (read === null) continue;
    older += addRows(read, rejected, all, isKept);
    for (const row of read.rows) content.addRejected(row);
    for (const codes of texts(read.frame, "reason_codes")) {
      const code = codes.split(";")[0] as ReasonCode;
      rejectedByReason[code] = (rejectedByReason[code] ?? 0) + 1;
    }
  }
  const silverFiles = snapshot.files(SILVER.name).length, rejectedFiles = snapshot.files(REJECTED.name).length;
  return { silver, rejected, all, older, suspect, rejectedByReason, silverFiles, rejectedFiles, damaged };
}

function foreignTable(snapshot: LakeSnapshot, table: "silver" | "rejected", topic: string): string[] {
  if (snapshot.version(table) < 0) return [];
  const writer = snapshot.writer(table);
  if (writer === null) return [`${table} (another program made the table)`];
  return writer.topic === topic ? [] : [`${table} (of the topic ${writer.topic})`];
}

/** A file of a table. */
interface ReadFile<Row> extends FileRows<Row> {
  readonly frame: DataFrame;
}

/** A file with its rows; null where it cannot be read. What is wrong with it is added to `damaged`. */
async function readFile<Row>(
  table: string,
  file: LakeFile,
  rowsOf: (frame: DataFrame) => FileRows<Row>,
  damaged: string[],
): Promise<ReadFile<Row> | null> {
  const name = `${table}/${file.path}`;
  if (!await exists(file.localPath)) {
    damaged.push(`${name} (listed, but not there)`);
    return null;
  }
  if (await soundDigest(file) === null) damaged.push(`${name} (not the bytes that were written)`);
  try {
    const frame = pl.readParquet(file.localPath), read = { frame, ...rowsOf(frame) };
    if (!fitsLog(read, file)) damaged.push(`${name} (its rows are not those that the log says)`);
    return read;
  } catch (error) {
    damaged.push(`${name} (${String(error).split("\n")[0]!.slice(0, 120)})`);
    return null;
  }
}

function fitsLog({ partitions, offsets }: ReadFile<unknown>, { origin }: LakeFile): boolean {
  if (origin === null || offsets.length !== origin.rows) return false;
  const isWithin = (value: number, [min, max]: readonly [number, number]) => min <= value && value <= max;
  return partitions.every((each) => isWithin(each, origin.partitions)) &&
    offsets.every((each) => isWithin(each, origin.offsets));
}

/** @returns how many of the rows are not kept */
function addRows(
  { partitions, offsets }: ReadFile<unknown>,
  table: OffsetLedger,
  all: OffsetLedger,
  isKept: (partition: number, offset: number) => boolean,
): number {
  let older = 0;
  for (let i = 0; i < offsets.length; i++) {
    const partition = partitions[i]!, offset = offsets[i]!;
    table.add(partition, offset);
    if (isKept(partition, offset)) all.add(partition, offset);
    else older++;
  }
  return older;
}

const texts = (frame: DataFrame, column: string) => frame.getColumn(column).toArray() as string[];
