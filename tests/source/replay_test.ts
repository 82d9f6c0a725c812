import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import {
  generateSample,
  identifyFile,
  type Outgoing,
  replay,
  type ReplayOptions,
  type ReplayProgress,
  SAMPLE,
} from "../../pipeline/source/mod.ts";
import { FakeClock, withFile, withFolder } from "./fixture.ts";

const HEADER = "Date;Time;CO(GT);T;;\r\n";
const row = (day: number, hour: number, co = "2,6") => `${day}/03/2004;${hour}.00.00;${co};13,6;;\r\n`;
const THREE = `${HEADER}${row(13, 18)}${row(13, 19, "-200")};;;;;\r\n${row(13, 20)};;;;;\r\n`;

interface Sent {
  messages: Outgoing[];
  batches: number;
}

async function run(content: string | Uint8Array, changes: Partial<ReplayOptions> & { path?: string } = {}) {
  const sent: Sent = { messages: [], batches: 0 };
  const facts = await withFile(content, async (path) =>
    replay({
      file: await identifyFile(changes.path ?? path),
      stationId: "uci",
      run: "r1",
      startedAt: "2026-01-01T00:00:00Z",
      pace: { kind: "max" },
      clock: new FakeClock(),
      signal: new AbortController().signal,
      publish: (batch) => {
        sent.messages.push(...batch);
        sent.batches++;
        return Promise.resolve();
      },
      ...changes,
    }));
  return { facts, ...sent };
}

Deno.test("replay() sends each reading once, in order, with its key, event time and line", async () => {
  const { messages } = await run(THREE);
  assert.deepEqual(messages.map(({ key, eventTimeMs, sourceLine }) => [key, eventTimeMs, sourceLine]), [
    ["uci", Date.UTC(2004, 2, 13, 18), 2],
    ["uci", Date.UTC(2004, 2, 13, 19), 3],
    ["uci", Date.UTC(2004, 2, 13, 20), 5],
  ]);
  assert.equal(
    messages[1]?.value,
    '{"station_id":"uci","ts":"2004-03-13T19:00:00Z","co_gt":-200,"t":13.6,"source_line":3}',
  );
});

Deno.test("replay() returns the facts of the run", async () => {
  const { facts } = await run(THREE, { pace: { kind: "speedup", eventSecondsPerSecond: 3_600 } });
  assert.deepEqual(facts, {
    run: "r1",
    startedAt: "2026-01-01T00:00:00Z",
    source: {
      name: "readings.csv",
      sha256: createHash("sha256").update(THREE).digest("hex"),
      sizeBytes: THREE.length,
      synthetic: false,
      dialect:
        "; separated (3 rows), decimal comma (3 rows), dd/mm/yyyy (by a day over 12: 3 rows), HH.MM.SS, CRLF, 2 trailing empty columns",
    },
    stationId: "uci",
    pace: "3,600 event seconds a second",
    dataLines: 5,
    blankLines: 2,
    produced: 3,
    looped: false,
    partial: false,
    firstTs: "2004-03-13T18:00:00Z",
    lastTs: "2004-03-13T20:00:00Z",
    seconds: 2,
  });
});

Deno.test("replay() sends malformed lines, and has no first or last timestamp when no line has one", async () => {
  const { facts, messages } = await run(`${HEADER}oops\r\n${row(13, 18)}`, { limit: 1 });
  assert.deepEqual(messages, [{
    key: "uci",
    value: '{"source_line":2,"raw":"oops"}',
    eventTimeMs: null,
    sourceLine: 2,
  }]);
  assert.deepEqual([facts.firstTs, facts.lastTs, facts.produced], [null, null, 1]);
});

Deno.test("replay() ends with an error when the file grows after its lines were read", async () => {
  await withFile(THREE, async (path) => {
    const grow = () => Deno.writeTextFile(path, row(13, 21), { append: true });
    await assert.rejects(run(THREE, { path, publish: grow }), {
      code: "source_changed",
      message: /expected 133 bytes/,
    });
  });
});

Deno.test("replay() sends nothing of a file that was replaced after it was identified", async () => {
  const sent: Outgoing[] = [];
  await withFile(THREE, async (path) => {
    const file = await identifyFile(path);
    await Deno.writeTextFile(path, THREE.replaceAll("2,6", "3,6"));
    const publish = (batch: Outgoing[]) => Promise.resolve(void sent.push(...batch));
    await assert.rejects(run(THREE, { file, publish }), { code: "source_changed" });
  });
  assert.deepEqual(sent, []);
});

