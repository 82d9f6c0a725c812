import assert from "node:assert/strict";
import pl, { type Expr } from "nodejs-polars";
import { openFiles } from "../../pipeline/lake/mod.ts";
import { type EvidenceMessage, prove } from "../../pipeline/proof/mod.ts";
import { compact } from "../support/feed.ts";
import { filesOf, usingFolder } from "../support/lake.ts";
import {
  CLEAN,
  CLEAN_CONTENT,
  CLEAN_MATCH,
  DEAD,
  DEAD_CONTENT,
  DEAD_MATCH,
  DOUBLED,
  encode,
  EXTRA,
  failed,
  FILES,
  LOST,
  PENDING,
  PRODUCED,
  RAW,
  REJECTED_CONTENT,
  RUN,
  SILVER_CONTENT,
  silverPath,
  soundWorld,
  TWICE,
  type World,
} from "./sound_world.ts";

/** Changes the lines of the commit that added a table's files. */
async function changeLog(lakeDir: string, table: string, change: (lines: string[]) => string[]): Promise<void> {
  const path = `${lakeDir}/${table}/_delta_log/${"1".padStart(20, "0")}.json`;
  await Deno.writeTextFile(path, change((await Deno.readTextFile(path)).trimEnd().split("\n")).join("\n") + "\n");
}

Deno.test("prove() holds for a sound lake and counts it", () =>
  usingFolder(async (lakeDir) => {
    const proof = await prove((await soundWorld(lakeDir)).evidence);
    assert.deepEqual(failed(proof), []);
    assert.ok(proof.holds);
    assert.deepEqual(proof.counts, {
      dataLines: 31,
      blankLines: 1,
      produced: 30,
      redriven: 0,
      accepted: 27,
      suspect: 0,
      rejected: 3,
      rejectedByReason: { schema_violation: 3 },
      cleanMessages: 27,
      deadLetters: 3,
      silverFiles: 2,
      rejectedFiles: 1,
    });
  }));

/** Writes a part again with a column changed, under the same name, and has the log say that it is of its size. */
async function changePart(
  lakeDir: string,
  table: "silver" | "rejected",
  column: string,
  change: Expr,
): Promise<void> {
  const path = (await filesOf(lakeDir, table))[0]!, before = (await Deno.stat(path)).size;
  pl.readParquet(path).withColumn(change.alias(column)).writeParquet(path);
  const name = path.split("/").at(-1)!, after = (await Deno.stat(path)).size;
  await changeLog(
    lakeDir,
    table,
    (lines) =>
      lines.map((line) => line.includes(`/${name}`) ? line.replace(`"size":${before}`, `"size":${after}`) : line),
  );
}

/** Adds a part of partition 1 with the rows of one of partition 0. */
async function doubleReading(lakeDir: string): Promise<void> {
  const path = await silverPath(lakeDir), copy = path.replace("/raw-0-", "/raw-1-"), second = pl.lit(1).cast(pl.Int32);
  pl.readParquet(path).withColumn(second.alias("kafka_partition")).writeParquet(copy);
  const name = path.split("/").at(-1)!, { size } = await Deno.stat(copy);
  await changeLog(lakeDir, "silver", (lines) => {
    const { add } = JSON.parse(lines.find((line) => line.includes(`/${name}`))!);
    const stats = add.stats.replaceAll('"kafka_partition":0', '"kafka_partition":1');
    return [...lines, JSON.stringify({ add: { ...add, path: add.path.replace("/raw-0-", "/raw-1-"), size, stats } })];
  });
}

/** A message with a part of its value replaced. */
const withText = (message: EvidenceMessage, from: RegExp, to: string): EvidenceMessage => {
  const text = new TextDecoder().decode(message.value!);
  assert.match(text, from);
  return { ...message, value: encode(text.replace(from, to)) };
};

