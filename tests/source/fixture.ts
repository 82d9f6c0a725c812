import { join } from "node:path";
import type { Clock } from "../../pipeline/common/mod.ts";

/** Runs with a file of its own in a folder of its own, gone afterwards. */
export async function withFile<T>(content: string | Uint8Array, run: (path: string) => Promise<T>): Promise<T> {
  return await withFolder(async (folder) => {
    const path = join(folder, "readings.csv");
    await Deno.writeFile(path, typeof content === "string" ? new TextEncoder().encode(content) : content);
    return await run(path);
  });
}

export async function withFolder<T>(run: (folder: string) => Promise<T>): Promise<T> {
  const folder = await Deno.makeTempDir();
  try {
    return await run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** A clock on which only sleeping takes time. */
export class FakeClock implements Clock {
  nowMs = 0;
  readonly sleeps: number[] = [];

  now(): number {
    return this.nowMs;
  }

  sleep(ms: number): Promise<void> {
    this.sleeps.push(ms);
    this.nowMs += ms;
    return Promise.resolve();
  }
}

export async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of source) all.push(item);
  return all;
}
