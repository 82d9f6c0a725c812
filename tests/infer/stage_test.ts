import assert from "node:assert/strict";
import { openFiles, openLake } from "../../pipeline/lake/mod.ts";
import pl from "nodejs-polars";
import { type Clock, PipelineError } from "../../pipeline/common/mod.ts";
import { forecastStage, type ForecastSummary, type MemorySource, type Serving } from "../../pipeline/infer/mod.ts";
import {
  encodeAlarm,
  encodeForecast,
  type ForecastMemory,
  readAlarms,
  readForecasts,
  restoreMemory,
} from "../../pipeline/infer/mod.ts";
import { PartitionSink } from "../../pipeline/sink/partition.ts";
import { rotationWork } from "../../pipeline/sink/worker/work.ts";
import { type Random, seededRandom } from "../../pipeline/stats/mod.ts";
import { FakePartition } from "../support/fake_partition.ts";
import { filesOf, usingFolder } from "../support/lake.ts";
import { cleanMessage, message, servedModels, valuesAt, watchOfStation } from "./fixture.ts";

const MODELS = servedModels(["ridge", "persistence"], ["co_gt"]);
const SERVING: Serving = { models: MODELS, watch: watchOfStation("a", MODELS[0]!) };
const WRITER = { groupId: "f", clusterId: "c", topic: "clean" };

class FakeClock implements Clock {
  now = () => 0;
  sleep = () => Promise.resolve();
}

/** A clean partition of three stations, with late and doubled readings, gaps, and a message of somebody else. */
function cleanPartition(count: number): FakePartition {
  const broker = new FakePartition(), random = seededRandom(11);
  const hours = new Map([["a", 0], ["b", 0], ["c", 0]]);
  for (let offset = 0; offset < count; offset++) {
    const station = [..."abc"][Math.floor(random.uniform() * 3)]!;
    const chance = random.uniform();
    const hour = hours.get(station)! + (chance < 0.05 ? -1 : chance < 0.1 ? 0 : chance < 0.15 ? 5 : 1);
    hours.set(station, Math.max(hour, hours.get(station)!));
    const value = offset % 97 === 5 ? message(offset, null, "not ours") : cleanMessage(
      offset,
      station,
      hour,
      valuesAt(hour, random),
    );
    broker.messages.push(value);
  }
  return broker;
}

function sourceOf(broker: FakePartition): MemorySource {
  return {
    readStates(_partition, take) {
      take(broker.forwarded.filter(({ topic }) => topic === "states").map((each) => each.message));
      return Promise.resolve();
    },
    firstKept: () => Promise.resolve(0),
    readClean(_partition, from, _next, take) {
      take(broker.messages.slice(from));
      return Promise.resolve();
    },
  };
}

type Sink = PartitionSink<ForecastMemory, ForecastSummary>;

/** One owner; ends when `stopAt` messages are handed over or its sink fails. */
async function own(
  broker: FakePartition,
  lakeDir: string,
  rows: number,
  stopAt: number,
  serving = SERVING,
): Promise<void> {
  const { promise: resumed, resolve, reject } = Promise.withResolvers<number>();
  const source = sourceOf(broker);
  const sink: Sink = new PartitionSink({
    home: { lake: openLake(openFiles(lakeDir)), writer: WRITER, partition: 0 },
    broker,
    stage: forecastStage({
      ...serving,
      ...{ forecastTopic: "forecasts", stateTopic: "states", alarmTopic: "alarms", source },
    }),
    work: rotationWork,
    limits: { rows, bytes: Infinity, ageMs: Infinity },
    clock: new FakeClock(),
    endOffset: Infinity,
    onResume: resolve,
    onDropped: () => {},
    onCommit: () => {},
    onFailure: reject,
    log: () => {},
  });
  try {
    const from = await resumed;
    await sink.take(broker.messages.slice(from, Math.min(from + stopAt, broker.messages.length)));
    if (from + stopAt >= broker.messages.length) await sink.finish();
  } finally {
    await sink.retire();
  }
}

