import { createHash } from "node:crypto";
import { type FileHandle, mkdir, open, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { PipelineError } from "../common/mod.ts";

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
    if (isAbsence(error)) return false;
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

/** The SHA-256 of a file in hexadecimal, and its size in bytes; read as a stream. */
export async function digestFile(path: string): Promise<{ sha256: string; sizeBytes: number }> {
  const { handle } = await openSource(path);
  const hash = createHash("sha256");
  let sizeBytes = 0;
  try {
    const buffer = new Uint8Array(1 << 20);
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, null);
      if (bytesRead === 0) return { sha256: hash.digest("hex"), sizeBytes };
      hash.update(buffer.subarray(0, bytesRead));
      sizeBytes += bytesRead;
    }
  } finally {
    await handle.close();
  }
}

/** Writes a file under a temporary name first, so that nobody sees half of it. Makes its folder. */
export async function writeWhole(path: string, content: Uint8Array | string): Promise<void> {
  const temporary = `${path}.${crypto.randomUUID()}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(temporary, content);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
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
  if (isAbsence(error)) {
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

const isAbsence = (error: unknown) => ["ENOENT", "ENOTDIR"].includes(String(codeOf(error)));

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
