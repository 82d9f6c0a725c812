import type { LineVerdict } from "./line_verdict.ts";
import { DEFAULT_RULE_SET, flagsOf, type RuleSet } from "../reading/mod.ts";
import { judgeNext, RecentReadings, SeenReadings, type Verdict } from "../validate/mod.ts";
import { detectDialect, type DialectOptions, identifyFile, readRows, type SourceFile } from "../source/mod.ts";

const STATION_ID = "uci";

/**
 * What the rules say of each line of a CSV, blank ones left out: as if it had been replayed into an empty topic and consumed, but
 * without a broker or a lake.
 *
 * @throws {PipelineError} `not_found`, `not_a_file`, `no_permission`, `bad_csv`, `source_changed`
 *
 * @example
 * ```ts
 * import { judgeCsv } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const path = await Deno.makeTempFile();
 * await Deno.writeTextFile(path, "Date;Time;CO(GT);T\n10/03/2004;18.00.00;2,6;13,6\n10/03/2004;19.00.00;600;13,3\n");
 * const verdicts = await judgeCsv(path);
 * assert.deepEqual(verdicts.get(2), { accepted: true, flags: [] });
 * assert.deepEqual(verdicts.get(3), { accepted: false, flags: ["no_pollutant"] });
 * await Deno.remove(path);
 * ```
 */
export async function judgeCsv(path: string, rules: RuleSet = DEFAULT_RULE_SET): Promise<Map<number, LineVerdict>> {
  const verdicts = new Map<number, LineVerdict>();
  await judgeLines(await identifyFile(path), rules, (line, verdict) => {
    const flags = verdict.accepted
      ? flagsOf(verdict.reading.validation_notes)
      : [...new Set(verdict.rejection.reasons.map(({ code }) => code))];
    verdicts.set(line, { accepted: verdict.accepted, flags });
  });
  return verdicts;
}

/** Hands over the verdict on each line of a CSV that is not blank, with every note. @throws as {@linkcode judgeCsv} */
export async function judgeLines(
  file: SourceFile,
  rules: RuleSet,
  take: (line: number, verdict: Verdict) => void,
  forced: DialectOptions = {},
): Promise<void> {
  const memory = { seen: new SeenReadings(), recent: new RecentReadings(rules) };
  const utf8 = new TextEncoder();
  for await (const { rows } of readRows(file, await detectDialect(file, forced), STATION_ID)) {
    for (const { message, sourceLine } of rows) {
      if (message === null) continue;
      const value = utf8.encode(JSON.stringify(message));
      take(sourceLine, judgeNext(memory, { partition: 0, offset: sourceLine, value }, rules));
    }
  }
}
