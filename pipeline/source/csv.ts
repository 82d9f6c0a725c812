import { Buffer, isUtf8 } from "node:buffer";
import { FIELDS, type RawLine, type RawReading } from "../reading/mod.ts";
import { linesOf, readBlocks } from "./blocks.ts";
import { cellsOf, fits, isEmpty } from "./cells.ts";
import type { Dialect } from "./dialect.ts";
import { numberReader } from "./number.ts";
import type { SourceFile } from "./source_file.ts";
import { timestampReader } from "./timestamp.ts";

/** One physical line after the header. A blank one (nothing but delimiters and spaces) has no message. */
export type SourceRow =
  & {
    /** 1-based physical line; the header is 1. */
    sourceLine: number;
    /** The timestamp of the reading in milliseconds since 1970; null where it has none. */
    timestampMs: number | null;
  }
  & (
    | { kind: "blank"; message: null }
    | { kind: "reading"; message: RawReading }
    | { kind: "malformed"; message: RawLine }
  );

/** Consecutive rows of a file, read together. */
export interface RowBlock {
  rows: SourceRow[];
  /** Bytes of the file read by the end of this block. */
  endByte: number;
}

/**
 * Reads a CSV block by block in flat memory, in the file's order, each physical line once. A quote has no meaning past its line, so a stray
 * one cannot swallow others. Cells become numbers where they are finite numbers of the dialect, `null` where empty, and else travel as their
 * text; lines with fewer cells than there are columns, or more that are not empty, travel whole. Of a line that is not UTF-8 its bytes
 * travel too, as `raw_base64`.
 *
 * Each piece of the file is compared with its digest before any of it is given: what is read is the file that was identified.
 *
 * @param pieceBytes about how much of the file is made into rows at once, where who takes them must not wait for long
 *
 * @throws PipelineError `not_found`, `not_a_file`, `no_permission`; `source_changed`; `bad_csv` for a line of 64 KiB or more.
 *
 * @example
 * ```ts
 * import { detectDialect, identifyFile, readRows } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const path = await Deno.makeTempFile();
 * await Deno.writeTextFile(path, "Date;Time;CO(GT)\n10/03/2004;18.00.00;2,6\n;;\noops\n");
 * const file = await identifyFile(path);
 * for await (const { rows } of readRows(file, await detectDialect(file), "uci")) {
 *   assert.deepEqual(rows.map((row) => row.kind), ["reading", "blank", "malformed"]);
 *   assert.deepEqual(rows[0]?.message, { station_id: "uci", ts: "2004-03-10T18:00:00Z", co_gt: 2.6, source_line: 2 });
 *   assert.deepEqual(rows[2]?.message, { source_line: 4, raw: "oops" });
 * }
 * await Deno.remove(path);
 * ```
 */
export async function* readRows(
  file: SourceFile,
  dialect: Dialect,
  stationId: string,
  pieceBytes = Infinity,
): AsyncGenerator<RowBlock> {
  const toRow = rowReader(dialect, stationId);
  let lines = 0;
  for await (const { bytes, endByte } of readBlocks(file, pieceBytes)) {
    const rows: SourceRow[] = [];
    const text = bytes.toString();
    const ends = text.includes("\ufffd") ? feedsOf(bytes) : null;
    linesOf(text).forEach((line, index) => {
      lines++;
      if (lines === 1) return;
      const lost = ends !== null && line.includes("\ufffd") ? lostBytes(bytes, ends, index) : undefined;
      rows.push(toRow(line, lines, lost));
    });
    yield { rows, endByte };
  }
}

/** Where the line feeds are. */
function feedsOf(bytes: Buffer): number[] {
  const feeds: number[] = [];
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) feeds.push(at);
  return feeds;
}

/** The bytes of a line, without its end, where they are not UTF-8. */
function lostBytes(bytes: Buffer, feeds: readonly number[], index: number): Buffer | undefined {
  const from = index === 0 ? 0 : feeds[index - 1]! + 1, feed = feeds[index];
  const end = feed === undefined ? bytes.length : feed > from && bytes[feed - 1] === 13 ? feed - 1 : feed;
  const line = bytes.subarray(from, end);
  return isUtf8(line) ? undefined : line;
}

function rowReader(
  dialect: Dialect,
  stationId: string,
): (line: string, sourceLine: number, bytes: Buffer | undefined) => SourceRow {
  const { columns, delimiter, dateOrder, timeKind, usualCells } = dialect;
  const dateIndex = columns.indexOf("date"), timeIndex = columns.indexOf("time");
  const width = columns.length - dialect.trailingEmptyColumns;
  const fields = FIELDS.map(({ name }) => ({ name, index: columns.indexOf(name) })).filter(({ index }) => index >= 0);
  const timestamp = timestampReader(dateOrder, timeKind);
  const value = numberReader(dialect);

  return (line, sourceLine, bytes) => {
    const cells = cellsOf(line, delimiter);
    if (cells.every(isEmpty)) return { kind: "blank", sourceLine, timestampMs: null, message: null };
    const lost = bytes === undefined ? {} : { raw_base64: bytes.toString("base64") };
    if (!fits(cells, width, usualCells)) {
      return {
        kind: "malformed",
        sourceLine,
        timestampMs: null,
        message: { source_line: sourceLine, raw: line, ...lost },
      };
    }
    const { ts, timestampMs } = timestamp(cells[dateIndex]!, cells[timeIndex]!);
    // The order of the keys is the order on the wire.
    const message: Record<string, string | number | null> = { station_id: stationId, ts };
    for (const { name, index } of fields) message[name] = value(cells[index]!);
    Object.assign(message, lost);
    message["source_line"] = sourceLine;
    return { kind: "reading", sourceLine, timestampMs, message: message as RawReading };
  };
}
