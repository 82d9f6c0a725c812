import assert from "node:assert/strict";
import { PipelineError } from "../../pipeline/common/mod.ts";
import {
  type CompactStep,
  digestFiles,
  digestLake,
  listLake,
  type OnCompactStep,
  withLake,
} from "../../pipeline/lake/mod.ts";
import { readQuality } from "../../pipeline/quality/mod.ts";
import type { CleanReading } from "../../pipeline/reading/mod.ts";
import { writeParts } from "../support/write_parts.ts";
import { judge, RecentReadings } from "../../pipeline/validate/mod.ts";
import { type FakePartition, readingOf } from "../support/fake_partition.ts";
import { compact, feed, OWNER, twoStations } from "../support/feed.ts";
import { rowsOf, usingFolder } from "../support/lake.ts";
import { cleanRows } from "../support/clean_rows.ts";

const HOURS = 60; // three dates, 120 messages
const exactRows = ({ messages }: FakePartition) =>
  messages.map(({ offset }) =>
    `${Math.floor(offset / 2) % 10 === 9 ? "rejected" : "silver"} 0:${String(offset).padStart(6, "0")}`
  ).sort();

/** The digest of a lake that was consumed in one go and compacted once: what every other way must end in. */
async function expectedDigest(): Promise<string> {
  let digest = "";
  await usingFolder(async (lakeDir) => {
    const broker = twoStations(HOURS);
    await feed(broker, lakeDir, 20_000);
    await compact(broker, lakeDir);
    digest = await digestLake(lakeDir);
  });
  return digest;
}
const EXPECTED = await expectedDigest();

async function assertCompact(broker: FakePartition, lakeDir: string): Promise<void> {
  assert.deepEqual(await rowsOf(lakeDir), exactRows(broker));
  assert.equal(await digestLake(lakeDir), EXPECTED);
  assert.deepEqual((await listLake(lakeDir)).compacted.map(({ path }) => path), [
    "silver/date=2004-03-10/air_quality_clean_2004-03-10.parquet",
    "silver/date=2004-03-11/air_quality_clean_2004-03-11.parquet",
    "silver/date=2004-03-12/air_quality_clean_2004-03-12.parquet",
  ]);
}

for (const rows of [7, 97, 20_000]) {
  for (const stops of [[], [1, 50], [33, 34, 35, 90]]) {
    for (const each of [false, true]) {
      const when = `${rows} rows a rotation, restarts after ${stops.join() || "none"}, ${
        each ? "compacted at each" : "compacted once"
      }`;
      Deno.test(`compactLake() makes the same bytes of the same rows: ${when}`, () =>
        usingFolder(async (lakeDir) => {
          const broker = twoStations(HOURS);
          for (const stop of [...stops, Infinity]) {
            await feed(broker, lakeDir, rows, stop);
            if (each) await compact(broker, lakeDir);
          }
          await compact(broker, lakeDir);
          await assertCompact(broker, lakeDir);
        }));
    }
  }
}

/** Dies, as far as one process can play it, at the n-th pass of a step. */
function dieAt(step: CompactStep, pass: number): OnCompactStep {
  let passes = 0;
  return (now) => {
    if (now === step && ++passes === pass) throw new PipelineError("internal", "died");
  };
}

const CRASHES: [CompactStep, number][] = [
  ["stage", 1],
  ["stage", 3],
  ["flush", 1],
  ["journal", 1],
  ["rename", 1],
  ["rename", 2],
  ["folded", 1],
  ["folded", 3],
  ["remove", 1],
  ["remove", 3],
  ["flush folders", 1],
  ["finish", 1],
];
for (const [step, pass] of CRASHES) {
  Deno.test(`compactLake() killed before "${step}", pass ${pass}, costs nothing and ends in the same bytes`, () =>
    usingFolder(async (lakeDir) => {
      const broker = twoStations(HOURS);
      await feed(broker, lakeDir, 7, 40);
      await compact(broker, lakeDir);
      await feed(broker, lakeDir, 7);
      await assert.rejects(compact(broker, lakeDir, { onStep: dieAt(step, pass) }), /died/);
      await withLake(lakeDir, async () => assert.deepEqual(await rowsOf(lakeDir), exactRows(broker)));
      await compact(broker, lakeDir);
      await assertCompact(broker, lakeDir);
      const left = (await Array.fromAsync(Deno.readDir(lakeDir))).map(({ name }) => name).sort();
      assert.deepEqual(left, ["_compact.lock", "_lake.lock", "_owners", "rejected", "silver"]);
    }));
}

