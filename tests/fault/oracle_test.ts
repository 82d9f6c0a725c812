import assert from "node:assert/strict";
import type { IncomingMessage, OutgoingMessage } from "../../pipeline/broker/mod.ts";
import { type CleanReading, DEFAULT_RULE_SET, encodeClean, ruleSetVersion } from "../../pipeline/reading/mod.ts";
import { deadLetter, type Refused } from "../../pipeline/silver/dead_letter.ts";
import { writeJudged } from "../support/lake_rows.ts";
import { judge, RecentReadings, SeenReadings } from "../../pipeline/validate/mod.ts";
import { usingFolder } from "../support/lake.ts";
import { differences, type Listed, listed, type Observed, otherFates, readRows } from "./oracle.ts";
import { readingMessages } from "./readings.ts";
import { cleanRows } from "../support/clean_rows.ts";

const RULE_SET = ruleSetVersion(DEFAULT_RULE_SET);
const bytes = (value: Uint8Array | string | null) =>
  typeof value === "string" ? new TextEncoder().encode(value) : value;

function received(message: OutgoingMessage, offset: number): IncomingMessage {
  const headers = Object.entries(message.headers ?? {}).map(([name, value]) =>
    [name, (Array.isArray(value) ? value : [value]).map(bytes)] as const
  );
  return {
    partition: 0,
    offset,
    key: bytes(message.key),
    value: bytes(message.value),
    headers: Object.fromEntries(headers) as IncomingMessage["headers"],
    timestampMs: 0,
  };
}

/** A world in which all went well: one partition, two rotations, files written by the sink. */
async function goodWorld(lakeDir: string): Promise<Observed> {
  const raw = readingMessages(7, 400, 3).map(received);
  const seen = new SeenReadings(), recent = new RecentReadings();
  const accepted: CleanReading[] = [], rejected: Refused[] = [];
  for (const message of raw) {
    const verdict = judge(message, (station, ts) => seen.has(station, ts));
    if (!verdict.accepted) {
      rejected.push({ message, rejection: verdict.rejection });
      continue;
    }
    accepted.push(recent.note(verdict.reading));
    seen.add(verdict.reading.station_id, verdict.reading.ts);
  }
  const rotation = { topic: "raw", partition: 0, epoch: 1, ruleSet: RULE_SET };
  for (const half of [true, false]) {
    await writeJudged(lakeDir, {
      ...rotation,
      accepted: cleanRows(accepted.filter((row) => row.kafka_offset < 200 === half)),
      rejected: rejected.filter(({ message }) => message.offset < 200 === half),
    });
  }
  const clean = accepted.map((row, index) => received({ key: row.station_id, value: encodeClean(row) }, index));
  const dead = rejected.map((refused, index) => received(deadLetter(refused, "raw", 1, RULE_SET), index));
  return { raw, clean, dead, ...await readRows(lakeDir) };
}

Deno.test("differences() finds none where all went well", () =>
  usingFolder(async (lakeDir) => {
    const world = await goodWorld(lakeDir);
    assert.ok(world.silver.length > 200 && world.rejected.length > 20);
    assert.deepEqual(differences(world), []);
  }));

const without = <T>(list: readonly T[], at: number) => list.toSpliced(at, 1);
const twice = <T>(list: readonly T[], at: number) => [...list, list[at]!];
const changed = <T>(list: readonly T[], at: number, change: Partial<T>) => list.with(at, { ...list[at]!, ...change });
const header = (value: string) => [new TextEncoder().encode(value)];