/** Rows of the table as text, in the order of offsets; every column. */
async function tableOf(lakeDir: string): Promise<string[]> {
  const rows: string[] = [];
  for (const path of await filesOf(lakeDir, "forecasts")) {
    const date = path.split("/").at(-2);
    for (const row of pl.readParquet(path).toRecords()) {
      const place = String(row.kafka_offset).padStart(6, "0");
      rows.push(
        `${place} ${row.target} ${row.model} ${date} ${
          JSON.stringify(row, (_key, value) => typeof value === "bigint" ? Number(value) : value)
        }`,
      );
    }
  }
  return rows.sort();
}

/** What a topic has, in its order. */
const topicOf = (broker: FakePartition, name = "forecasts") =>
  broker.forwarded.filter(({ topic }) => topic === name).map(({ message }) => new TextDecoder().decode(message.value!));

async function undisturbed(count: number) {
  const broker = cleanPartition(count);
  return await usingFolder(async (lakeDir) => {
    await own(broker, lakeDir, count + 1, count);
    return {
      ...{ rows: await tableOf(lakeDir), messages: topicOf(broker), read: await readForecasts(lakeDir) },
      ...{ alarms: (await readAlarms(lakeDir)).map(encodeAlarm), alarmMessages: topicOf(broker, "alarms") },
    };
  });
}

Deno.test("forecastStage() writes one row and one message for each message, target and model", async () => {
  const { rows, messages, read } = await undisturbed(600);
  assert.equal(rows.length, 1_200);
  assert.equal(messages.length, 1_200);
  assert.deepEqual(read.map(encodeForecast).sort(), messages.toSorted());
  assert.equal(new Set(rows.map((row) => row.split(" ").slice(0, 3).join(" "))).size, 1_200);
  const foreign = JSON.parse(messages.find((text) => JSON.parse(text).kafka_offset === 5)!);
  assert.deepEqual([foreign.station_id, foreign.refusal, foreign.value], [null, "not_a_clean_reading", null]);
  assert.match(rows.find((row) => row.startsWith("000005"))!, /date=0001-01-01/);
});

Deno.test("forecastStage() writes each alarm as a row and a message, of the watched station and after the cut", async () => {
  const { alarms, alarmMessages } = await undisturbed(900);
  assert.deepEqual(alarms, alarmMessages);
  const rows = alarms.map((line) => JSON.parse(line));
  assert.deepEqual(new Set(rows.map(({ station_id }) => station_id)), new Set(["a"]));
  assert.deepEqual([...new Set(rows.map(({ watched }) => watched))].sort(), [
    "absolute_error",
    "error",
    "estimated_error",
    "input",
    "ratio",
  ]);
  assert.ok(rows.every(({ ts }) => ts > "2004-03-11T04:00:00Z"), "the cut of the watchlist");
  assert.ok(rows.every(({ statistic, threshold, rows }) => Math.abs(statistic) > threshold && rows > 0));
});

for (const seed of [1, 2, 3, 4]) {
  Deno.test(`forecastStage() gives the same rows and messages across owners that fail at commits: seed ${seed}`, async () => {
    const expected = await undisturbed(600);
    const broker = cleanPartition(600), random: Random = seededRandom(seed);
    await usingFolder(async (lakeDir) => {
      broker.onCommit = () => {
        const chance = random.uniform();
        return chance < 0.1 ? "lost before" : chance < 0.2 ? "lost after" : "none";
      };
      for (let owners = 0; broker.committed !== 600; owners++) {
        assert.ok(owners < 200);
        await own(broker, lakeDir, 1 + Math.floor(random.uniform() * 60), 1 + Math.floor(random.uniform() * 150)).catch(
          (error) => {
            if (!(error instanceof PipelineError)) throw error;
          },
        );
      }
      assert.deepEqual(await tableOf(lakeDir), expected.rows);
      assert.deepEqual(topicOf(broker), expected.messages);
      assert.deepEqual((await readAlarms(lakeDir)).map(encodeAlarm), expected.alarms);
      assert.deepEqual(topicOf(broker, "alarms"), expected.alarmMessages);
    });
  });
}

