import assert from "node:assert/strict";
import type { RunFacts } from "../../pipeline/facts/mod.ts";
import { type Existing, identifyFile, type Pace, type ProduceOptions } from "../../pipeline/source/mod.ts";
import { produceTo } from "../../pipeline/source/produce.ts";
import { FakeTopic } from "./fake_topic.ts";
import { FakeClock, withFile } from "./fixture.ts";

const ROWS = 30;
/** Every tenth line is blank, every seventh malformed. */
const CONTENT = "Date;Time;T\n" +
  Array.from(
    { length: ROWS },
    (_, index) => index % 10 === 9 ? ";;" : index % 7 === 6 ? "oops" : `13/03/2004;${index % 24}.00.00;${index}`,
  ).join("\n");
const SENDABLE = 27;

type Options = Omit<ProduceOptions, "kafka" | "topic" | "path">;

const optionsOf = (existing: Existing, changes: Partial<Options> = {}): Options => ({
  existing,
  stationId: "uci",
  startedAt: "2026-01-01T00:00:00Z",
  pace: { kind: "rate", rowsPerSecond: 100 },
  clock: new FakeClock(),
  signal: new AbortController().signal,
  ...changes,
});

/** The same file goes to a topic call after call; all but the last may be killed after so many messages. */
async function sendAll(topic: FakeTopic, ...calls: (Options & { room?: number })[]): Promise<RunFacts> {
  return await withFile(CONTENT, async (path) => {
    for (const { room = Infinity, ...options } of calls.slice(0, -1)) {
      topic.room = room;
      const ended = produceTo(topic, { ...options, path });
      await (room === Infinity ? ended : assert.rejects(ended, /killed/));
    }
    topic.room = Infinity;
    return await produceTo(topic, { ...calls.at(-1)!, path });
  });
}

const later = (minute: number) => ({ startedAt: `2026-01-01T00:0${minute}:00Z` });
const RUN = await withFile(
  CONTENT,
  async (path) => `20260101T000000000Z-${(await identifyFile(path)).sha256.slice(0, 12)}`,
);

Deno.test("produceTo() sends each line once under an id that names the file", async () => {
  const topic = new FakeTopic();
  const facts = await sendAll(topic, optionsOf("refuse"));
  assert.equal(facts.run, RUN);
  assert.equal(facts.topic, "raw");
  assert.equal(topic.lines().length, SENDABLE);
  assert.ok(topic.lines().every((line) => line.startsWith(`uci ${RUN} `)));
});

Deno.test("produceTo() keeps the topic's id, and fails when the topic was made again meanwhile", async () => {
  assert.equal((await sendAll(new FakeTopic(), optionsOf("refuse"))).topicId, "id-1");
  const topic = new FakeTopic();
  topic.ids = ["id-1", "id-2"];
  await assert.rejects(sendAll(topic, optionsOf("refuse")), {
    code: "topic_mismatch",
    message: /raw as it was deleted or made again: its id was id-1 and is id-2/,
  });
});

const PACES: Pace[] = [{ kind: "max" }, { kind: "rate", rowsPerSecond: 100 }, {
  kind: "speedup",
  eventSecondsPerSecond: 360_000,
}];
const KILLS = [[0], [1], [13], [26], [27], [5, 5, 5], [0, 0, 1], [9, 17]];
for (const pace of PACES) {
  for (const rooms of KILLS) {
    Deno.test(`produceTo() sends each line once and has the facts of one run when killed after ${rooms.join(", ")} at ${pace.kind}`, async () => {
      const whole = new FakeTopic(), topic = new FakeTopic();
      const wholeFacts = await sendAll(whole, optionsOf("refuse", { pace }));
      const kills = rooms.map((room, index) => ({ ...optionsOf("resume", { pace, ...later(index) }), room }));
      // Nothing was sent in a first run that was killed at once: its id is the next one's to choose.
      const facts = await sendAll(topic, ...kills, optionsOf("resume", { pace, ...later(9) }));
      const normal = (line: string) => line.replace(/\d{8}T\d{9}Z/, "");
      assert.deepEqual(topic.lines().map(normal), whole.lines().map(normal));
      assert.equal(new Set(topic.lines().map((line) => line.split(" ")[1])).size, 1);
      const { run, startedAt, seconds, ...rest } = facts;
      const { run: _, startedAt: __, seconds: ___, ...expected } = wholeFacts;
      assert.deepEqual(rest, expected);
      assert.ok(seconds >= 0);
      assert.equal(Date.parse(startedAt), Date.parse(`2026-01-01T00:0${run.slice(12, 13)}:00Z`));
    });
  }
}

