import assert from "node:assert/strict";
import { inLanes } from "../../../tasks/gate/test_run.ts";

/** Jobs that end when they are told, and how many of them run. */
function jobsOf(count: number) {
  const gates = Array.from({ length: count }, () => Promise.withResolvers<number>());
  const begun: number[] = [];
  const jobs = gates.map(({ promise }, index) => () => {
    begun.push(index);
    return promise;
  });
  return { jobs, begun, end: (index: number) => gates[index]!.resolve(index) };
}

Deno.test("inLanes() begins as many jobs as there are lanes, and the next when one ends", async () => {
  const { jobs, begun, end } = jobsOf(4);
  const results = inLanes(jobs, 2);
  const first = results.next();
  assert.deepEqual(begun, [0, 1]);
  end(1);
  assert.equal((await first).value, 1);
  const second = results.next();
  assert.deepEqual(begun, [0, 1, 2]);
  end(0);
  assert.equal((await second).value, 0);
  end(2);
  end(3);
  assert.deepEqual(await Array.fromAsync(results), [2, 3]);
});

Deno.test("inLanes() fails when a job does, and begins no other", async () => {
  const { jobs, begun } = jobsOf(3);
  const failing = [() => Promise.reject(new Error("lost")), ...jobs];
  await assert.rejects(Array.fromAsync(inLanes(failing, 1)), /lost/);
  assert.deepEqual(begun, []);
});

Deno.test("inLanes() gives nothing when there is no job", async () => {
  assert.deepEqual(await Array.fromAsync(inLanes([], 2)), []);
});
