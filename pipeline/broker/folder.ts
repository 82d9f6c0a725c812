import { PipelineError } from "../common/mod.ts";

/** Makes the folder, with those above it, and finds out now whether it can be written. @throws {PipelineError} `no_permission` */
export async function makeFolder(path: string, purpose: string): Promise<void> {
  try {
    await Deno.mkdir(path, { recursive: true });
    await Deno.remove(await Deno.makeTempFile({ dir: path }));
  } catch (cause) {
    throw new PipelineError("no_permission", `Cannot keep ${purpose} in ${path}: ${(cause as Error).message}`, {
      cause,
    });
  }
}

export async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
