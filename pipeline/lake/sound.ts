import { createHash } from "node:crypto";
import type { LakeFile } from "./snapshot.ts";

/** The beginning of the digest that the name of a compacted file carries; null where it is the name of a part. */
export const compactedDigest = ({ path }: Pick<LakeFile, "path">): string | null =>
  /\/compacted-([0-9a-f]+)\.parquet$/.exec(path)?.[1] ?? null;

/**
 * The SHA-256 of a file, as hexadecimal text; null where it is not the file that the log lists: it has another size, or another content
 * than its name says.
 */
export async function soundDigest(file: Pick<LakeFile, "path" | "localPath" | "size">): Promise<string | null> {
  const bytes = await Deno.readFile(file.localPath);
  const digest = createHash("sha256").update(bytes).digest("hex");
  return bytes.length === file.size && digest.startsWith(compactedDigest(file) ?? "") ? digest : null;
}