Deno.test("compactLake() leaves the newest date alone while messages wait, and late rows re-open only their date", () =>
  usingFolder(async (lakeDir) => {
    const broker = twoStations(HOURS);
    await feed(broker, lakeDir, 7);
    const first = await compact(broker, lakeDir, { idle: false });
    assert.deepEqual(first.dates, ["2004-03-10", "2004-03-11"]);
    assert.ok(first.filesBefore > first.filesAfter && first.filesAfter > 2);
    broker.add(readingOf(1, "c"), "c");
    await feed(broker, lakeDir, 7);
    assert.deepEqual((await compact(broker, lakeDir, { idle: false })).dates, ["2004-03-10"]);
    assert.deepEqual((await compact(broker, lakeDir)).dates, ["2004-03-12"]);
    assert.deepEqual(await compact(broker, lakeDir), { dates: [], filesBefore: 3, filesAfter: 3, damaged: [] });
  }));

Deno.test("compactLake() changes nothing of what readQuality() counts", () =>
  usingFolder(async (lakeDir) => {
    const broker = twoStations(HOURS);
    await feed(broker, lakeDir, 7);
    const before = await readQuality(lakeDir);
    await compact(broker, lakeDir);
    assert.equal(before.rows, 108);
    assert.deepEqual(await readQuality(lakeDir), before);
  }));

Deno.test("compactLake() leaves parts alone that the group has not committed", () =>
  usingFolder(async (lakeDir) => {
    const broker = twoStations(HOURS);
    await feed(broker, lakeDir, 20);
    const { dates } = await compact(broker, lakeDir, { committed: new Map([[0, 30]]) });
    assert.deepEqual(dates, ["2004-03-10"]);
    const { compacted, parts } = await listLake(lakeDir);
    assert.equal(compacted[0]!.folded!.ranges.at(-1)!.lastOffset, 17);
    assert.ok(parts.some(({ path, firstOffset }) => path.includes("date=2004-03-10") && firstOffset === 20));
    assert.deepEqual((await compact(broker, lakeDir, { committed: new Map() })).dates, []);
  }));

/** The rows that an owner makes of the messages from an offset up to another. */
function acceptedRows(broker: FakePartition, from: number, to: number): CleanReading[] {
  const recent = new RecentReadings();
  return broker.messages.slice(0, to).flatMap((message) => {
    const verdict = judge(message, () => false);
    return verdict.accepted ? [recent.note(verdict.reading)] : [];
  }).filter((row) => row.kafka_offset >= from);
}

Deno.test("withLake() removes a fenced owner's late copy of rows that were folded since", () =>
  usingFolder(async (lakeDir) => {
    const broker = twoStations(HOURS);
    await feed(broker, lakeDir, 7);
    await compact(broker, lakeDir);
    const accepted = acceptedRows(broker, 10, 13);
    await writeParts(lakeDir, {
      topic: "raw",
      partition: 0,
      epoch: 0,
      ruleSet: "1-0123456789ab",
      accepted: cleanRows(accepted),
      rejected: [],
    });
    assert.equal((await rowsOf(lakeDir)).length, broker.messages.length + 3);
    await withLake(lakeDir, () => assertRows(broker, lakeDir));
  }));

const assertRows = async (broker: FakePartition, lakeDir: string) =>
  assert.deepEqual(await rowsOf(lakeDir), exactRows(broker));

Deno.test("withLake() takes folded rows out that a newer owner has written again", () =>
  usingFolder(async (lakeDir) => {
    const broker = twoStations(HOURS);
    await feed(broker, lakeDir, 7);
    await compact(broker, lakeDir);
    const { folded } = (await listLake(lakeDir)).compacted[1]!;
    const [range] = folded!.ranges;
    const accepted = acceptedRows(broker, range!.firstOffset, range!.lastOffset + 1);
    await writeParts(lakeDir, {
      topic: "raw",
      partition: 0,
      epoch: 9,
      ruleSet: "1-0123456789ab",
      accepted: cleanRows(accepted),
      rejected: [],
    });
    await withLake(lakeDir, () => assertRows(broker, lakeDir));
    await compact(broker, lakeDir);
    await assertCompact(broker, lakeDir);
  }));