const EDITS: [string, (world: Observed) => Partial<Observed>, RegExp][] = [
  ["a lost silver row", ({ silver }) => ({ silver: without(silver, 5) }), /^silver row 0:\d+ is missing$/],
  [
    "a doubled silver row",
    ({ silver }) => ({ silver: twice(silver, 5) }),
    /^silver row 0:\d+ is there more than once$/,
  ],
  ["a changed value", ({ silver }) => ({ silver: changed(silver, 5, { t: 1e9 }) }), /^silver row 0:\d+ differs/],
  [
    "a row in another date's folder",
    ({ silver }) => ({ silver: changed(silver, 5, { folder: "date=1999-01-01" }) }),
    /^silver row .* differs/,
  ],
  [
    "a row of no message",
    ({ silver }) => ({ silver: [...silver, { ...silver[5]!, kafka_offset: 9_999 }] }),
    /no raw message/,
  ],
  ["a lost rejected row", ({ rejected }) => ({ rejected: without(rejected, 3) }), /^rejected row 0:\d+ is missing$/],
  ["a doubled rejected row", ({ rejected }) => ({ rejected: twice(rejected, 3) }), /^rejected row .* more than once$/],
  [
    "a swapped reason",
    ({ rejected }) => ({ rejected: changed(rejected, 3, { reason_codes: "too_large" }) }),
    /^rejected row .* differs/,
  ],
  ["a lost clean message", ({ clean }) => ({ clean: without(clean, 9) }), /^clean message 0:\d+ is missing$/],
  ["a doubled clean message", ({ clean }) => ({ clean: twice(clean, 9) }), /^clean message .* more than once$/],
  [
    "a clean message under another key",
    ({ clean }) => ({ clean: changed(clean, 9, { key: new Uint8Array([1]) }) }),
    /^clean message .* differs/,
  ],
  ["a lost dead letter", ({ dead }) => ({ dead: without(dead, 2) }), /^dead letter 0:\d+ is missing$/],
  ["a doubled dead letter", ({ dead }) => ({ dead: twice(dead, 2) }), /^dead letter .* more than once$/],
  [
    "a dead letter with another reason",
    ({ dead }) => ({
      dead: changed(dead, 2, { headers: { ...dead[2]!.headers, "airquality.reject.codes": header("too_large") } }),
    }),
    /^dead letter .* differs/,
  ],
];
for (const [what, edit, expected] of EDITS) {
  Deno.test(`differences() finds ${what}, and nothing else`, () =>
    usingFolder(async (lakeDir) => {
      const world = await goodWorld(lakeDir);
      const found = differences({ ...world, ...edit(world) });
      assert.equal(found.length, 1, found.join("\n"));
      assert.match(found[0]!, expected);
    }));
}

Deno.test("differences() finds a duplicate that was accepted", () =>
  usingFolder(async (lakeDir) => {
    const world = await goodWorld(lakeDir);
    const duplicate = world.rejected.find((row) => row.reason_codes === "duplicate")!;
    const original = world.silver.find((row) => row.ts === duplicate.ts && row.station_id === duplicate.station_id)!;
    const found = differences({
      ...world,
      rejected: world.rejected.filter((row) => row !== duplicate),
      silver: [...world.silver, { ...original, kafka_offset: duplicate.kafka_offset }],
    });
    assert.equal(found.length, 2, found.join("\n"));
  }));

Deno.test("readRows() takes no row of a file that the log does not list", () =>
  usingFolder(async (lakeDir) => {
    const { silver } = await goodWorld(lakeDir);
    const [{ path }] = await listed(lakeDir, "silver") as [Listed];
    await Deno.copyFile(`${lakeDir}/silver/${path}`, `${lakeDir}/silver/${path.replace("-1.parquet", "-2.parquet")}`);
    assert.equal((await readRows(lakeDir)).silver.length, silver.length);
  }));

Deno.test("otherFates() names each message of a stranger that is not where its sender says", () => {
  const row = (kafka_offset: number, more = {}) => ({ kafka_partition: 1, kafka_offset, folder: "", ...more });
  const world = {
    ...{ raw: [], clean: [], dead: [] },
    silver: [row(0), row(1)],
    rejected: [row(2, { reason_codes: "too_large" }), row(3, { reason_codes: "not_json;no_pollutant" })],
  };
  const fates = ["accepted", "absent", "too_large", "tombstone", "accepted", "absent"] as const;
  assert.deepEqual(otherFates(world, fates.map((fate, offset) => ({ partition: 1, offset, fate }))), [
    "the message 1:1 of a stranger is accepted, expected absent",
    "the message 1:3 of a stranger is not_json, expected tombstone",
    "the message 1:4 of a stranger is absent, expected accepted",
  ]);
});