Deno.test("produceTo() sends no line twice when a killed producer's last request comes late", async () => {
  const topic = new FakeTopic();
  const clock = new FakeClock();
  clock.sleep = () => Promise.resolve(topic.deliver());
  const killed = { ...optionsOf("refuse", { pace: { kind: "max" } }), room: 13 };
  const facts = await sendAll(topic, killed, optionsOf("resume", { pace: { kind: "max" }, clock }));
  assert.equal(new Set(topic.lines()).size, SENDABLE);
  assert.deepEqual([topic.lines().length, facts.produced, facts.partial], [SENDABLE, SENDABLE, false]);
});

Deno.test("produceTo() refuses a file that the topic holds, and says how far it came and what to do", async () => {
  const topic = new FakeTopic();
  const again = sendAll(topic, { ...optionsOf("refuse"), room: 5 }, optionsOf("refuse", later(1)));
  await assert.rejects(again, {
    code: "topic_mismatch",
    message: `Cannot send readings.csv to raw as run ${RUN} has already sent it up to line 6`,
    hint: /--resume.*--again/,
  });
  assert.equal(topic.lines().length, 5);
});

Deno.test("produceTo() sends a file once more as a run of its own when told so", async () => {
  const topic = new FakeTopic();
  const facts = await sendAll(topic, optionsOf("refuse"), optionsOf("again", later(1)));
  assert.match(facts.run, /^20260101T000100000Z-/);
  assert.equal(new Set(topic.lines()).size, 2 * SENDABLE);
});

Deno.test("produceTo() goes on with the newest of two runs", async () => {
  const topic = new FakeTopic();
  const facts = await sendAll(
    topic,
    optionsOf("refuse"),
    { ...optionsOf("again", later(1)), room: 5 },
    optionsOf("resume", later(2)),
  );
  assert.match(facts.run, /^20260101T000100000Z-/);
  assert.equal(new Set(topic.lines()).size, 2 * SENDABLE);
});

Deno.test("produceTo() takes another station's for another file", async () => {
  const topic = new FakeTopic();
  await sendAll(topic, optionsOf("refuse"), optionsOf("refuse", { stationId: "other" }));
  assert.equal(topic.lines().filter((line) => line.startsWith("other ")).length, SENDABLE);
});

Deno.test("produceTo() sends nothing and has the same facts when a finished run is resumed", async () => {
  const topic = new FakeTopic();
  const first = await sendAll(topic, optionsOf("refuse"));
  const lines = topic.lines();
  const second = await sendAll(topic, optionsOf("resume", later(1)));
  assert.deepEqual(topic.lines(), lines);
  assert.deepEqual({ ...second, seconds: 0 }, { ...first, startedAt: "2026-01-01T00:00:00.000Z", seconds: 0 });
});

Deno.test("produceTo() counts the limit from the beginning of the run when it is resumed", async () => {
  const topic = new FakeTopic();
  const facts = await sendAll(
    topic,
    { ...optionsOf("resume", { limit: 20 }), room: 5 },
    optionsOf("resume", { limit: 20 }),
  );
  assert.deepEqual([facts.produced, facts.partial, topic.lines().length], [20, true, 20]);
});

Deno.test("produceTo() tells where it goes on", async () => {
  const topic = new FakeTopic();
  const told: unknown[] = [];
  const onResume: Options["onResume"] = (sent) => told.push(sent && [sent.run, sent.sourceLine]);
  await sendAll(
    topic,
    { ...optionsOf("resume", { onResume }), room: 5 },
    optionsOf("resume", { onResume, ...later(1) }),
  );
  assert.deepEqual(told, [null, [RUN, 6]]);
});

Deno.test("produceTo() refuses to resume a loop", async () => {
  const topic = new FakeTopic();
  await assert.rejects(sendAll(topic, optionsOf("resume", { loop: true })), { code: "usage" });
  await sendAll(topic, optionsOf("refuse", { loop: true, limit: 40 }));
  await assert.rejects(sendAll(topic, optionsOf("resume")), { code: "topic_mismatch", message: /it was a loop/ });
  assert.equal(topic.lines().length, 40);
});
