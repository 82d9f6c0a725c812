import assert from "node:assert/strict";
import { overtakenParts, parsePart, type Part, planSweep } from "../../pipeline/lake/mod.ts";

/** Parts from "first-last-epoch", alternately of silver and rejected. */
function parts(...names: string[]): Part[] {
  return names.map((name, index) => {
    const folder = index % 2 === 0 ? "silver/date=2004-03-10" : "rejected/reason=duplicate";
    return parsePart(`${folder}/raw-0-${name}.parquet`)!;
  });
}
const names = (list: readonly Part[]) =>
  list.map(({ firstOffset, lastOffset, epoch }) => `${firstOffset}-${lastOffset}-${epoch}`).sort();

const PLANS: [string, string[], { epoch: number; committedOffset: number }, string[], number][] = [
  ["nothing from an empty lake", [], { epoch: 1, committedOffset: 0 }, [], 0],
  ["nothing where all is committed", ["0-9-1", "10-19-1"], { epoch: 2, committedOffset: 20 }, [], 20],
  ["parts at or past the committed offset", ["0-9-1", "10-19-1", "12-25-1"], { epoch: 2, committedOffset: 10 }, [
    "10-19-1",
    "12-25-1",
  ], 10],
  ["uncommitted parts of several former owners", ["0-9-1", "10-14-1", "10-19-2"], { epoch: 4, committedOffset: 10 }, [
    "10-14-1",
    "10-19-2",
  ], 10],
  [
    "no part of its own epoch or a higher one",
    ["0-9-1", "10-19-2", "10-19-3"],
    { epoch: 2, committedOffset: 10 },
    [],
    10,
  ],
  ["a whole part where the offset was reset into it", ["0-9-1", "10-19-1"], { epoch: 2, committedOffset: 15 }, [
    "10-19-1",
  ], 10],
  [
    "every part that the way back touches",
    ["0-12-1", "5-9-1", "10-19-1", "20-29-1"],
    { epoch: 2, committedOffset: 15 },
    ["0-12-1", "10-19-1", "20-29-1", "5-9-1"],
    0,
  ],
];
for (const [what, given, at, removed, resumeOffset] of PLANS) {
  Deno.test(`planSweep() removes ${what}`, () => {
    const plan = planSweep(parts(...given), [], at);
    assert.deepEqual(names(plan.remove), removed);
    assert.equal(plan.resumeOffset, resumeOffset);
  });
}

Deno.test("planSweep() cuts folded ranges of former owners from where reading goes on", () => {
  const folded = [[0, 9, 1], [10, 19, 1], [20, 29, 2]].map(([firstOffset, lastOffset, epoch]) => ({
    partition: 0,
    firstOffset: firstOffset!,
    lastOffset: lastOffset!,
    epoch: epoch!,
  }));
  const cut = (parts: Part[], epoch: number, committedOffset: number) => {
    const plan = planSweep(parts, folded, { epoch, committedOffset });
    return [plan.resumeOffset, ...plan.cut.map(({ firstOffset }) => firstOffset)];
  };
  assert.deepEqual(cut([], 3, 30), [30]);
  assert.deepEqual(cut([], 3, 15), [15, 10, 20]);
  assert.deepEqual(cut([], 2, 15), [15, 10], "its own and later ones stay");
  assert.deepEqual(cut(parts("8-17-1"), 3, 15), [8, 0, 10, 20], "a part moves reading back further");
});

Deno.test("overtakenParts() are those that overlap a higher epoch, and no others", () => {
  assert.deepEqual(names(overtakenParts(parts("0-9-1", "10-19-1", "15-29-2", "30-39-3", "28-28-1", "40-49-1"))), [
    "10-19-1",
    "28-28-1",
  ]);
  assert.deepEqual(overtakenParts(parts("0-9-1", "3-12-1")), [], "dates of one owner interleave");
});
