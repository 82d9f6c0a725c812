import type { ConsumeProgress } from "../../pipeline/silver/mod.ts";
import type { ReplayProgress } from "../../pipeline/source/mod.ts";

/** A count with thousands set apart. */
export const count = (value: number): string => value.toLocaleString("en-US");

/** How far a replay is, in one line. */
export function produceLine(
  { dataLines, blankLines, produced, elapsedMs, lateness, fraction }: ReplayProgress,
): string {
  const perSecond = elapsedMs > 0 ? Math.round(produced * 1000 / elapsedMs) : 0;
  return `${String(Math.floor(fraction * 100)).padStart(3)} %  ${count(dataLines)} lines, ${
    count(blankLines)
  } blank, ` +
    `${count(produced)} produced, ${count(perSecond)} rows/s, late at most ${lateness.maxMs.toFixed(1)} ms`;
}

/** How far a consumer is, in one line. Judged comes before committed: what is between waits in a buffer. */
export function consumeLine({ tally, committedRows, files }: ConsumeProgress): string {
  const again = tally.again === 0 ? "" : `, ${count(tally.again)} of them judged again`;
  return `${count(tally.accepted)} accepted (${count(tally.suspect)} suspect), ${
    count(tally.rejected)
  } rejected${again}; ` +
    `${count(committedRows)} committed in ${count(files)} files`;
}
