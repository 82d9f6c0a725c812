import assert from "node:assert/strict";
import { readQuality } from "../../pipeline/quality/mod.ts";
import { type Accepted, type Rejected, withLake } from "./fixture.ts";

interface Nights {
  dates: readonly string[];
  /** Hours without a reading, as `2024-03-31T02`. */
  missing?: readonly string[];
  /** Hours of which a second reading was rejected. */
  doubled?: readonly string[];
  minutes?: readonly number[];
}

const STATION = "s";

async function summerTimeOf({ dates, missing = [], doubled = [], minutes = [0] }: Nights) {
  let offset = 0;
  const accepted: Accepted[] = [], rejected: Rejected[] = [];
  for (const date of dates) {
    for (let hour = 0; hour < 24; hour++) {
      const name = `${date}T${String(hour).padStart(2, "0")}`;
      for (const minute of minutes) {
        const at = `${name}:${String(minute).padStart(2, "0")}:00Z`;
        if (!missing.includes(name)) accepted.push({ at, station: STATION, offset: offset++ });
        if (doubled.includes(name)) rejected.push({ at, station: STATION, codes: ["duplicate"], offset: offset++ });
      }
    }
  }
  let found: Awaited<ReturnType<typeof readQuality>>["summerTime"] | undefined;
  await withLake({ accepted, rejected }, async (lakeDir) => {
    found = (await readQuality(lakeDir)).summerTime;
  });
  return found!;
}

const EU = ["2024-03-31", "2024-10-27"], USA = ["2024-03-10", "2024-11-03"];

const FOLLOWS: [what: string, nights: Nights][] = [
  ["the EU's nights", { dates: EU, missing: ["2024-03-31T02"], doubled: ["2024-10-27T02"] }],
  ["Lisbon's hour of them", { dates: EU, missing: ["2024-03-31T01"], doubled: ["2024-10-27T01"] }],
  ["the USA's nights", { dates: USA, missing: ["2024-03-10T02"], doubled: ["2024-11-03T01"] }],
  ["the USA's nights of 2004", {
    dates: ["2004-04-04", "2004-10-31"],
    missing: ["2004-04-04T02"],
    doubled: ["2004-10-31T01"],
  }],
  ["the night in spring alone", { dates: EU, missing: ["2024-03-31T02"] }],
  ["the night in autumn alone", { dates: EU, doubled: ["2024-10-27T02"] }],
  ["readings every ten minutes", {
    dates: EU,
    missing: ["2024-03-31T02"],
    doubled: ["2024-10-27T02"],
    minutes: [0, 10, 20, 30, 40, 50],
  }],
];
for (const [what, nights] of FOLLOWS) {
  Deno.test(`readQuality() names a station whose clock follows summer time by ${what}`, async () => {
    const { missing = [], doubled = [] } = nights,
      ts = (hours: readonly string[]) => hours.map((hour) => `${hour}:00:00Z`);
    assert.deepEqual(await summerTimeOf(nights), {
      total: 1,
      stations: [{ station: STATION, missing: ts(missing), doubled: ts(doubled) }],
    });
  });
}

const NOT: [what: string, nights: Nights][] = [
  ["whole nights", { dates: EU }],
  ["an hour missing in another night", { dates: ["2024-03-30"], missing: ["2024-03-30T02"] }],
  ["an hour doubled in the night of spring", { dates: EU, doubled: ["2024-03-31T02"] }],
  ["an hour missing in the night of autumn", { dates: EU, missing: ["2024-10-27T02"] }],
  ["an outage of two hours", { dates: EU, missing: ["2024-03-31T02", "2024-03-31T03"] }],
  ["a night that was sent again", { dates: EU, doubled: ["2024-10-27T01", "2024-10-27T02", "2024-10-27T03"] }],
  ["an hour missing before the night's change", { dates: EU, missing: ["2024-03-31T05"] }],
  ["years before there were rules to know", { dates: ["1986-04-27"], missing: ["1986-04-27T02"] }],
];
for (const [what, nights] of NOT) {
  Deno.test(`readQuality() names no station for ${what}`, async () =>
    assert.deepEqual(await summerTimeOf(nights), { total: 0, stations: [] }));
}

Deno.test("readQuality() does not take one of several readings that came twice for an hour that did", () => {
  const minutes = [0, 10, 20, 30, 40, 50];
  const accepted = Array.from({ length: 24 }, (_, hour) => hour).flatMap((hour) =>
    minutes.map((minute) => new Date(Date.UTC(2024, 9, 27, hour, minute)).toISOString())
  ).map((at, offset): Accepted => ({ at, offset }));
  const rejected: Rejected[] = [{ at: "2024-10-27T02:10:00Z", station: "a", codes: ["duplicate"], offset: 1_000 }];
  return withLake(
    { accepted, rejected },
    async (lakeDir) => assert.equal((await readQuality(lakeDir)).summerTime.total, 0),
  );
});

Deno.test("readQuality() takes an hour that was rejected for one that came", () => {
  const accepted = Array.from({ length: 24 }, (_, hour) => hour).filter((hour) => hour !== 2)
    .map((hour): Accepted => ({ at: new Date(Date.UTC(2024, 2, 31, hour)).toISOString(), offset: hour }));
  const rejected: Rejected[] = [{ at: "2024-03-31T02:00:00Z", station: "a", codes: ["no_pollutant"], offset: 30 }];
  return withLake(
    { accepted, rejected },
    async (lakeDir) => assert.equal((await readQuality(lakeDir)).summerTime.total, 0),
  );
});
