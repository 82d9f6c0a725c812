import assert from "node:assert/strict";
import { type Evidence, prove } from "../../pipeline/proof/mod.ts";
import { proofTable } from "../../tasks/text/proof_text.ts";
import { usingFolder } from "../support/lake.ts";
import { CLEAN, CLEAN_MATCH, EXTRA, failed, PRODUCED, RAW, soundWorld, type World } from "./sound_world.ts";

/** Retention passes: the topics lose what is older. */
function passRetention({ raw, clean, dead, evidence }: World, low: number, committed: number): Evidence {
  const cleanLow = clean.length - raw.slice(low).filter(({ offset }) => offset % 10 !== 9).length;
  const deadLow = Math.floor(low / 10);
  for (const [topic, gone] of [[raw, low], [clean, cleanLow], [dead, deadLow]] as const) topic.splice(0, gone);
  return {
    ...evidence,
    progress: new Map([[0, { low, committed, end: 30 }]]),
    removed: { clean: cleanLow, deadLetters: deadLow },
  };
}

Deno.test("prove() counts apart what retention took between runs, and holds for what the topics still hold", () =>
  usingFolder(async (lakeDir) => {
    const world = await soundWorld(lakeDir);
    const proof = await prove(passRetention(world, 12, 30));
    assert.deepEqual(failed(proof), []);
    assert.deepEqual(proof.counts.noLongerKept, { rawMessages: 12, cleanMessages: 11, deadLetters: 1 });
    assert.deepEqual([proof.counts.accepted, proof.counts.rejected], [27, 3]);
    const law = `${RAW.replace(" = ", " + those no longer kept = ")}`;
    assert.deepEqual(proof.checks.find((check) => check.law === law)?.left, 30);
    assert.match(
      proofTable(proof),
      /\nRetention: 12 rows of the lake are older than the raw topic.*\nconservation holds$/,
    );
  }));

Deno.test("prove() still finds what is wrong after retention", () =>
  usingFolder(async (lakeDir) => {
    const world = await soundWorld(lakeDir), evidence = passRetention(world, 12, 30);
    world.raw.pop();
    world.clean.push(world.clean[0]!);
    const laws = failed(await prove(evidence)).map((law) => law.replace(" + those no longer kept", ""));
    assert.deepEqual(laws, [PRODUCED, RAW, EXTRA, CLEAN, CLEAN_MATCH]);
  }));

Deno.test("prove() finds offsets that retention took before the group had read them", () =>
  usingFolder(async (lakeDir) => {
    const world = await soundWorld(lakeDir), { evidence } = world;
    const progress = new Map([[0, { low: 0, committed: 30, end: 30 }], [1, { low: 40, committed: 24, end: 40 }]]);
    const { checks } = await prove({ ...evidence, progress });
    assert.deepEqual(checks.filter(({ holds }) => !holds), [{
      law: "offsets of the raw topic that were removed before the group read them = 0",
      left: 16,
      right: 0,
      holds: false,
      detail: "partition 1 from 24 to 39",
    }]);
  }));