const BREAKS: [string, (world: World) => Promise<unknown> | unknown, string[]][] = [
  ["a lost part", async ({ lakeDir }) => Deno.remove(await silverPath(lakeDir)), [
    RAW,
    LOST,
    CLEAN,
    CLEAN_MATCH,
    FILES,
  ]],
  ["a part that the log lists twice", async ({ lakeDir }) => {
    const [path] = await filesOf(lakeDir, "silver");
    const folder = `${lakeDir}/silver/date=2011-01-01`, name = path!.split("/").at(-1)!;
    await Deno.mkdir(folder);
    await Deno.copyFile(path!, `${folder}/${name}`);
    await changeLog(lakeDir, "silver", (lines) => {
      const { add } = JSON.parse(lines.find((line) => line.includes(`/${name}`))!);
      const copy = { ...add, path: `date=2011-01-01/${name}`, partitionValues: { date: "2011-01-01" } };
      return [...lines, JSON.stringify({ add: copy })];
    });
  }, [RAW, TWICE, DOUBLED, CLEAN]],
  ["a raw message that is gone", ({ raw }) => raw.pop(), [PRODUCED, RAW, EXTRA]],
  ["a raw message of the run too many", ({ raw }) => raw.push({ ...raw[0]!, offset: 30 }), [
    PRODUCED,
    "each line of a run is produced once: lines sent again = 0",
    RAW,
    LOST,
  ]],
  ["a lost clean message", ({ clean }) => clean.pop(), [CLEAN, CLEAN_MATCH]],
  ["a clean message twice in place of another", ({ clean }) => clean[1] = clean[0]!, [CLEAN_MATCH]],
  ["a clean message without origin", ({ clean }) => clean[0] = { ...clean[0]!, value: encode("{}") }, [CLEAN_MATCH]],
  ["a lost dead letter", ({ dead }) => dead.pop(), [DEAD, DEAD_MATCH]],
  ["a dead letter twice", ({ dead }) => dead.push(dead[0]!), [DEAD, DEAD_MATCH]],
  ["a value of a silver row that was changed", ({ lakeDir }) => changePart(lakeDir, "silver", "t", pl.lit(21.5)), [
    SILVER_CONTENT,
    CLEAN_CONTENT,
  ]],
  [
    "a silver row's line that was changed",
    ({ lakeDir }) => changePart(lakeDir, "silver", "source_line", pl.col("source_line").plus(1)),
    [SILVER_CONTENT, CLEAN_CONTENT],
  ],
  [
    "a silver row's station that was changed",
    ({ lakeDir }) => changePart(lakeDir, "silver", "station_id", pl.lit("other")),
    [SILVER_CONTENT, CLEAN_CONTENT],
  ],
  [
    "a silver row's note that was changed",
    ({ lakeDir }) => changePart(lakeDir, "silver", "validation_notes", pl.lit("late")),
    [CLEAN_CONTENT],
  ],
  ["a clean message that was changed", ({ clean }) => clean[3] = withText(clean[3]!, /"co_gt":[^,]+/, '"co_gt":9'), [
    CLEAN_CONTENT,
  ]],
  ["a clean message with another key", ({ clean }) => clean[3] = { ...clean[3]!, key: encode("t") }, [CLEAN_CONTENT]],
  ["raw messages that changed places", ({ raw }) => {
    const [first, second] = [raw[3]!, raw[4]!];
    raw[3] = { ...first, value: second.value };
    raw[4] = { ...second, value: first.value };
  }, [SILVER_CONTENT]],
  [
    "a topic that was made again and filled with other readings",
    ({ raw }) => raw.forEach((message, at) => raw[at] = withText(message, /T(\d\d):00/, "T$1:30")),
    [SILVER_CONTENT, REJECTED_CONTENT],
  ],
  ["a reading that came again by another partition", ({ lakeDir }) => doubleReading(lakeDir), [
    RAW,
    EXTRA,
    DOUBLED,
    CLEAN,
    CLEAN_MATCH,
  ]],
  [
    "a rejected row's value that was changed",
    ({ lakeDir }) => changePart(lakeDir, "rejected", "value_text", pl.lit("{}")),
    [REJECTED_CONTENT, DEAD_CONTENT],
  ],
  [
    "a rejected row's reasons that were changed",
    ({ lakeDir }) => changePart(lakeDir, "rejected", "reasons", pl.lit("[]")),
    [DEAD_CONTENT],
  ],
  ["a dead letter's reason that was changed", ({ dead }) => {
    const name = "airquality.reject.reasons", { headers } = dead[1]!;
    const reasons = new TextDecoder().decode(headers[name]![0]).replace("schema_violation", "bad_timestamp");
    dead[1] = { ...dead[1]!, headers: { ...headers, [name]: [encode(reasons)] } };
  }, [DEAD_CONTENT]],
  ["a dead letter's rule set that was changed", ({ dead }) => {
    const headers = { ...dead[1]!.headers, "airquality.reject.rule_set": [encode("1-ffffffffffff")] };
    dead[1] = { ...dead[1]!, headers };
  }, [DEAD_CONTENT]],
  ["a dead letter with another value", ({ dead }) => dead[1] = withText(dead[1]!, /"s"/, '"t"'), [DEAD_CONTENT]],
  ["a silver part that was replaced by one of other timestamps", ({ lakeDir }) => {
    const later = pl.col("ts").cast(pl.Datetime("ms", "UTC")).cast(pl.Int64).plus(pl.lit(60_000).cast(pl.Int64)).cast(
      pl.Datetime("ms", "UTC"),
    );
    return changePart(lakeDir, "silver", "ts", later);
  }, [SILVER_CONTENT, CLEAN_CONTENT]],
  [
    "a topic of another id",
    (world) => world.evidence = { ...world.evidence, remade: ["raw has the id b, the lake was filled from a"] },
    ["topics that were made again since the lake was filled = 0"],
  ],
  [
    "what waits for an open transaction",
    (world) => world.evidence = { ...world.evidence, open: 3 },
    ["offsets of the raw topic that wait for an open transaction to end = 0"],
  ],
  ["a damaged file", async ({ lakeDir }) => Deno.writeTextFile(await silverPath(lakeDir), "PAR1 no more"), [
    RAW,
    LOST,
    CLEAN,
    CLEAN_MATCH,
    FILES,
  ]],
  ["a part of other rows than the log says", async ({ lakeDir }) => {
    await changeLog(
      lakeDir,
      "silver",
      (lines) => lines.map((line) => line.replace('\\"numRecords\\":', '\\"numRecords\\":1')),
    );
  }, [FILES]],
  [
    "messages that are not committed yet",
    (world) => world.evidence = { ...world.evidence, progress: new Map([[0, { low: 0, committed: 20, end: 30 }]]) },
    [PENDING],
  ],
  ["lines that the producer did not count", (world) => world.evidence = { ...world.evidence, fileLines: 40 }, [
    "lines of the file = header + data lines",
  ]],
  ["a producer that miscounts", (world) => world.evidence = { ...world.evidence, runs: [{ ...RUN, blankLines: 2 }] }, [
    "data lines = blank + produced",
  ]],
];
for (const [what, breakIt, expected] of BREAKS) {
  Deno.test(`prove() finds ${what}`, () =>
    usingFolder(async (lakeDir) => {
      const world = await soundWorld(lakeDir);
      await breakIt(world);
      const proof = await prove(world.evidence);
      assert.ok(!proof.holds);
      assert.deepEqual(failed(proof), expected);
    }));
}

