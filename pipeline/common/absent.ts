/** True where there is no such file or folder; below a file there is none either. */
export const isAbsent = (error: unknown): boolean =>
  error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory;
