import assert from "node:assert/strict";
import { OffsetLedger } from "../../pipeline/records/ledger.ts";

function ledger(...entries: [number, number][]): OffsetLedger {
  const made = new OffsetLedger();
  for (const [partition, offset] of entries) made.add(partition, offset);
  return made;
}

Deno.test("compare() finds nothing between the same offsets in any order", () => {
  const { missing, extra, doubled, detail } = ledger([0, 1], [1, 70_000]).compare(ledger([1, 70_000], [0, 1]));
  assert.deepEqual([missing, extra, doubled, detail], [0, 0, 0, ""]);
});

Deno.test("compare() tells missing, extra and doubled apart and names them", () => {
  const difference = ledger([0, 1], [0, 2], [0, 3]).compare(ledger([0, 2], [0, 2], [1, 65_536]));
  assert.deepEqual([difference.missing, difference.extra, difference.doubled], [2, 1, 1]);
  assert.match(difference.detail, /2 missing, as partition:offset 0:1, 0:3; 1 extra, .* 1:65536; 1 doubled, .* 0:2/);
});

Deno.test("compare() finds a copy though both have it twice", () => {
  assert.equal(ledger([0, 1], [0, 1]).compare(ledger([0, 1], [0, 1])).doubled, 1);
});

Deno.test("compare() finds a copy though a byte could not count so many", () => {
  const many = new OffsetLedger();
  for (let i = 0; i < 300; i++) many.add(0, 0);
  assert.equal(ledger([0, 0]).compare(many).doubled, 1);
  assert.equal(many.size, 300);
});

Deno.test("has() tells what was added from what was not", () => {
  const some = ledger([0, 70_000], [-1, 3]);
  const asked: [number, number][] = [[0, 70_000], [0, 4_464], [-1, 3], [1, 3], [0, 9_000_000]];
  assert.deepEqual(asked.map(([partition, offset]) => some.has(partition, offset)), [true, false, true, false, false]);
});