Deno.test("prove() holds where only a transaction's markers are not committed", () =>
  usingFolder(async (lakeDir) => {
    const { evidence } = await soundWorld(lakeDir);
    assert.deepEqual(
      failed(await prove({ ...evidence, progress: new Map([[0, { low: 0, committed: 30, end: 32 }]]) })),
      [],
    );
  }));

Deno.test("prove() names offsets and files in what fails", () =>
  usingFolder(async (lakeDir) => {
    const world = await soundWorld(lakeDir);
    await Deno.writeTextFile(await silverPath(lakeDir), "PAR1 no more");
    const { checks } = await prove(world.evidence);
    assert.match(checks.find(({ law }) => law === FILES)!.detail, /silver\/date=2004-03-10\/raw-0-0-\d+-1\.parquet/);
    assert.match(checks.find(({ law }) => law === LOST)!.detail, /missing, as partition:offset 0:0/);
  }));

Deno.test("prove() leaves out what no log lists, such as a fenced owner's late part", () =>
  usingFolder(async (lakeDir) => {
    const world = await soundWorld(lakeDir);
    const path = await silverPath(lakeDir);
    await Deno.copyFile(path, path.replace(/-1\.parquet$/, "-0.parquet"));
    assert.deepEqual(failed(await prove(world.evidence)), []);
  }));

