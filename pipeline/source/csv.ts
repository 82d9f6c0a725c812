import { Buffer } from "node:buffer";
import { PipelineError } from "../common/mod.ts";
import { FIELDS, type RawLine, type RawReading } from "../reading/mod.ts";
import type { Dialect } from "./dialect.ts";
import { openSource } from "./file.ts";
import { timestampReader } from "./timestamp.ts";

/** One physical line after the header. A blank one (nothing but delimiters and spaces) has no message. */
export type SourceRow =
  & {
    /** 1-based physical line; the header is 1. */
    sourceLine: number;
    /** The moment of the reading in milliseconds since 1970; null where it has none. */
    epochMs: number | null;
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

// Also the longest line: with each byte of it escaped as \u0000 its message stays under Kafka's limit of 1 MB.
const BLOCK_BYTES = 65_536;

/**
 * Reads a CSV block by block in flat memory, in the file's order, each physical line once. Quotes have no meaning, so a stray one
 * cannot swallow lines. Cells become numbers where they are finite numbers of the dialect, `null` where empty, and else travel
 * as their text; lines with another number of cells than the header travel whole.
 *
 * @param pieceBytes about how much of the file is made into rows at once, where who takes them must not wait for long
 *
 * @throws PipelineError `not_found`, `not_a_file`, `no_permission`; `bad_csv` for a line of 64 KiB or more.
 *
 * @example
 * ```ts
 * import { detectDialect, readRows } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const path = await Deno.makeTempFile();
 * await Deno.writeTextFile(path, "Date;Time;CO(GT)\n10/03/2004;18.00.00;2,6\n;;\noops\n");
 * for await (const { rows } of readRows(path, await detectDialect(path), "uci")) {
 *   assert.deepEqual(rows.map((row) => row.kind), ["reading", "blank", "malformed"]);
 *   assert.deepEqual(rows[0]?.message, { station_id: "uci", ts: "2004-03-10T18:00:00Z", co_gt: 2.6, source_line: 2 });
 *   assert.deepEqual(rows[2]?.message, { source_line: 4, raw: "oops" });
 * }
 * await Deno.remove(path);
 * ```
 */
export async function* readRows(
  path: string,
  dialect: Dialect,
  stationId: string,
  pieceBytes = Infinity,
): AsyncGenerator<RowBlock> {
  const toRow = rowReader(dialect, stationId);
  let lines = 0;
  for await (const { bytes, endByte } of readBlocks(path, () => lines, pieceBytes)) {
    const rows: SourceRow[] = [];
    for (const line of linesOf(bytes.toString())) {
      lines++;
      if (lines > 1) rows.push(toRow(line.split(dialect.delimiter), lines));
    }
    yield { rows, endByte };
  }
}

/** Physical lines without their ends, LF or CRLF. As quotes have no meaning, a line is a record, and its cells stand between delimiters. */
export function linesOf(text: string): string[] {
  const lines = text.split("\n");
  const last = lines.pop()!;
  const ended = lines.map((line) => line.endsWith("\r") ? line.slice(0, -1) : line);
  return last === "" ? ended : [...ended, last];
}

/**
 * Cuts a file after line ends into blocks of at most `BLOCK_BYTES`, and of little more than `pieceBytes`. The bytes are valid until the
 * next block is asked for.
 */
export async function* readBlocks(
  path: string,
  lines: () => number,
  pieceBytes = Infinity,
): AsyncGenerator<{ bytes: Buffer; endByte: number }> {
  const { handle } = await openSource(path);
  try {
    const buffer = Buffer.allocUnsafe(BLOCK_BYTES);
    let length = 0, endByte = 0;
    for (;;) {
      const { bytesRead } = await handle.read(buffer, length, BLOCK_BYTES - length, null);
      length += bytesRead;
      const cut = bytesRead === 0 ? length : buffer.lastIndexOf("\n", length - 1) + 1;
      for (let from = 0; from < cut;) {
        const pieceEnd = Math.min(buffer.indexOf("\n", from + Math.min(pieceBytes, cut)) + 1 || cut, cut);
        endByte += pieceEnd - from;
        yield { bytes: buffer.subarray(from, pieceEnd), endByte };
        from = pieceEnd;
      }
      buffer.copy(buffer, 0, cut, length);
      length -= cut;
      if (bytesRead === 0) return;
      if (length === BLOCK_BYTES) {
        throw new PipelineError(
          "bad_csv",
          `Cannot read line ${lines() + 1} of ${path} as a reading: expected fewer than ${BLOCK_BYTES} bytes, got more`,
          { hint: "is it a CSV? Take that line out or end it" },
        );
      }
    }
  } finally {
    await handle.close();
  }
}

function rowReader(dialect: Dialect, stationId: string): (cells: string[], sourceLine: number) => SourceRow {
  const { columns, delimiter } = dialect;
  const dateIndex = columns.indexOf("date"), timeIndex = columns.indexOf("time");
  const unnamed = columns.flatMap((column, index) => column === null ? [index] : []);
  const fields = FIELDS.map(({ name }) => ({ name, index: columns.indexOf(name) })).filter(({ index }) => index >= 0);
  const timestamp = timestampReader(dialect.dateOrder);
  const value = cellReader(dialect.decimal);

  return (cells, sourceLine) => {
    if (cells.every(isEmpty)) return { kind: "blank", sourceLine, epochMs: null, message: null };
    if (cells.length !== columns.length || unnamed.some((index) => !isEmpty(cells[index] ?? ""))) {
      return {
        kind: "malformed",
        sourceLine,
        epochMs: null,
        message: { source_line: sourceLine, raw: cells.join(delimiter) },
      };
    }
    const { ts, epochMs } = timestamp(cells[dateIndex] ?? "", cells[timeIndex] ?? "");
    // The order of the keys is the order on the wire.
    const message: Record<string, string | number | null> = { station_id: stationId, ts };
    for (const { name, index } of fields) message[name] = value(cells[index] ?? "");
    message["source_line"] = sourceLine;
    return { kind: "reading", sourceLine, epochMs, message: message as RawReading };
  };
}

const isEmpty = (cell: string) => cell === "" || cell.trim() === "";

function cellReader(decimal: "," | "."): (cell: string) => string | number | null {
  const number = decimal === ","
    ? /^\s*[+-]?\d+(?:,\d+)?(?:[eE][+-]?\d+)?\s*$/
    : /^\s*[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?\s*$/;
  return (cell) => {
    if (isEmpty(cell)) return null;
    if (!number.test(cell)) return cell;
    const value = Number(decimal === "," ? cell.replace(",", ".") : cell);
    return Number.isFinite(value) ? value : cell;
  };
}
