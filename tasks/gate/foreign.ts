/** A folder of somebody's machine, at the start of a path: such a path means nothing to anyone else. */
const MACHINE_PATH =
  /(?<![\w.~/-])(?:file:\/\/)?\/(?:home|root|Users|work)\/[\w.-]+[^\s"'`)]*|\b[A-Z]:\\Users\\[^\s"'`)]*/g;

/** Hosts of package registries: which one a machine uses is its own matter. */
const REGISTRY_HOST =
  /\b(?:registry\.(?:npmjs|yarnpkg)\.\w+|npm\.jsr\.io|jsr\.io|pypi\.org|files\.pythonhosted\.org|repo1?\.maven(?:\.apache)?\.org|proxy\.golang\.org)\b/g;

/** What in a committed text belongs to one machine: one line each, `PATH:LINE: …`. A lock file may name no address at all. */
export function foreignText(path: string, text: string): string[] {
  const patterns = [MACHINE_PATH, REGISTRY_HOST, ...(path === "deno.lock" ? [/https?:\/\/[^\s"]+/g] : [])];
  return text.split("\n").flatMap((line, at) =>
    patterns.flatMap((pattern) => line.match(pattern) ?? []).map((found) => `${path}:${at + 1}: ${found}`)
  );
}
