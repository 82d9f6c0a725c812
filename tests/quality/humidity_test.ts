import assert from "node:assert/strict";
import { readQuality } from "../../pipeline/quality/mod.ts";
import { withLake } from "./fixture.ts";

/** Absolute humidity in kPa by the Magnus formula. */
const kPa = (t: number, rh: number) => rh / 100 * 6.112 * Math.exp(17.62 * t / (243.12 + t)) / 10;

interface Hours {
  count?: number;
  station?: string;
  change?: (values: { t: number; rh: number; ah: number }, hour: number) => Record<string, number | null>;
}

async function humidityOf(stations: readonly Hours[]) {
  let offset = 0;
  const accepted = stations.flatMap(({ count = 120, station = "a", change = (values) => ({ ...values }) }) =>
    Array.from({ length: count }, (_, hour) => {
      const t = 10 + 8 * Math.sin(hour / 5), rh = 50 + 20 * Math.cos(hour / 7);
      const values = change({ t, rh, ah: kPa(t, rh) * (1 + 0.02 * Math.sin(hour)) }, hour);
      return { at: new Date(Date.UTC(2024, 0, 1, hour)).toISOString(), station, values, offset: offset++ };
    })
  );
  let found: Awaited<ReturnType<typeof readQuality>>["humidity"] | undefined;
  await withLake({ accepted }, async (lakeDir) => {
    found = (await readQuality(lakeDir)).humidity;
  });
  return found!;
}

const UNITS: [what: string, change: NonNullable<Hours["change"]>, ratio: (ratio: number) => boolean][] = [
  ["RH as a fraction", (v) => ({ ...v, rh: v.rh / 100 }), (ratio) => ratio > 97 && ratio < 103],
  ["AH in hPa", (v) => ({ ...v, ah: v.ah * 10 }), (ratio) => ratio > 9.7 && ratio < 10.3],
  ["AH in g/m³", (v) => ({ ...v, ah: v.ah * 1_000 / (0.4615 * (273.15 + v.t)) }), (ratio) => ratio > 7 && ratio < 8],
  ["T in °F", (v) => ({ ...v, t: v.t * 1.8 + 32 }), (ratio) => ratio < 0.5],
];
for (const [what, change, isRatio] of UNITS) {
  Deno.test(`readQuality() names a station that has ${what} all the time`, async () => {
    const { total, stations } = await humidityOf([{ change }, { station: "sound" }]);
    assert.equal(total, 1);
    const [{ station, readings, contradicting, ratio } = assert.fail()] = stations;
    assert.deepEqual([station, readings, contradicting], ["a", 120, 120]);
    assert.ok(isRatio(ratio), String(ratio));
  });
}

const SOUND: [what: string, hours: Hours][] = [
  ["a station whose channels agree", {}],
  ["half of the readings that contradict", { change: (v, hour) => hour % 2 === 0 ? v : { ...v, rh: v.rh / 2 } }],
  ["fewer than 100 readings", { count: 99, change: (v) => ({ ...v, rh: v.rh / 100 }) }],
  ["fewer than 100 readings with all three", { change: (v, hour) => ({ ...v, rh: hour < 99 ? v.rh / 100 : null }) }],
];
for (const [what, hours] of SOUND) {
  Deno.test(`readQuality() names no station of ${what}`, async () =>
    assert.deepEqual(await humidityOf([hours]), { total: 0, stations: [] }));
}