Deno.test("restoreMemory() takes the newest stored state and the messages since, and gives what an owner had", async () => {
  const broker = cleanPartition(600);
  await usingFolder((lakeDir) => own(broker, lakeDir, 50, 600));
  const whole = await restoreMemory({ ...sourceOf(broker), readStates: () => Promise.resolve() }, SERVING, 0, 600);
  const stored = await restoreMemory(sourceOf(broker), SERVING, 0, 600);
  // Without a stored state it is not known from where on the detectors have raised alarms.
  for (const { watch } of whole.stations.values()) if (watch !== null) watch.fromOffset = 0;
  assert.deepEqual(
    [...stored.stations].sort().map(([station, state]) => [station, JSON.stringify(state)]),
    [...whole.stations].sort().map(([station, state]) => [station, JSON.stringify(state)]),
  );
  const states = broker.forwarded.filter(({ topic }) => topic === "states");
  assert.ok(states.length > 3 && states.length < 60, `${states.length} states`);
});

Deno.test("restoreMemory() begins with the first message when the stored states are of other models", async () => {
  const broker = cleanPartition(300);
  await usingFolder((lakeDir) => own(broker, lakeDir, 50, 300));
  const other = MODELS.map((model) => ({ ...model, digest: `${model.digest}-2` }));
  const memory = await restoreMemory(sourceOf(broker), { ...SERVING, models: other }, 0, 300);
  assert.equal(memory.stored.size, 0);
  for (const { models } of memory.stations.values()) {
    assert.deepEqual(
      Object.keys(models),
      other.map((each) => each.digest),
    );
  }
});

Deno.test("restoreMemory() refuses when messages that it needs are no longer kept", async () => {
  const broker = cleanPartition(3_000);
  await usingFolder((lakeDir) => own(broker, lakeDir, 50, 100));
  const source = sourceOf(broker);
  const kept: MemorySource = {
    ...source,
    firstKept: () => Promise.resolve(2_500),
    readClean: (_partition, _from, _next, take) => Promise.resolve(take(broker.messages.slice(2_500))),
  };
  await assert.rejects(restoreMemory(kept, SERVING, 0, 3_000), { code: "topic_mismatch", message: /no longer kept/ });
});

Deno.test("restoreMemory() goes on behind an aborted transaction of thousands of messages", async () => {
  const broker = cleanPartition(3_000);
  await usingFolder((lakeDir) => own(broker, lakeDir, 50, 100));
  const aborted = (offset: number) => offset >= 100 && offset < 2_500, source = sourceOf(broker);
  const committed: MemorySource = {
    ...source,
    readClean: (_partition, from, _next, take) =>
      Promise.resolve(take(broker.messages.filter(({ offset }) => offset >= from && !aborted(offset)))),
  };
  const { stations } = await restoreMemory(committed, SERVING, 0, 3_000);
  assert.ok([...stations.values()].every(({ nextOffset }) => nextOffset > 2_900));
});

Deno.test("restoreMemory() shows new detectors all messages, and lets them raise alarms from the next one on", async () => {
  const broker = cleanPartition(600), expected = await undisturbed(600);
  await usingFolder(async (lakeDir) => {
    await own(broker, lakeDir, 50, 300, { models: MODELS, watch: null });
    assert.deepEqual(await readAlarms(lakeDir), []);
    const from = broker.committed!;
    await own(broker, lakeDir, 50, 600);
    const late = expected.alarms.filter((line) => JSON.parse(line).kafka_offset >= from);
    assert.ok(late.length > 0 && late.length < expected.alarms.length);
    assert.deepEqual((await readAlarms(lakeDir)).map(encodeAlarm), late);
    const { stations } = await restoreMemory(sourceOf(broker), SERVING, 0, 600);
    assert.equal(stations.get("a")!.watch!.fromOffset, from);
  });
});
