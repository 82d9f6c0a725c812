import fc from "fast-check";
import assert from "node:assert/strict";
import { openFiles, openLake } from "../../pipeline/lake/mod.ts";
import { readMemory } from "../../pipeline/silver/memory.ts";
import { type CleanReading, parseRuleSet } from "../../pipeline/reading/mod.ts";
import { writeJudged } from "../support/lake_rows.ts";
import { RecentReadings } from "../../pipeline/validate/mod.ts";
import { compact } from "../support/feed.ts";
import { filesOf, usingFolder } from "../support/lake.ts";
import { cleanReading } from "../support/notes.ts";
import { cleanRows } from "../support/clean_rows.ts";

const kept = (lakeDir: string, partition: number) => ({ lake: openLake(openFiles(lakeDir)), partition });

const RULES = parseRuleSet(
  '{"notes":{"flatline":{"hours":4},"deadChannel":{"days":1},"calibrationHour":{"days":1},"step":{"maxPerHour":{"t":4}}}}',
);

async function write(lakeDir: string, accepted: readonly CleanReading[], partition = 0): Promise<void> {
  await writeJudged(lakeDir, {
    topic: "raw",
    partition,
    epoch: 1,
    ruleSet: "1-0123456789ab",
    accepted: cleanRows(accepted),
    rejected: [],
  });
}

/** Readings of three stations in turn, some late by days; station "c" stops early. */
function mixed(count: number, late: number): CleanReading[] {
  return Array.from({ length: count }, (_, offset) => {
    const hour = Math.floor(offset / 3) - (offset % late === 0 ? 49 : 0);
    const change = { t: offset % 17 === 0 ? 50 : 20, nmhc_gt: offset % 40 < 30 ? null : 3, ah: 1 };
    return { ...cleanReading(hour, change, "abc"[offset % 3]), kafka_offset: offset };
  }).filter((row) => row.station_id !== "c" || row.kafka_offset < count / 4);
}

Deno.test("readMemory() knows what the owner knew, however its rows were cut into files", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 400 }),
      fc.integer({ min: 4, max: 90 }),
      fc.integer({ min: 7, max: 200 }),
      fc.constantFrom(1, 60, 100_000),
      (
        count,
        late,
        rotation,
        batch,
      ) =>
        usingFolder(async (lakeDir) => {
          const rows = mixed(count, late), whole = new RecentReadings(RULES);
          for (const row of rows) whole.note(row);
          for (let at = 0; at < count; at += rotation) await write(lakeDir, rows.slice(at, at + rotation));
          await write(lakeDir, [{ ...cleanReading(0, { t: -40 }, "a"), kafka_partition: 1, kafka_offset: 5 }], 1);
          const { seen, recent } = await readMemory(kept(lakeDir, 0), RULES, batch);
          for (const { station_id, ts } of rows) assert.ok(seen.has(station_id, ts));
          for (const station of ["a", "b", "c"]) {
            for (let hour = count / 3; hour < count / 3 + 9; hour++) {
              const next = cleanReading(Math.floor(hour), { t: hour % 2 * 30, ah: 1, nmhc_gt: null }, station);
              assert.deepEqual(recent.note(next), whole.note(next));
            }
          }
        }),
    ),
    { numRuns: 20, seed: 3 },
  );
});

Deno.test("readMemory() keeps nulls, and every digit of a value", () =>
  usingFolder(async (lakeDir) => {
    const odd = { co_gt: null, ah: 0.1 + 0.2, t: 1e-300 };
    const rows = Array.from({ length: 4 }, (_, hour) => ({ ...cleanReading(hour, odd), kafka_offset: hour }));
    await write(lakeDir, rows.slice(0, 3));
    const { recent } = await readMemory(kept(lakeDir, 0), RULES);
    assert.equal(recent.note(rows[3]!).validation_notes, "flatline:t;flatline:ah");
  }));

Deno.test("readMemory() takes of a file that holds several partitions only its own rows", () =>
  usingFolder(async (lakeDir) => {
    for (const partition of [0, 1]) {
      const row = (hour: number) => ({ ...cleanReading(hour, {}, `s${partition}`), kafka_partition: partition });
      await write(lakeDir, [0, 1, 2].map((hour) => ({ ...row(hour), kafka_offset: hour })), partition);
    }
    assert.equal((await compact(lakeDir)).filesAfter, 1);
    const { seen } = await readMemory(kept(lakeDir, 1), RULES);
    const { ts } = cleanReading(1);
    assert.deepEqual([seen.has("s0", ts), seen.has("s1", ts)], [false, true]);
  }));

Deno.test("readMemory() of an empty lake knows nothing", () =>
  usingFolder(async (lakeDir) => {
    const { seen } = await readMemory(kept(lakeDir, 0), RULES);
    assert.ok(!seen.has("a", 0));
  }));

Deno.test("readMemory() names a file that is damaged", () =>
  usingFolder(async (lakeDir) => {
    await write(lakeDir, [{ ...cleanReading(0), kafka_offset: 0 }]);
    const [path] = await filesOf(lakeDir, "silver");
    await Deno.writeTextFile(path!, "no Parquet");
    await assert.rejects(readMemory(kept(lakeDir, 0), RULES), {
      code: "lake_mismatch",
      message: /silver\/date=2004-03-10\/raw-0-0-0-1\.parquet/,
    });
  }));
