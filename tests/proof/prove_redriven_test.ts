import assert from "node:assert/strict";
import { type EvidenceMessage, prove } from "../../pipeline/proof/mod.ts";
import { judge } from "../../pipeline/validate/mod.ts";
import { cleanRows } from "../support/clean_rows.ts";
import { usingFolder } from "../support/lake.ts";
import { writeJudged } from "../support/lake_rows.ts";
import { encode, failed, letterOf, PRODUCED, soundWorld, type World } from "./sound_world.ts";

/** The sound world whose second dead letter went back and was rejected again. */
async function redrivenWorld(lakeDir: string): Promise<World> {
  const world = await soundWorld(lakeDir);
  const { headers } = world.raw[19]!;
  const again = {
    ...world.raw[19]!,
    offset: 30,
    headers: { ...headers, "airquality.redrive.hops": [encode("1")], "airquality.redrive.origin": [encode("dlq:0:1")] },
  };
  const verdict = judge(again, () => false);
  assert.ok(!verdict.accepted);
  const refused = { message: { ...again, timestampMs: 0 }, rejection: verdict.rejection };
  await writeJudged(lakeDir, {
    topic: "raw",
    partition: 0,
    epoch: 1,
    ruleSet: "1-0123456789ab",
    accepted: cleanRows([]),
    rejected: [refused],
  });
  world.raw.push(again);
  world.dead.push(letterOf(refused, 3));
  world.evidence = { ...world.evidence, progress: new Map([[0, { low: 0, committed: 31, end: 31 }]]) };
  return world;
}

const REDRIVEN = "redriven messages = the dead letters they name, each once";

Deno.test("prove() holds for messages that went back and were rejected again, and counts them apart", () =>
  usingFolder(async (lakeDir) => {
    const world = await redrivenWorld(lakeDir);
    const proof = await prove(world.evidence);
    assert.deepEqual(failed(proof), []);
    assert.ok(proof.checks.some(({ law }) => law === REDRIVEN));
    const { produced, redriven, rejected, deadLetters } = proof.counts;
    assert.deepEqual([produced, redriven, rejected, deadLetters], [30, 1, 4, 4]);
    assert.deepEqual(failed(await prove({ ...world.evidence, clean: null, deadLetters: null })), []);
  }));

const originOf = (message: EvidenceMessage, origin: string): EvidenceMessage => ({
  ...message,
  headers: { ...message.headers, "airquality.redrive.origin": [encode(origin)] },
});
const MISDRIVEN: [string, (world: World) => unknown, string[], RegExp][] = [
  [
    "a dead letter that went back twice",
    ({ raw }) => raw[29] = originOf(raw[29]!, "dlq:0:1"),
    [PRODUCED, REDRIVEN],
    /1 doubled, .* 0:1/,
  ],
  [
    "a message that went back from no dead letter",
    ({ raw }) => raw[30] = originOf(raw[30]!, "dlq:0:77"),
    [REDRIVEN],
    /1 extra, .* 0:77/,
  ],
  [
    "a message that went back from nowhere",
    ({ raw }) => raw[30] = originOf(raw[30]!, "?"),
    [REDRIVEN],
    /1 extra, .* -1:30/,
  ],
];
for (const [what, breakIt, expected, named] of MISDRIVEN) {
  Deno.test(`prove() finds ${what}`, () =>
    usingFolder(async (lakeDir) => {
      const world = await redrivenWorld(lakeDir);
      breakIt(world);
      const proof = await prove(world.evidence);
      assert.deepEqual(failed(proof), expected);
      assert.match(proof.checks.find(({ law }) => law === REDRIVEN)!.detail, named);
    }));
}

Deno.test("prove() finds a dead letter that went back twice though none are read", () =>
  usingFolder(async (lakeDir) => {
    const world = await redrivenWorld(lakeDir);
    world.raw[29] = originOf(world.raw[29]!, "dlq:0:1");
    assert.deepEqual(failed(await prove({ ...world.evidence, clean: null, deadLetters: null })), [PRODUCED, REDRIVEN]);
  }));
