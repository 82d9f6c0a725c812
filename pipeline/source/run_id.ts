/** What the id of a run says. */
export interface RunId {
  /** RFC 3339 time at which it began, to the millisecond. */
  startedAt: string;
  /** SHA-256 of its file in hexadecimal, or what an id keeps of it: the first 12 digits. */
  sha256: string;
  /** Whether the file is sent again and again. */
  looped: boolean;
}

const DIGITS = 12;
const FORM = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z-([0-9a-f]{12})(-loop)?$/;

/**
 * The id of a run, `20261122T160302123Z-13277ae5d858`: ids sort by time. Every message carries it, so that the topic itself says which
 * file a run sends: the facts are kept at its end only, which a killed producer never sees.
 */
export function formatRunId({ startedAt, sha256, looped }: RunId): string {
  const time = new Date(startedAt).toISOString().replaceAll(/[-:.]/g, "");
  return `${time}-${sha256.slice(0, DIGITS)}${looped ? "-loop" : ""}`;
}

/** What {@linkcode formatRunId} wrote; null for any other text. */
export function parseRunId(text: string): RunId | null {
  const found = FORM.exec(text);
  if (found === null) return null;
  const [, year, month, day, hour, minute, second, ms, sha256, loop] = found;
  const startedAt = `${year}-${month}-${day}T${hour}:${minute}:${second}.${ms}Z`;
  return { startedAt, sha256: sha256!, looped: loop !== undefined };
}

/** Whether a run sends the file with this digest. */
export const isOfFile = (run: RunId, sha256: string): boolean => sha256.startsWith(run.sha256);