Deno.test("prove() refuses a lake whose log is damaged", () =>
  usingFolder(async (lakeDir) => {
    const { evidence } = await soundWorld(lakeDir);
    await Deno.writeTextFile(`${lakeDir}/silver/_delta_log/${"1".padStart(20, "0")}.json`, "{");
    await assert.rejects(prove(evidence), {
      code: "lake_mismatch",
      message: /silver\/_delta_log\/0+1\.json is damaged/,
    });
  }));

Deno.test("prove() names a table of another topic", () =>
  usingFolder(async (lakeDir) => {
    const { evidence } = await soundWorld(lakeDir);
    const { checks } = await prove({ ...evidence, topic: "other" });
    assert.match(checks.find(({ law }) => law === FILES)!.detail, /silver \(of the topic raw\)/);
  }));

Deno.test("prove() leaves the topics out that were not forwarded to", () =>
  usingFolder(async (lakeDir) => {
    const { evidence } = await soundWorld(lakeDir);
    const proof = await prove({ ...evidence, clean: null, deadLetters: null });
    assert.ok(proof.holds);
    assert.ok(proof.checks.every(({ law }) => !law.includes("clean") && !law.includes("dead")));
  }));

Deno.test("prove() holds for a compacted lake, with the counts that it had before", () =>
  usingFolder(async (lakeDir) => {
    const world = await soundWorld(lakeDir);
    const before = await prove(world.evidence);
    assert.equal((await compact(lakeDir)).values.length, 2);
    const after = await prove(world.evidence);
    assert.deepEqual(failed(after), []);
    assert.deepEqual(after.counts, before.counts);
  }));

const LOST_FILE = [RAW, LOST, CLEAN, CLEAN_MATCH, FILES];
const UNSOUND: [string, (path: string) => Promise<unknown>, string[], RegExp][] = [
  ["a compacted file that is gone", (path) => Deno.remove(path), LOST_FILE, /listed, but not there/],
  ["a compacted file that is damaged", (path) => Deno.writeTextFile(path, "PAR1"), LOST_FILE, /not the bytes/],
  [
    "a compacted file with a changed byte",
    async (path) => {
      const bytes = await Deno.readFile(path), schema = new TextDecoder("latin1").decode(bytes).lastIndexOf("schema");
      bytes[schema] = 0x53; // the name of the whole, which no reader asks for: rows are read as before
      await Deno.writeFile(path, bytes);
    },
    [FILES],
    /not the bytes/,
  ],
];
for (const [what, breakIt, laws, named] of UNSOUND) {
  Deno.test(`prove() names ${what}, and deletes nothing`, () =>
    usingFolder(async (lakeDir) => {
      const { evidence } = await soundWorld(lakeDir);
      await compact(lakeDir);
      await breakIt(await silverPath(lakeDir));
      const keys = () => Array.fromAsync(openFiles(lakeDir).list(""), ({ key }) => key);
      const before = await keys();
      const proof = await prove(evidence);
      assert.deepEqual(failed(proof), laws);
      const { detail } = proof.checks.find(({ law }) => law === FILES)!;
      assert.match(detail, named);
      assert.match(detail, /silver\/date=2004-03-10\/compacted-/);
      assert.deepEqual(await keys(), before);
    }));
}
