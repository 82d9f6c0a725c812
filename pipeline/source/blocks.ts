import { Buffer } from "node:buffer";
import { PipelineError } from "../common/mod.ts";
import { CHUNK_BYTES, digestOf, openSource, readChunk } from "./file.ts";
import { changed, type SourceFile } from "./source_file.ts";

// With each byte of it escaped as \u0000 its message stays under Kafka's limit of 1 MB.
const LONGEST_LINE = 65_536;

/** Physical lines without their ends, LF or CRLF. */
export function linesOf(text: string): string[] {
  const lines = text.split("\n");
  const last = lines.pop()!;
  const ended = lines.map((line) => line.endsWith("\r") ? line.slice(0, -1) : line);
  return last === "" ? ended : [...ended, last];
}

/**
 * Cuts a file after line ends into blocks of at most `2 * CHUNK_BYTES`, and of little more than `pieceBytes`. The bytes are valid until the
 * next block is asked for.
 *
 * @throws PipelineError `source_changed` before anything of a chunk that changed is given, and at the end where the file has grown
 */
export async function* readBlocks(
  file: SourceFile,
  pieceBytes = Infinity,
): AsyncGenerator<{ bytes: Buffer; endByte: number }> {
  const { handle } = await openSource(file.path);
  try {
    const buffer = Buffer.allocUnsafe(2 * CHUNK_BYTES);
    let length = 0, endByte = 0, lines = 0;
    for (let chunk = 0;; chunk++) {
      const read = await readChunk(handle, buffer, length);
      const digest = read === 0 ? undefined : digestOf(buffer.subarray(length, length + read));
      if (digest !== file.chunks[chunk]) {
        throw changed(file, `other bytes from ${(chunk * CHUNK_BYTES).toLocaleString("en-US")} on`);
      }
      length += read;
      if (buffer.subarray(0, length).indexOf(10) >= LONGEST_LINE) throw tooLong(file.path, lines + 1);
      const cut = read === 0 ? length : buffer.lastIndexOf("\n", length - 1) + 1;
      for (let from = 0; from < cut;) {
        const pieceEnd = Math.min(buffer.indexOf("\n", from + Math.min(pieceBytes, cut)) + 1 || cut, cut);
        endByte += pieceEnd - from;
        const bytes = buffer.subarray(from, pieceEnd);
        yield { bytes, endByte };
        for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) lines++;
        from = pieceEnd;
      }
      buffer.copy(buffer, 0, cut, length);
      length -= cut;
      if (read === 0) return;
      if (length >= LONGEST_LINE) throw tooLong(file.path, lines + 1);
    }
  } finally {
    await handle.close();
  }
}

const tooLong = (path: string, line: number) =>
  new PipelineError(
    "bad_csv",
    `Cannot read line ${line} of ${path} as a reading: expected fewer than ${LONGEST_LINE} bytes, got more`,
    { hint: "is it a CSV? Remove that line, or end it with a line break" },
  );
