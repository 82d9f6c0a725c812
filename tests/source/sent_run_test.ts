import assert from "node:assert/strict";
import { RUN_HEADER } from "../../pipeline/reading/mod.ts";
import { findSentRun, type SentRun, settledRun } from "../../pipeline/source/sent_run.ts";
import { FakeTopic } from "./fake_topic.ts";
import { FakeClock } from "./fixture.ts";

const FILE = { stationId: "uci", sha256: "0123456789abcdef" };
const RUN = "20260101T000000000Z-0123456789ab";
const LATER = "20260102T000000000Z-0123456789ab";
const OTHER_FILE = "20260103T000000000Z-ffffffffffff";

interface Sending {
  run: string;
  lines: number;
  from?: number;
  key?: string;
}

function topicOf(...sendings: Sending[]): FakeTopic {
  const topic = new FakeTopic();
  for (const { run, lines, from = 2, key = "uci" } of sendings) {
    topic.add(
      Array.from({ length: lines }, (_, index) => ({
        key,
        value: JSON.stringify({ source_line: from + index }),
        headers: { [RUN_HEADER]: run },
      })),
    );
  }
  return topic;
}

const CASES: { name: string; sendings: Sending[]; expected: [run: string, line: number] | null }[] = [
  { name: "nothing is there", sendings: [], expected: null },
  { name: "one message is there", sendings: [{ run: RUN, lines: 1 }], expected: [RUN, 2] },
  { name: "a run ends it", sendings: [{ run: RUN, lines: 1_500 }], expected: [RUN, 1_501] },
  {
    name: "another file ends it",
    sendings: [{ run: RUN, lines: 9 }, { run: OTHER_FILE, lines: 9 }],
    expected: [RUN, 10],
  },
  { name: "only another file is there", sendings: [{ run: OTHER_FILE, lines: 3_000 }], expected: null },
  { name: "only another station is there", sendings: [{ run: RUN, lines: 9, key: "other" }], expected: null },
  {
    name: "it is far behind another station's",
    sendings: [{ run: RUN, lines: 9 }, { run: RUN, lines: 20_000, key: "other" }],
    expected: [RUN, 10],
  },
  {
    name: "it was sent again",
    sendings: [{ run: RUN, lines: 9 }, { run: LATER, lines: 3 }],
    expected: [LATER, 4],
  },
  {
    name: "an older run's last message comes behind",
    sendings: [{ run: RUN, lines: 9 }, { run: LATER, lines: 3 }, { run: RUN, lines: 1, from: 11 }],
    expected: [LATER, 4],
  },
  { name: "the ids have another form", sendings: [{ run: "r1", lines: 9 }], expected: null },
];
for (const { name, sendings, expected } of CASES) {
  Deno.test(`findSentRun() gives ${expected === null ? "null" : `line ${expected[1]}`} when ${name}`, async () => {
    const sent = await findSentRun(topicOf(...sendings), FILE);
    assert.deepEqual(sent && [sent.run, sent.sourceLine], expected);
  });
}

Deno.test("findSentRun() says since when, and when the last line was sent", async () => {
  assert.deepEqual(await findSentRun(topicOf({ run: `${RUN}-loop`, lines: 1 }), FILE), {
    run: `${RUN}-loop`,
    startedAt: "2026-01-01T00:00:00.000Z",
    looped: true,
    sourceLine: 2,
    sentAtMs: Date.UTC(2026, 0, 1, 0, 0, 10),
  });
});

Deno.test("findSentRun() reads the end only when the run is there, and from the first offset kept when it is nowhere", async () => {
  const topic = topicOf({ run: RUN, lines: 40_000 });
  await findSentRun(topic, FILE);
  assert.deepEqual(topic.reads.splice(0), [39_000]);
  topic.low = 30_000;
  await findSentRun(topic, { ...FILE, stationId: "other" });
  assert.deepEqual(topic.reads, [39_000, 30_000]);
});

const at = (sourceLine: number) => ({ run: RUN, sourceLine }) as SentRun;

/** Settles on a fake clock over these looks, of which the last one repeats. */
function settle(...looks: (SentRun | null)[]) {
  const clock = new FakeClock();
  const look = () => Promise.resolve(looks.length > 1 ? looks.shift()! : looks[0]!);
  const settled = settledRun(look, { clock, signal: new AbortController().signal });
  return { clock, settled };
}

const SETTLINGS: { name: string; looks: (SentRun | null)[]; expected: SentRun | null; sleeps: number }[] = [
  { name: "nothing comes", looks: [null], expected: null, sleeps: 1 },
  { name: "nothing is behind the first look", looks: [at(5)], expected: at(5), sleeps: 1 },
  { name: "a request comes late", looks: [at(5), at(9)], expected: at(9), sleeps: 2 },
  { name: "the first request comes late", looks: [null, at(9)], expected: at(9), sleeps: 2 },
];
for (const { name, looks, expected, sleeps } of SETTLINGS) {
  Deno.test(`settledRun() looks ${sleeps + 1} times when ${name}`, async () => {
    const { clock, settled } = settle(...looks);
    assert.deepEqual(await settled, expected);
    assert.equal(clock.sleeps.length, sleeps);
  });
}

Deno.test("settledRun() refuses when the run never stands still", async () => {
  const { settled } = settle(...Array.from({ length: 20 }, (_, line) => at(line)));
  await assert.rejects(settled, { code: "topic_mismatch", message: /is still being sent/ });
});
