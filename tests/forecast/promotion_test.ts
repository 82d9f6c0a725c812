import assert from "node:assert/strict";
import {
  candidateCalled,
  candidatesOf,
  type Champion,
  championOf,
  type ModelIndex,
  modelIndexOf,
  parseModelIndex,
  previousOf,
  promote,
  type Trained,
  withHistory,
} from "../../pipeline/forecast/mod.ts";
import { madeHours } from "../support/hours.ts";

const hours = madeHours(200), origin = { silverDigest: "5", codeDigest: "c", deno: "2.9.6" };
const digestOf = (letter: string) => letter.repeat(64);

/** An index of trainings whose models' digests are a letter each: persistence is chosen where it is as good. */
function trained(
  cutMs: number,
  models: Record<string, [letter: string, mae: number]>,
  former: ModelIndex | null = null,
) {
  const all = Object.entries(models).map(([model, [letter, mae]]) => ({
    ...{ target: "co_gt" as const, model, file: `co_gt.${model}.model`, sha256: digestOf(letter), bytes: 9 },
    ...{ maeMonthBeforeCut: mae, milliseconds: 1 },
  }));
  return withHistory(modelIndexOf({ cutMs, hours, origin }, all as unknown as Trained[]), former);
}
const CUT = Date.UTC(2004, 11, 31, 23);
const first = trained(CUT, { persistence: ["a", 0.5], ridge: ["b", 0.3] });
const brief = (champion: Champion | undefined) => champion && `${champion.model} ${champion.sha256[0]}`;
const briefs = (champions: readonly Champion[]) => champions.map(brief);

Deno.test("championOf() is the model that training chose, until another one is promoted", () => {
  assert.equal(brief(championOf(first, "co_gt")), "ridge b");
  const next = promote(first, candidateCalled(first, "co_gt", "persistence"));
  assert.equal(brief(championOf(next, "co_gt")), "persistence a");
  assert.deepEqual(briefs(next.history), ["ridge b"]);
  assert.equal(championOf(next, "no2_gt"), undefined);
  assert.deepEqual(parseModelIndex(JSON.stringify(next)), next);
});

Deno.test("promote() gives the same index when the model serves already", () => {
  assert.equal(promote(first, championOf(first, "co_gt")!), first);
});

Deno.test("previousOf() is what served before, and again what serves now once that is promoted", () => {
  assert.throws(() => previousOf(first, "co_gt"), { code: "not_found" });
  const next = promote(first, candidateCalled(first, "co_gt", "persistence"));
  const back = promote(next, previousOf(next, "co_gt"));
  assert.equal(brief(championOf(back, "co_gt")), "ridge b");
  assert.equal(brief(previousOf(back, "co_gt")), "persistence a");
  assert.deepEqual(briefs(back.history), ["ridge b", "persistence a"]);
});

Deno.test("withHistory() keeps what served before in its history, with the cut that it learnt up to", () => {
  const promoted = promote(first, candidateCalled(first, "co_gt", "persistence"));
  const second = trained(CUT + 3_600_000, { persistence: ["a", 0.5], ridge: ["c", 0.3] }, promoted);
  assert.equal(brief(championOf(second, "co_gt")), "ridge c");
  assert.deepEqual(briefs(second.history), ["ridge b", "persistence a"]);
  assert.deepEqual(second.history.map(({ cut }) => cut), ["2004-12-31T23:00:00Z", "2004-12-31T23:00:00Z"]);
  assert.equal(championOf(second, "co_gt")!.cut, "2005-01-01T00:00:00Z");
  assert.equal(brief(previousOf(second, "co_gt")), "persistence a");
});

Deno.test("withHistory() adds nothing when the same models serve", () => {
  const second = trained(CUT, { persistence: ["a", 0.5], ridge: ["c", 0.3] }, first);
  assert.deepEqual(trained(CUT, { persistence: ["a", 0.5], ridge: ["c", 0.3] }, second), second);
});

Deno.test("candidateCalled() finds a model of an earlier training by the beginning of its digest, by name that of the last one", () => {
  const second = trained(CUT, { persistence: ["a", 0.5], ridge: ["c", 0.3] }, first);
  assert.deepEqual(briefs(candidatesOf(second, "co_gt")), ["persistence a", "ridge c", "ridge b"]);
  assert.equal(brief(candidateCalled(second, "co_gt", "ridge")), "ridge c");
  assert.equal(brief(candidateCalled(second, "co_gt", "bbbbbbb")), "ridge b");
  for (const called of ["bb", "sarima", "dddddd"]) {
    assert.throws(() => candidateCalled(second, "co_gt", called), {
      code: "not_found",
      message: /expected persistence \(aaaaaaaaaaaa\), ridge \(cccccccccccc\), ridge \(bbbbbbbbbbbb\)/,
    });
  }
});
