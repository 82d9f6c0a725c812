import assert from "node:assert/strict";
import { readQuality } from "../../pipeline/quality/mod.ts";
import { type Accepted, withLake } from "./fixture.ts";

const at = (hour: number, minute: number) =>
  `2024-05-14T${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}:00Z`;

const no2Hour = async (accepted: Accepted[]) => {
  let found: unknown;
  await withLake({ accepted }, async (lakeDir) => {
    const { limits, no2 } = await readQuality(lakeDir);
    const { worst } = limits.find(({ limit }) => limit.id === "no2_hour")!;
    found = {
      hours: worst.compared,
      over: worst.exceeded,
      largest: Math.round(1_000 * worst.value!) / 1_000,
      counted: no2.years[0],
    };
  });
  return found;
};

/** Readings every ten minutes of 8 hours; in the third all are high, in the fifth one is. */
const tenMinutes = Array.from({ length: 48 }, (_, index) => {
  const hour = Math.floor(index / 6);
  const no2_gt = hour === 2 ? 205 + (index % 6) * 2 - 5 : index === 25 ? 900 : 100;
  return { at: at(hour, index % 6 * 10), values: { no2_gt }, offset: index };
});

Deno.test("readQuality() compares hourly means of readings every ten minutes with limits by the hour", async () => {
  assert.deepEqual(await no2Hour(tenMinutes), {
    hours: 8,
    over: 2,
    largest: 233.333,
    counted: { year: 2024, withValue: 8, over: 2, stations: 1, stationsOverAllowance: 0 },
  });
});

Deno.test("readQuality() leaves an hour with under 75 % of its usual readings without a value", async () => {
  const gaps = tenMinutes.filter((_, index) => ![12, 13].includes(index));
  assert.deepEqual(await no2Hour(gaps), {
    hours: 7,
    over: 1,
    largest: 233.333,
    counted: { year: 2024, withValue: 7, over: 1, stations: 1, stationsOverAllowance: 0 },
  });
});

Deno.test("readQuality() counts no value at a round maximum against a limit", async () => {
  const rows = [100, 999, 999].map((no2_gt, hour) => ({
    at: at(hour, 0),
    values: { no2_gt },
    ...(hour === 2 ? { notes: ["plateau:no2_gt"] } : {}),
    offset: hour,
  }));
  const { hours, over } = await no2Hour(rows) as { hours: number; over: number };
  assert.deepEqual([hours, over], [2, 1]);
});
