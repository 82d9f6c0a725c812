import { Buffer } from "node:buffer";
import { rename, rm } from "node:fs/promises";
import { basename } from "node:path";
import { makeFolder, PipelineError } from "../common/mod.ts";
import { formatTimestamp } from "../reading/mod.ts";
import { readBlocks } from "./blocks.ts";
import { cellsOf, fits } from "./cells.ts";
import { detectDialect, type DialectOptions } from "./dialect.ts";
import { identifyFile, requireUnchanged, type SourceFile } from "./source_file.ts";
import { timestampReader } from "./timestamp.ts";

/** Where the stream begins: after this share of the readings in time (above 0, below 1), or at a timestamp (ms since 1970). */
export type SplitAt = { readonly share: number } | { readonly timestampMs: number };

/** One of the two files of a split. */
export interface SplitPart {
  readonly path: string;
  /** Lines after the header: readings, blank lines and lines without a timestamp. */
  readonly lines: number;
  /** Those with a timestamp. */
  readonly readings: number;
}

/** A file in two: what came before a timestamp, and the rest. */
export interface Split {
  /** RFC 3339: readings before it are in `train`, the others in `stream`. */
  readonly cutoff: string;
  readonly train: SplitPart;
  readonly stream: SplitPart;
}

/** What is split, and where to. */
export interface SplitOptions {
  readonly csvPath: string;
  /** Gets `<name>_train.csv` and `<name>_stream.csv`, whole or not at all. */
  readonly outDir: string;
  readonly at: SplitAt;
  readonly dialectOptions?: DialectOptions;
}

/**
 * Splits a CSV by time into a part to learn from and a part to replay. Each line after the header goes to exactly one of them, byte
 * for byte and in the file's order; both begin with the header. Readings of the same timestamp stay together. A line without a timestamp
 * (blank, malformed) goes with the reading before it. Memory: 8 bytes a reading for a share, nothing for a timestamp.
 *
 * @throws {PipelineError} `not_found`, `not_a_file`, `no_permission`, `bad_csv`; `source_changed` where the file changes meanwhile; `usage` where one of the two would have no reading
 *
 * @example
 * ```ts
 * import { splitCsv } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const folder = await Deno.makeTempDir();
 * const csvPath = `${folder}/a.csv`;
 * await Deno.writeTextFile(csvPath, "Date;Time;CO(GT)\n10/03/2004;18.00.00;1\n10/03/2004;19.00.00;2\n");
 * const { cutoff } = await splitCsv({ csvPath, outDir: folder, at: { share: 0.5 } });
 * assert.equal(cutoff, "2004-03-10T19:00:00Z");
 * assert.equal(await Deno.readTextFile(`${folder}/a_stream.csv`), "Date;Time;CO(GT)\n10/03/2004;19.00.00;2\n");
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export async function splitCsv({ csvPath, outDir, at, dialectOptions }: SplitOptions): Promise<Split> {
  const file = await identifyFile(csvPath);
  const dialect = await detectDialect(file, dialectOptions);
  const { delimiter, columns, dateOrder, timeKind, trailingEmptyColumns, usualCells } = dialect;
  const dateIndex = columns.indexOf("date"), timeIndex = columns.indexOf("time");
  const timestamp = timestampReader(dateOrder, timeKind);
  const width = columns.length - trailingEmptyColumns;
  const timestampOf = (line: string): number | null => {
    const cells = cellsOf(line, delimiter);
    return fits(cells, width, usualCells) ? timestamp(cells[dateIndex]!, cells[timeIndex]!).timestampMs : null;
  };
  const cutoffMs = "timestampMs" in at ? at.timestampMs : await timestampOfShare(file, timestampOf, at.share);

  const name = basename(csvPath).replace(/\.[^.]*$/, "");
  await makeFolder(outDir, "the two files", "name another folder with --out-dir");
  const [train, stream] = await Promise.all([
    openPart(`${outDir}/${name}_train.csv`),
    openPart(`${outDir}/${name}_stream.csv`),
  ]);
  try {
    let isHeader = true, side = train;
    for await (const { lines } of readLines(file)) {
      for (const { bytes, text } of lines) {
        if (isHeader) {
          isHeader = false;
          train.add(bytes);
          stream.add(bytes);
          continue;
        }
        const timestampMs = timestampOf(text);
        if (timestampMs !== null) {
          side = timestampMs < cutoffMs ? train : stream;
          side.readings++;
        }
        side.lines++;
        side.add(bytes);
      }
      await train.flush();
      await stream.flush();
    }
    for (const [part, where] of [[train, "before"], [stream, "at or after"]] as const) {
      if (part.readings > 0) continue;
      throw new PipelineError(
        "usage",
        `Cannot split ${csvPath} at ${formatTimestamp(cutoffMs)} as no reading is ${where} it`,
        { hint: "give another --at or --share" },
      );
    }
    await requireUnchanged(file);
    await train.keep();
    await stream.keep();
    return { cutoff: formatTimestamp(cutoffMs), train: train.facts(), stream: stream.facts() };
  } finally {
    await train.discard();
    await stream.discard();
  }
}

/** The timestamp before which the share of the readings lies, and at or after which the rest does. */
async function timestampOfShare(
  file: SourceFile,
  timestampOf: (line: string) => number | null,
  share: number,
): Promise<number> {
  let timestampsMs = new Float64Array(1024), count = 0;
  for await (const { lines } of readLines(file)) {
    for (const { text } of lines) {
      const timestampMs = timestampOf(text);
      if (timestampMs === null) continue;
      if (count === timestampsMs.length) {
        const longer = new Float64Array(2 * count);
        longer.set(timestampsMs);
        timestampsMs = longer;
      }
      timestampsMs[count++] = timestampMs;
    }
  }
  if (count === 0) {
    throw new PipelineError("bad_csv", `Cannot split ${file.path} by time as no line of it has a date and a time`, {
      hint: "look at its dates: deno task doctor --csv FILE; force their form with --date-order",
    });
  }
  const inTime = timestampsMs.subarray(0, count).sort();
  return inTime[Math.min(count - 1, Math.round(count * share))]!;
}

/** Each line with its bytes, line end included; the bytes are valid until the next block. */
async function* readLines(file: SourceFile): AsyncGenerator<{ lines: { bytes: Uint8Array; text: string }[] }> {
  const decoder = new TextDecoder();
  for await (const { bytes } of readBlocks(file)) {
    const lines: { bytes: Uint8Array; text: string }[] = [];
    for (let start = 0; start < bytes.length;) {
      const end = bytes.indexOf(10, start) + 1 || bytes.length;
      const line = bytes.subarray(start, end);
      lines.push({ bytes: line, text: decoder.decode(line).replace(/\r?\n$/, "") });
      start = end;
    }
    yield { lines };
  }
}

/** A file that is written under another name until it is whole. */
async function openPart(path: string) {
  const temporary = `${path}.${crypto.randomUUID()}.tmp`;
  const file = await Deno.open(temporary, { write: true, createNew: true });
  const writer = file.writable.getWriter();
  let waiting: Uint8Array[] = [];
  return {
    lines: 0,
    readings: 0,
    add: (bytes: Uint8Array) => void waiting.push(bytes),
    async flush() {
      await writer.write(Buffer.concat(waiting));
      waiting = [];
    },
    async keep() {
      await writer.close();
      await rename(temporary, path);
    },
    async discard() {
      await writer.close().catch(() => {}); // it was kept
      await rm(temporary, { force: true });
    },
    facts(): SplitPart {
      return { path, lines: this.lines, readings: this.readings };
    },
  };
}
