import { dirname } from "node:path";
import pl, { type LazyDataFrame } from "nodejs-polars";
import { exists, isDiskRefusal, makeFolder, PipelineError, removeIfThere, writeWhole } from "../common/mod.ts";
import { scanTable } from "./query.ts";
import { type LakeFile, type LakeSnapshot, readLake } from "./snapshot.ts";
import { soundDigest } from "./sound.ts";
import { type LakeAt, placeOf } from "./store/mod.ts";
import { SILVER } from "./table.ts";

/** Forms of an export. */
export type ExportFormat = "csv" | "ndjson" | "parquet";

/** Which rows of silver are written where. */
export interface ExportOptions {
  readonly lake: LakeAt;
  readonly path: string;
  readonly format: ExportFormat;
  /** First and last date, `YYYY-MM-DD` in UTC, both included; open where absent. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Only this station's. */
  readonly stationId?: string | undefined;
}

/** What was exported. */
export interface Exported {
  readonly path: string;
  readonly rows: number;
  /** Dates with any of these rows. */
  readonly dates: number;
}

/**
 * Writes silver, or a part of it, as one file: rows by time, station and origin, the columns of silver. The file appears whole or not
 * at all. Each date is sorted on its own into a spool beside the file, and all are streamed from there: the memory is that of the
 * largest date, however many there are.
 *
 * CSV: UTF-8, comma, a header, null as nothing, `ts` as RFC 3339, a control character in a text as U+FFFD: it would steer a terminal, or
 * cut a row in two for a simple reader. NDJSON: the same `ts`, control characters escaped as JSON does. Parquet: types as in silver.
 *
 * The lake may go on meanwhile: see {@linkcode readLake}.
 *
 * @throws {PipelineError} `not_found` where there is no such row, `lake_mismatch` (a damaged file), `no_permission`
 *
 * @example
 * ```ts
 * import { exportSilver } from "./mod.ts";
 * import assert from "node:assert/strict";
 * await assert.rejects(exportSilver({ lake: "no such folder", path: "a.csv", format: "csv" }), { code: "not_found" });
 * ```
 */
export async function exportSilver(options: ExportOptions): Promise<Exported> {
  const { lake, path, format } = options;
  await makeFolder(dirname(path), "the export", "name another file with --out");
  const spool = `${path}.${crypto.randomUUID()}.spool`;
  try {
    const spooled = await readLake(lake, [SILVER.name], async (snapshot) => {
      await removeIfThere(spool, { recursive: true }); // of a snapshot that has changed meanwhile
      await Deno.mkdir(spool);
      return await spoolDates(spool, snapshot, options);
    });
    if (spooled === 0) throw nothing(options);
    const rows = pl.scanParquet(`${literal(spool)}/*.parquet`, { hivePartitioning: false });
    const [counts] = rows.select(pl.len().alias("rows"), pl.col("ts").cast(pl.Date).nUnique().alias("dates"))
      .collectSync({ engine: "streaming" }).toRecords();
    const outcome = { path, rows: Number(counts!.rows), dates: Number(counts!.dates) };
    if (outcome.rows === 0) throw nothing(options);
    await writeWhole(path, (temporary) => writeRows(rows, temporary, format));
    return outcome;
  } catch (error) {
    if (!isDiskRefusal(error)) throw error;
    const why = (error as Error).message.split("\n")[0];
    throw new PipelineError("no_permission", `Cannot write ${path}: ${why}`, {
      hint: "make room on the disk, or name a file on another one with --out; the lake is as it was",
      cause: error,
    });
  } finally {
    await removeIfThere(spool, { recursive: true });
  }
}

/** Writes the rows asked for, one date a file, whose names are in the order of dates. @returns how many files */
async function spoolDates(
  spool: string,
  snapshot: LakeSnapshot,
  { from = "", to = "9999-12-31", stationId }: ExportOptions,
): Promise<number> {
  const byDate = Map.groupBy(snapshot.files(SILVER.name), ({ partitionValue }) => partitionValue);
  const dates = [...byDate.keys()].filter((date) => date >= from && date <= to).sort();
  for (const date of dates) {
    const files = byDate.get(date)!;
    for (const file of files) await requireSound(file);
    const all = scanTable(SILVER.name, files)!;
    const own = stationId === undefined ? all : all.filter(pl.col("station_id").eq(pl.lit(stationId)));
    // A sink, and no frame in between: V8 knows nothing of a frame's memory and lets it grow by the date.
    const sorted = own.sort(["ts", "station_id", "kafka_partition", "kafka_offset"]);
    try {
      await sorted.sinkParquet(`${spool}/${date}.parquet`, { compression: "zstd" }).collect();
    } catch (cause) {
      if (isDiskRefusal(cause)) throw cause;
      throw new PipelineError(
        "lake_mismatch",
        `Cannot export ${date} as a file of it is damaged: ${files.map(({ path }) => path).join(", ")}`,
        {
          hint: "to see which rows are lost: deno task prove",
          cause,
        },
      );
    }
  }
  return dates.length;
}

/** No frame of it is made: its bytes are those that were written. */
async function requireSound(file: LakeFile): Promise<void> {
  const isSound = await exists(file.localPath) && await soundDigest(file) !== null;
  if (isSound) return;
  throw new PipelineError(
    "lake_mismatch",
    `Cannot export ${SILVER.name}/${file.path} as it is not what was written there`,
    {
      hint: "to see which rows are lost: deno task prove",
    },
  );
}

/** Writes rows as one file, in their order. */
export async function writeRows(rows: LazyDataFrame, path: string, format: ExportFormat): Promise<void> {
  if (format === "parquet") return void await rows.sinkParquet(path, { compression: "zstd" }).collect();
  const timed = rows.withColumns(pl.col("ts").dt.strftime("%Y-%m-%dT%H:%M:%S%.fZ").alias("ts"));
  if (format === "ndjson") return void await timed.sinkNdJson(path).collect();
  const texts = timed.limit(0).collectSync().getColumns().filter(({ dtype }) => dtype.equals(pl.String));
  const printable = texts.map(({ name }) => pl.col(name).str.replaceAll("[\\x00-\\x1f\\x7f-\\x9f]", "\ufffd"));
  await timed.withColumns(...printable).sinkCSV(path, { includeHeader: true }).collect();
}

/** A path as a glob that matches nothing else. */
const literal = (path: string) => path.replaceAll(/[[*?]/g, "[$&]");

function nothing({ lake, from, to, stationId }: ExportOptions): PipelineError {
  const asked = [
    ...(from === undefined ? [] : [` from ${from}`]),
    ...(to === undefined ? [] : [` to ${to}`]),
    ...(stationId === undefined ? [] : [` of station ${stationId}`]),
  ].join("");
  return new PipelineError("not_found", `Cannot export ${placeOf(lake)}/silver as there is no row${asked} in it`, {
    hint: asked === "" ? "fill it: deno task pipeline" : "see its dates and stations in the report: deno task report",
  });
}