const LIMITS = [
  { limit: 1, produced: 1, dataLines: 1, blankLines: 0, partial: true },
  { limit: 2, produced: 2, dataLines: 3, blankLines: 1, partial: true },
  { limit: 3, produced: 3, dataLines: 5, blankLines: 2, partial: false },
  { limit: 4, produced: 3, dataLines: 5, blankLines: 2, partial: false },
];
for (const { limit, ...expected } of LIMITS) {
  Deno.test(`replay() is ${expected.partial ? "partial" : "whole"} when the limit is ${limit} of 3`, async () => {
    const { facts, messages } = await run(THREE, { limit });
    const { produced, dataLines, blankLines, partial } = facts;
    assert.deepEqual({ produced, dataLines, blankLines, partial }, expected);
    assert.equal(messages.length, produced);
  });
}

Deno.test("replay() goes round to the limit with timestamps that never come twice when it loops", async () => {
  const { facts, messages } = await run(THREE, { loop: true, limit: 8 });
  assert.equal(facts.produced, 8);
  assert.equal(facts.partial, true);
  assert.equal(new Set(messages.map((message) => message.eventTimeMs)).size, 8);
  assert.deepEqual(messages.map((message) => message.sourceLine), [2, 3, 5, 2, 3, 5, 2, 3]);
  assert.equal(facts.lastTs, "2004-03-15T19:00:00Z");
  assert.equal(facts.dataLines, facts.blankLines + facts.produced);
});

Deno.test("replay() stops with exact counts when it is aborted", async () => {
  const controller = new AbortController();
  const clock = new FakeClock();
  const publish = (_: Outgoing[]) => {
    if (clock.now() >= 1_000) controller.abort();
    return Promise.resolve();
  };
  const pace = { kind: "speedup", eventSecondsPerSecond: 3_600 } as const;
  const { facts } = await run(THREE, { clock, publish, signal: controller.signal, pace });
  assert.deepEqual([facts.dataLines, facts.blankLines, facts.produced, facts.partial], [3, 1, 2, true]);
});

Deno.test("replay() is whole when it is aborted as the last line goes out", async () => {
  const controller = new AbortController();
  const publish = () => Promise.resolve(controller.abort());
  const { facts } = await run(THREE, { publish, signal: controller.signal });
  assert.deepEqual([facts.dataLines, facts.produced, facts.partial], [5, 3, false]);
});

Deno.test("replay() sends nothing when it is aborted before the start", async () => {
  const { facts } = await run(THREE, { signal: AbortSignal.abort() });
  assert.deepEqual([facts.dataLines, facts.produced, facts.partial, facts.seconds], [0, 0, true, 0]);
});

const resume = (sentLine: number) => ({ sentLine, sentMs: -2_000, beganMs: -5_000 });

const RESUMPTIONS = [
  { name: "nothing was sent", sentLine: 0, sent: [2, 3, 5] },
  { name: "the first was sent", sentLine: 2, sent: [3, 5] },
  { name: "a blank line is next", sentLine: 3, sent: [5] },
  { name: "the last was sent", sentLine: 5, sent: [] },
  { name: "the limit is reached", sentLine: 3, limit: 2, sent: [] },
  { name: "the limit is not reached yet", sentLine: 2, limit: 2, sent: [3] },
  { name: "more was sent than the limit", sentLine: 3, limit: 1, sent: [], same: 2 },
];
for (const { name, sentLine, sent, limit, same = limit } of RESUMPTIONS) {
  Deno.test(`replay() sends the rest and has the facts of the whole run when it is resumed and ${name}`, async () => {
    const whole = await run(THREE, { limit: same });
    const rest = await run(THREE, { limit, resume: resume(sentLine) });
    assert.deepEqual(rest.messages.map(({ sourceLine }) => sourceLine), sent);
    assert.deepEqual({ ...rest.facts, seconds: 0 }, { ...whole.facts, seconds: 0 });
  });
}

Deno.test("replay() counts time since the run began and tells what was sent before when it is resumed", async () => {
  let last: ReplayProgress | undefined;
  const pace = { kind: "rate", rowsPerSecond: 1 } as const;
  const { facts } = await run(THREE, { resume: resume(2), pace, onProgress: (progress) => last = progress });
  // 5 s before, then lines 3 and 5: the first at once, the second 1 s later.
  assert.deepEqual([facts.seconds, last?.elapsedMs, last?.sentBefore, last?.produced], [6, 6_000, 1, 3]);
});

Deno.test("replay() has the seconds up to the last sending when nothing was left to resume", async () => {
  const { facts } = await run(THREE, { resume: resume(5) });
  assert.equal(facts.seconds, 3);
});