Deno.test("compactLake() refuses to run twice at once, and the one that runs is not disturbed", () =>
  usingFolder(async (lakeDir) => {
    const broker = twoStations(HOURS);
    await feed(broker, lakeDir, 7);
    let second: Promise<unknown> | undefined;
    const onStep = () => void (second ??= assert.rejects(compact(broker, lakeDir), { code: "lake_busy" }));
    await compact(broker, lakeDir, { onStep });
    await second;
    await assertCompact(broker, lakeDir);
  }));

Deno.test("a consumer that takes over while dates are folded, its offset moved back, neither loses nor doubles a row", () =>
  usingFolder(async (lakeDir) => {
    const broker = twoStations(HOURS);
    await feed(broker, lakeDir, 7);
    let again: Promise<void> | undefined;
    await compact(broker, lakeDir, {
      onStep() {
        if (again !== undefined) return;
        broker.committed = 11;
        again = feed(broker, lakeDir, 13);
      },
    });
    await again;
    await compact(broker, lakeDir);
    await assertCompact(broker, lakeDir);
  }));

Deno.test("compactLake() refuses a lake of another group", () =>
  usingFolder(async (lakeDir) => {
    const broker = twoStations(1);
    await feed(broker, lakeDir, 7);
    await assert.rejects(compact(broker, lakeDir, { owner: { ...OWNER, groupId: "h" } }), { code: "lake_mismatch" });
  }));

const FIRST = "silver/date=2004-03-10/air_quality_clean_2004-03-10.parquet";

const DAMAGES: [string, (lakeDir: string, part: string) => Promise<void>, RegExp][] = [
  ["a part that is no Parquet", (lakeDir, part) => Deno.writeTextFile(`${lakeDir}/${part}`, "PAR1 no more"), /raw-0-/],
  [
    "a part under another name",
    (lakeDir, part) => Deno.rename(`${lakeDir}/${part}`, `${lakeDir}/${part}`.replace(/raw-0-\d+-/, "raw-0-1-")),
    /raw-0-1-/,
  ],
  ["someone else's file in the place of ours", (lakeDir) => Deno.writeTextFile(`${lakeDir}/${FIRST}`, "x"), /_clean_/],
];
for (const [what, damage, named] of DAMAGES) {
  Deno.test(`compactLake() names ${what}, leaves its date as it is and folds the others`, () =>
    usingFolder(async (lakeDir) => {
      const broker = twoStations(HOURS);
      await feed(broker, lakeDir, 20);
      const { parts } = await listLake(lakeDir);
      await damage(lakeDir, parts.find(({ kind }) => kind === "silver")!.path);
      const before = await rowsOfDate(lakeDir);
      const { dates, damaged } = await compact(broker, lakeDir);
      assert.deepEqual(dates, ["2004-03-11", "2004-03-12"]);
      assert.equal(damaged.length, 1);
      assert.match(damaged[0]!, named);
      assert.deepEqual(await rowsOfDate(lakeDir), before);
    }));
}

/** Names and bytes of the first date's files. */
async function rowsOfDate(lakeDir: string): Promise<string[]> {
  const folder = `${lakeDir}/silver/date=2004-03-10`;
  const names = (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();
  return await Promise.all(names.map(async (name) => `${name} ${(await Deno.readFile(`${folder}/${name}`)).toHex()}`));
}

Deno.test("digestLake() refuses a lake that is not compacted", () =>
  usingFolder(async (lakeDir) => {
    const broker = twoStations(HOURS);
    await feed(broker, lakeDir, 20);
    await assert.rejects(digestLake(lakeDir), { code: "lake_mismatch", hint: /deno task compact/ });
    await compact(broker, lakeDir);
    assert.equal(await digestLake(lakeDir), EXPECTED);
    await Deno.writeTextFile(`${lakeDir}/${FIRST}`, "x");
    await assert.rejects(digestLake(lakeDir), { code: "lake_mismatch", message: /other bytes/ });
  }));

Deno.test("digestFiles() is what sha256sum makes of its own list", () => {
  const files = [{ path: "b.parquet", sha256: "22" }, { path: "a.parquet", sha256: "11" }];
  assert.equal(digestFiles(files), "d02380c19a4e3eff6ccd224b3f984b67c06fc38d6f9c4f8f047164067380bbb9");
});
