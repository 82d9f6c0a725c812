import type { PolicyOutcome } from "../../pipeline/evaluate/mod.ts";
import { count } from "./progress_text.ts";

const HEAD = ["policy", "accepted", "suspect", "rejected", "values kept", "made null", "NO2 hours", "over 200"];

/** What policies make of a file, as a Markdown table. */
export function policiesMarkdown(outcomes: readonly PolicyOutcome[]): string {
  const cells = (row: readonly string[]) => `| ${row.join(" | ")} |\n`;
  const rows = outcomes.map((each) => [
    each.name,
    ...[each.accepted, each.suspect, each.rejected, each.values, each.outOfRange, each.no2Hours, each.no2OverLimit]
      .map(count),
  ]);
  return [HEAD, HEAD.map((_, index) => index === 0 ? "---" : "--:"), ...rows].map(cells).join("");
}
