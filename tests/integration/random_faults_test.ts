import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { planText } from "../fault/plan.ts";
import { isBad } from "../fault/run.ts";
import { possibleKinds, runSeries } from "../fault/series.ts";

const SEED = 1, RUNS = 20;

Deno.test(`${RUNS} runs under random faults lose no reading and double none`, async () => {
  const wrong: string[] = [];
  let done = 0;
  const kinds = await possibleKinds("files");
  if (!kinds.some((kind) => kind.startsWith("disk"))) {
    console.log("full and read-only disks are left out here, as tests may not mount; deno task fault has them");
  }
  await runSeries({
    seed: SEED,
    from: 1,
    runs: RUNS,
    jobs: 3,
    kinds,
    foreign: false,
    store: "files",
    root: fileURLToPath(new URL("../..", import.meta.url)),
    goesOn: () => true,
    onRun(run) {
      done++;
      if (!isBad(run)) return;
      const again = `deno task fault --seed ${SEED} --from ${run.number} --runs 1`;
      wrong.push(
        [again, planText(run.plan), `kept in ${run.folder}`, ...[...run.failures, ...run.differences].slice(0, 5)].join(
          "\n  ",
        ),
      );
    },
  });
  assert.deepEqual(wrong, []);
  assert.equal(done, RUNS);
});
