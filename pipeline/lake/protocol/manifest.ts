import { z } from "zod";
import { PipelineError } from "../../common/mod.ts";
import type { Store } from "../store/mod.ts";

const offset = z.int().nonnegative();

const FILE = z.object({
  /** Relative to the table's folder. */
  path: z.string(),
  partitionValue: z.string(),
  sizeBytes: z.int(),
  /** Of Delta: rows, smallest and largest values and nulls of columns, as JSON. */
  stats: z.string(),
});

const MANIFEST = z.object({
  topic: z.string(),
  partition: offset,
  /** Of the owner that wrote the files. */
  epoch: z.int().positive(),
  /** The offset from which the rotation read. */
  firstOffset: offset,
  /** The offset that its transaction commits. */
  nextOffset: offset,
  tables: z.array(z.object({
    table: z.string(),
    /** How far the table was for this partition before: it must be there when the files are added, or rows are missing between. */
    after: offset,
    files: z.array(FILE).min(1),
  })),
});

/** What a rotation wrote: the files that its committed offset stands for. */
export type Manifest = z.infer<typeof MANIFEST>;
/** A file of a manifest. */
export type ManifestFile = z.infer<typeof FILE>;

const FOLDER = "_manifests";

/** Where a manifest lies in the lake; also the metadata of the committed offset, from which a successor finds it. */
export function manifestKey({ topic, partition, nextOffset, epoch }: Omit<Manifest, "tables" | "firstOffset">): string {
  return `${FOLDER}/${topic}-${partition}-${nextOffset}-${epoch}.json`;
}

/** The bytes of a manifest. */
export function formatManifest(manifest: Manifest): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(manifest) + "\n");
}

/**
 * Reads the manifest that a committed offset names.
 *
 * @throws {PipelineError} `lake_mismatch` where the lake does not have it, or has another text there: it is not the lake that the offset
 *   was committed for, or a copy from before
 */
export async function readManifest(store: Store, key: string): Promise<Manifest> {
  const refuse = (got: string) =>
    new PipelineError(
      "lake_mismatch",
      `Cannot read ${key} in ${store.location} as a manifest: expected what the committed offset names, got ${got}`,
      {
        hint:
          "this lake is not the one that the group wrote, or was restored from an older copy: name the right one by --lake",
      },
    );
  if (!key.startsWith(`${FOLDER}/`)) throw refuse("the metadata of another program");
  const bytes = await store.get(key);
  if (bytes === null) throw refuse("no file");
  try {
    return MANIFEST.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    throw refuse("a damaged file");
  }
}

/** What a key in the lake says, where it is that of a manifest. */
export function parseManifestKey(
  key: string,
): { topic: string; partition: number; nextOffset: number; epoch: number } | null {
  const [, topic, partition, nextOffset, epoch] = /^_manifests\/(.+)-(\d+)-(\d+)-(\d+)\.json$/.exec(key) ?? [];
  if (topic === undefined) return null;
  return { topic, partition: Number(partition), nextOffset: Number(nextOffset), epoch: Number(epoch) };
}
