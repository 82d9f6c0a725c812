import { writeWhole } from "./whole_file.ts";

/**
 * Forces a file's or a folder's content to the disk. A file's name is content of its folder: a rename is durable only once the folder
 * is flushed, and a commit before that could outlive the rows it stands for.
 */
export async function flush(path: string): Promise<void> {
  using file = await Deno.open(path, { read: true });
  await file.sync();
}

/** Writes a file whole or not at all, and durably. Two processes may write the same one at once: the last one stays. */
export async function writeFileAtomic(path: string, text: string): Promise<void> {
  await writeWhole(path, async (temporary) => {
    await Deno.writeTextFile(temporary, text);
    await flush(temporary);
  });
  await flush(path.slice(0, path.lastIndexOf("/")));
}
