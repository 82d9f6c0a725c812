import { createHash } from "node:crypto";
import { type FileHandle, mkdir, open, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { isAbsent, PipelineError, writeWhole } from "../common/mod.ts";

/** Opens a source file for reading; the caller closes it. Every way in which that can fail has its own error. */
export async function openSource(path: string): Promise<{ handle: FileHandle; sizeBytes: number }> {
  try {
    // Before the open: opening a named pipe waits for its writer.
    const found = await stat(path);
    if (!found.isFile()) {
      throw new PipelineError("not_a_file", `Cannot read ${path} as a CSV: expected a file, got a folder or device`, {
        hint: "name the file itself with --csv FILE or AIR_QUALITY_CSV",
      });
    }
    return { handle: await open(path), sizeBytes: found.size };
  } catch (error) {
    throw sourceError(path, error);
  }
}

/** Whether anything is at a path. */
export async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (isAbsent(error)) return false;
    throw sourceError(path, error);
  }
}

/** The bytes at the beginning of a file. */
export async function readHead(path: string, maxBytes: number): Promise<Uint8Array> {
  const { handle, sizeBytes } = await openSource(path);
  try {
    const bytes = new Uint8Array(Math.min(maxBytes, sizeBytes));
    let length = 0;
    while (length < bytes.length) {
      const { bytesRead } = await handle.read(bytes, length, bytes.length - length, length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return bytes.subarray(0, length);
  } finally {
    await handle.close();
  }
}

/** Bytes of a file that have a digest of their own, so that each can be compared with it before it is used. */
export const CHUNK_BYTES = 65_536;

/** Which file it is by its content. */
export interface Digests {
  /** Of the whole file, in hexadecimal. */
  sha256: string;
  sizeBytes: number;
  /** SHA-256 in base64 of every {@linkcode CHUNK_BYTES} of it in order; the last chunk may be shorter. */
  chunks: readonly string[];
}

/** The digests of a file, read as a stream. */
export async function digestFile(path: string): Promise<Digests> {
  const { handle } = await openSource(path);
  const hash = createHash("sha256"), chunks: string[] = [];
  let sizeBytes = 0;
  try {
    const buffer = new Uint8Array(CHUNK_BYTES);
    for (;;) {
      const length = await readChunk(handle, buffer, 0);
      if (length === 0) return { sha256: hash.digest("hex"), sizeBytes, chunks };
      const chunk = buffer.subarray(0, length);
      hash.update(chunk);
      chunks.push(digestOf(chunk));
      sizeBytes += length;
    }
  } finally {
    await handle.close();
  }
}

export const digestOf = (chunk: Uint8Array): string => createHash("sha256").update(chunk).digest("base64");

/** Reads {@linkcode CHUNK_BYTES} to a place in a buffer, fewer only at the end of the file. */
export async function readChunk(handle: FileHandle, buffer: Uint8Array, at: number): Promise<number> {
  let length = 0;
  while (length < CHUNK_BYTES) {
    const { bytesRead } = await handle.read(buffer, at + length, CHUNK_BYTES - length, null);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return length;
}

/** Writes a file whole or not at all. Makes its folder. @throws {PipelineError} `no_permission` */
export async function writeSource(path: string, content: Uint8Array | string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeWhole(path, (temporary) => writeFile(temporary, content));
  } catch (error) {
    if (!isRefusal(error)) throw error;
    throw new PipelineError(
      "no_permission",
      `Cannot write ${path}: expected permission to write there, got a refusal`,
      {
        hint: `check the permissions of ${dirname(path)}`,
        cause: error,
      },
    );
  }
}

function sourceError(path: string, error: unknown): unknown {
  if (isAbsent(error)) {
    return new PipelineError("not_found", `Cannot read ${path} as a CSV: expected a file, got no such file`, {
      hint: "give an existing file with --csv FILE or AIR_QUALITY_CSV",
      cause: error,
    });
  }
  if (!isRefusal(error)) return error;
  return new PipelineError(
    "no_permission",
    `Cannot read ${path} as a CSV: expected permission to read it, got a refusal`,
    {
      hint: "check the permissions of the file and of the folders above it",
      cause: error,
    },
  );
}

const codeOf = (error: unknown) => error instanceof Error && "code" in error ? error.code : undefined;

/** NotCapable is Deno's own refusal, which has no code. */
const isRefusal = (error: unknown) =>
  ["EACCES", "EPERM", "EROFS"].includes(String(codeOf(error))) ||
  (error instanceof Error && error.name === "NotCapable");

/**
 * The number of lines of a file, the last one also without a line end; counted apart from the CSV reader, so that one can be held
 * against the other.
 *
 * @throws PipelineError `not_found`, `not_a_file`, `no_permission`
 *
 * @example
 * ```ts
 * import { countLines } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const path = await Deno.makeTempFile();
 * await Deno.writeTextFile(path, "header\r\none\r\ntwo");
 * assert.equal(await countLines(path), 3);
 * await Deno.remove(path);
 * ```
 */
export async function countLines(path: string): Promise<number> {
  const { handle } = await openSource(path);
  let lines = 0, last = 10;
  for await (const chunk of handle.createReadStream() as AsyncIterable<Uint8Array>) {
    for (const byte of chunk) if (byte === 10) lines++;
    last = chunk.at(-1) ?? last;
  }
  return last === 10 ? lines : lines + 1;
}
