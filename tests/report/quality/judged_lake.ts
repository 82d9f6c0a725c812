import { DEFAULT_RULE_SET, type RuleSet, ruleSetVersion } from "../../../pipeline/reading/mod.ts";
import { identifyFile } from "../../../pipeline/source/mod.ts";
import { readRows } from "../../../pipeline/source/csv.ts";
import { detectDialect } from "../../../pipeline/source/dialect.ts";
import { judge, RecentReadings, SeenReadings } from "../../../pipeline/validate/mod.ts";
import { writeJudged } from "../../support/lake_rows.ts";
import { writeRuleSet, writeRun } from "../../../pipeline/facts/mod.ts";
import { cleanRows } from "../../support/clean_rows.ts";

/** Fills a lake with what the pipeline makes of a CSV, without a broker: one partition, offsets from 0 in the order of lines. */
export async function judgeIntoLake(csv: string, lakeDir: string, rules: RuleSet = DEFAULT_RULE_SET): Promise<void> {
  const seen = new SeenReadings(), recent = new RecentReadings(rules);
  const accepted = [], rejected = [];
  let offset = 0;
  for await (
    const { rows } of readRows(await identifyFile(csv), await detectDialect(await identifyFile(csv)), "uci-air-quality")
  ) {
    for (const { message } of rows) {
      if (message === null) continue;
      const value = new TextEncoder().encode(JSON.stringify(message));
      const verdict = judge({ partition: 0, offset, value }, (station, ts) => seen.has(station, ts), rules);
      if (verdict.accepted) {
        const reading = recent.note(verdict.reading);
        seen.add(reading.station_id, reading.ts);
        accepted.push(reading);
      } else {
        const place = { partition: 0, offset, timestampMs: 0, key: null, headers: {} };
        rejected.push({ message: { ...place, value }, rejection: verdict.rejection });
      }
      offset++;
    }
  }
  const ruleSet = ruleSetVersion(rules);
  const rotation = { topic: "air_quality.raw", partition: 0, epoch: 1, ruleSet };
  await writeJudged(lakeDir, { ...rotation, accepted: cleanRows(accepted), rejected });
  await writeRuleSet(lakeDir, rules);
  const lines = (await Deno.readTextFile(csv)).trimEnd().split("\n").length - 1;
  const { sha256, sizeBytes } = await identifyFile(csv);
  await writeRun(lakeDir, {
    run: "20040310T180000000Z-golden",
    startedAt: "2026-01-01T00:00:00.000Z",
    source: {
      name: csv.split("/").at(-1)!,
      sha256,
      sizeBytes,
      synthetic: csv.includes("synthetic"),
      dialect: "; separated",
    },
    topic: "air_quality.raw",
    stationId: "uci-air-quality",
    pace: "max",
    dataLines: lines,
    blankLines: lines - offset,
    produced: offset,
    partial: false,
    looped: false,
    firstTs: "2004-03-10T18:00:00Z",
    lastTs: "2005-04-04T14:00:00Z",
    seconds: 1,
  });
}

if (import.meta.main) await judgeIntoLake(Deno.args[0]!, Deno.args[1]!);