Deno.test("replay() counts what was sent before when it is resumed and aborted at once", async () => {
  const { facts, messages } = await run(THREE, { resume: resume(3), signal: AbortSignal.abort() });
  assert.equal(messages.length, 0);
  assert.deepEqual([facts.dataLines, facts.produced, facts.partial], [2, 2, true]);
});

Deno.test("replay() has at most four batches on their way", async () => {
  let most = 0, batches = 0, waiting: (() => void)[] = [];
  // Blocks of 64 KB: the last of them has nobody after it to wait for.
  const content = `${HEADER}${row(13, 18).repeat(20_000)}`;
  const blocks = Math.ceil(content.length / 65_536);
  const publish = () =>
    new Promise<void>((resolve) => {
      batches++;
      waiting.push(resolve);
      most = Math.max(most, waiting.length);
      if (waiting.length < 4 && batches < blocks) return;
      const acknowledged = waiting;
      setTimeout(() => {
        waiting = waiting.filter((one) => !acknowledged.includes(one));
        acknowledged.forEach((acknowledge) => acknowledge());
      });
    });
  const { facts } = await run(content, { publish });
  assert.equal(facts.produced, 20_000);
  assert.equal(most, 4);
});

Deno.test("replay() rejects with what publish rejected with, after all that was on its way has ended", async () => {
  let ended = 0;
  const failure = new Error("broker lost");
  let calls = 0;
  const publish = async () => {
    if (++calls === 2) throw failure;
    await new Promise((resolve) => setTimeout(resolve, 5));
    ended++;
  };
  await assert.rejects(run(`${HEADER}${row(13, 18).repeat(20_000)}`, { publish }), failure);
  assert.equal(ended, calls - 1);
});

Deno.test("replay() reports its progress up to the whole, at most ten times a second", async () => {
  const reports: ReplayProgress[] = [];
  const content = `${HEADER}${
    Array.from({ length: 200 }, (_, index) => row(13 + Math.floor(index / 24), index % 24)).join("")
  }`;
  await run(content, { pace: { kind: "rate", rowsPerSecond: 100 }, onProgress: (progress) => reports.push(progress) });
  assert.ok(reports.length > 10 && reports.length <= 21, `${reports.length} reports`);
  assert.ok(reports.every(({ fraction }, index) => fraction >= (reports[index - 1]?.fraction ?? 0)));
  const { dataLines, produced, fraction, elapsedMs } = reports.at(-1) ?? {};
  assert.deepEqual([dataLines, produced, fraction, elapsedMs], [200, 200, 1, 1_990]);
  const middle = reports.find(({ elapsedMs }) => elapsedMs >= 1_000);
  assert.ok(middle !== undefined && Math.abs(middle.fraction - 0.5) < 0.05, `${middle?.fraction}`);
});

Deno.test("replay() writes exactly what JSON.parse reads back when cells hold any text", async () => {
  let seed = 7;
  const random = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
  const alphabet = ['"', "\\", "\u0000", "\u2028", "é", "😀", "</", "a", "1", " x", "\t", "\u007f"];
  const cells = Array.from(
    { length: 500 },
    () => "z" + Array.from({ length: random(8) }, () => alphabet[random(alphabet.length)]).join(""),
  );
  const { messages } = await run(`${HEADER}${cells.map((cell) => row(13, 18, cell)).join("")}`);
  assert.deepEqual(messages.map(({ value }) => JSON.parse(value).co_gt), cells);
});

for (
  const { name, content, synthetic } of [
    { name: "other.synthetic.csv", content: THREE, synthetic: true },
    { name: "renamed.csv", content: generateSample(SAMPLE.seed), synthetic: true },
    { name: "measured.csv", content: THREE, synthetic: false },
  ]
) {
  Deno.test(`replay() says ${synthetic ? "synthetic" : "not synthetic"} of ${name}`, async () => {
    await withFolder(async (folder) => {
      const path = `${folder}/${name}`;
      await Deno.writeTextFile(path, content);
      const { facts } = await run("", { path, limit: 1 });
      assert.equal(facts.source.synthetic, synthetic);
    });
  });
}

Deno.test({
  name: "replay() sends the real file as 9,471 = 114 + 9,357 (needs AIR_QUALITY_CSV)",
  ignore: !Deno.env.get("AIR_QUALITY_CSV"),
  fn: async () => {
    const { facts, messages } = await run("", { path: Deno.env.get("AIR_QUALITY_CSV") ?? "" });
    assert.deepEqual([facts.dataLines, facts.blankLines, facts.produced], [9_471, 114, 9_357]);
    assert.equal(new Set(messages.map((message) => message.eventTimeMs)).size, 9_357);
    assert.deepEqual([facts.firstTs, facts.lastTs], ["2004-03-10T18:00:00Z", "2005-04-04T14:00:00Z"]);
  },
});
