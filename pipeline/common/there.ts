/** True for the error of a file or folder that is not there; below a file there is none either. */
export const isAbsent = (error: unknown): boolean =>
  error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory ||
  (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR"));

async function orElse<T, U>(work: Promise<T>, otherwise: U): Promise<T | U> {
  try {
    return await work;
  } catch (error) {
    if (isAbsent(error)) return otherwise;
    throw error;
  }
}

/** Whether anything is at a path. */
export const exists = (path: string): Promise<boolean> => orElse(Deno.stat(path).then(() => true), false);

/** The text of a file; `undefined` where there is none. */
export const readTextIfThere = (path: string): Promise<string | undefined> =>
  orElse(Deno.readTextFile(path), undefined);

/** Removes a file or folder; one that is already gone is no error. */
export const removeIfThere = (path: string, options?: Deno.RemoveOptions): Promise<void> =>
  orElse(Deno.remove(path, options), undefined);

/** The names in a folder, in the order of the text; none where there is no folder. */
export const namesIn = async (path: string): Promise<string[]> =>
  (await orElse(Array.fromAsync(Deno.readDir(path), ({ name }) => name), [])).sort();
