import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { planText } from "../fault/plan.ts";
import { isBad } from "../fault/run.ts";
import { possibleKinds, type Run, runSeries } from "../fault/series.ts";

const SEED = 11, FROM = 4, RUNS = 2;

Deno.test(`${RUNS} runs with messages of others under random faults give each what its sender foresees`, async () => {
  const done: Run[] = [];
  await runSeries({
    ...{ seed: SEED, from: FROM, runs: RUNS, jobs: RUNS },
    kinds: await possibleKinds("files"),
    foreign: true,
    store: "files",
    root: fileURLToPath(new URL("../..", import.meta.url)),
    goesOn: () => true,
    onRun: (run) => void done.push(run),
  });
  const wrong = done.filter(isBad).map(({ number, plan, folder, failures, differences }) =>
    [`--foreign --seed ${SEED} --from ${number}: ${planText(plan)}`, folder, ...failures, ...differences].slice(0, 7)
  );
  assert.deepEqual(wrong, []);
  assert.equal(done.length, RUNS);
  for (const { foreignMessages, plan } of done) assert.ok(foreignMessages > plan.foreign.length);
});
