import assert from "node:assert/strict";
import { readQuality } from "../../pipeline/quality/mod.ts";
import { type Accepted, type Rejected, withLake } from "./fixture.ts";

const AT = "2024-05-14T02:00:00Z";
const message = (values: Record<string, unknown>) => JSON.stringify({ station_id: "a", ts: AT, ...values });

async function duplicatesOf(rejected: Omit<Rejected, "codes">[], accepted: Omit<Accepted, "at">[] = [{ offset: 0 }]) {
  let found: Awaited<ReturnType<typeof readQuality>>["duplicates"] | undefined;
  await withLake({
    accepted: accepted.map((each) => ({ at: AT, ...each })),
    rejected: rejected.map((each) => ({ station: "a", codes: ["duplicate"], ...each })),
  }, async (lakeDir) => {
    found = (await readQuality(lakeDir)).duplicates;
  });
  return found!;
}

const SAME: [what: string, value: string, kept: Record<string, number | null>][] = [
  ["the same values", message({ co_gt: 10, no2_gt: 10 }), {}],
  ["fewer values", message({ co_gt: 10, no2_gt: null }), {}],
  ["a marker of a missing value", message({ co_gt: 10, no2_gt: -200, nox_gt: -999 }), { no2_gt: null, nox_gt: null }],
  ["a value out of range", message({ co_gt: 1e6 }), {}],
  ["a text", message({ co_gt: "2,6" }), {}],
  ["no JSON", "oops", {}],
  ["JSON that is no object", "null", {}],
];
for (const [what, value, kept] of SAME) {
  Deno.test(`readQuality() does not say that a duplicate with ${what} has other values`, async () =>
    assert.deepEqual(await duplicatesOf([{ at: AT, value, offset: 1 }], [{ offset: 0, values: kept }]), {
      compared: 1,
      withOtherValues: 0,
      examples: [],
    }));
}

Deno.test("readQuality() names the first field by which a duplicate has another value, in the order of offsets", async () => {
  const rejected = [
    { at: AT, value: message({ co_gt: 10, no2_gt: 12.5, nox_gt: 7 }), offset: 3 },
    { at: AT, value: message({ co_gt: 3 }), offset: 2 },
    { at: "2024-05-14T09:00:00Z", value: message({ co_gt: 3 }), offset: 4 }, // of no reading that counts
  ];
  assert.deepEqual(await duplicatesOf(rejected, [{ offset: 0, values: { no2_gt: null, nox_gt: 7 } }]), {
    compared: 2,
    withOtherValues: 2,
    examples: [
      { station: "a", ts: AT, field: "co_gt", kept: 10, other: 3 },
      { station: "a", ts: AT, field: "no2_gt", kept: null, other: 12.5 },
    ],
  });
});

Deno.test("readQuality() lists 50 of the duplicates with other values, and counts all", async () => {
  const rejected = Array.from(
    { length: 60 },
    (_, index) => ({ at: AT, value: message({ co_gt: 3 }), offset: index + 1 }),
  );
  const { withOtherValues, examples } = await duplicatesOf(rejected);
  assert.deepEqual([withOtherValues, examples.length], [60, 50]);
});
