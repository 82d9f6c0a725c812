import { folderOf, type TableName, TABLES } from "./table.ts";

/** Rows that one owner of a partition wrote together. */
export interface OffsetRange {
  readonly partition: number;
  /** Offset of the first and of the last row. */
  readonly firstOffset: number;
  readonly lastOffset: number;
  /** Ownership of the partition under which they were written: a higher one is later. */
  readonly epoch: number;
}

/** What the name of a part file says: where its rows come from and who wrote it. */
export interface PartName extends OffsetRange {
  readonly topic: string;
}

/** A part file of the lake. */
export interface Part extends PartName {
  /** Path below the lake's folder, with `/`, for example `silver/date=2004-03-10/air_quality.raw-0-0-5-1.parquet`. */
  readonly path: string;
  readonly kind: TableName;
}

const NAME = /^(.+)-(\d+)-(\d+)-(\d+)-(\d+)\.parquet$/;
const FOLDERS = TABLES.map((table) => ({
  kind: table.name,
  path: new RegExp(`^${folderOf(table, table.keyValues)}$`),
}));

/** A file that is being written; readers skip names that start with a dot. A crash leaves it behind for the next sweep. */
export const TEMPORARY_PREFIX = ".writing-";

/**
 * The file name of a part.
 *
 * @example
 * ```ts
 * import { formatPartName } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const name = formatPartName({ topic: "air_quality.raw", partition: 2, firstOffset: 0, lastOffset: 99, epoch: 3 });
 * assert.equal(name, "air_quality.raw-2-0-99-3.parquet");
 * ```
 */
export function formatPartName(name: PartName): string {
  return `${name.topic}-${name.partition}-${name.firstOffset}-${name.lastOffset}-${name.epoch}.parquet`;
}

/**
 * The part that a path below the lake's folder names, or `undefined` where it is none of ours.
 *
 * @example
 * ```ts
 * import { parsePart } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.equal(parsePart("silver/date=2004-03-10/air_quality.raw-2-0-99-3.parquet")?.lastOffset, 99);
 * assert.equal(parsePart("silver/date=2004-03-10/copy of x.parquet"), undefined);
 * ```
 */
export function parsePart(path: string): Part | undefined {
  const cut = path.lastIndexOf("/");
  const folder = FOLDERS.find((each) => each.path.test(path.slice(0, cut))), name = NAME.exec(path.slice(cut + 1));
  if (folder === undefined || name === null) return undefined;
  const [partition, firstOffset, lastOffset, epoch] = name.slice(2).map(Number) as [number, number, number, number];
  const part: Part = {
    path,
    kind: folder.kind,
    topic: name[1]!,
    partition,
    firstOffset,
    lastOffset,
    epoch,
  };
  return formatPartName(part) === name[0] && firstOffset <= lastOffset ? part : undefined;
}
