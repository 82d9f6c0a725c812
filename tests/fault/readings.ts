import type { OutgoingMessage } from "../../pipeline/broker/mod.ts";
import { seededRandom } from "../../pipeline/stats/random.ts";

const START_MS = Date.UTC(2004, 2, 10, 18);
const HOUR_MS = 3_600_000;

/** Every way in which a reading is spoilt, some of which are still accepted. */
const SPOILT: readonly ((reading: Record<string, unknown>) => string | Uint8Array | null)[] = [
  () => null,
  () => "no JSON",
  () => new Uint8Array([0x7b, 0xff, 0xfe]),
  (reading) => JSON.stringify({ source_line: reading.source_line, raw: "10/03/2004;18.00.00;2,6;1360;150" }),
  (reading) => JSON.stringify({ ...reading, ts: "2004-02-30T18:00:00Z" }),
  (reading) => JSON.stringify({ ...reading, co_gt: "2.6", rh: {} }),
  (reading) => JSON.stringify({ ...reading, co_gt: -200, no2_gt: null }),
  (reading) => JSON.stringify({ ...reading, nox_gt: 6_000, t: "NaN" }),
  (reading) => JSON.stringify({ ...reading, ts: "yesterday", rh: true, co_gt: -200, no2_gt: "" }),
];

/**
 * Messages of some stations as a careless producer sends them: some spoilt, some sent twice, some out of order. The same seed gives the
 * same messages.
 */
export function readingMessages(seed: number, rows: number, stations: number): OutgoingMessage[] {
  const random = seededRandom(seed);
  const below = (limit: number) => Math.floor(random.uniform() * limit);
  const hours = new Array<number>(stations).fill(0);
  const messages: OutgoingMessage[] = [];
  while (messages.length < rows) {
    const station = below(stations);
    const key = `s${station}`;
    const chance = random.uniform();
    const former = messages[messages.length - 1 - below(50)];
    if (chance < 0.05 && former !== undefined) {
      messages.push(former);
      continue;
    }
    // Out of order: skips ahead, or goes back to an hour that was sent or skipped.
    if (chance < 0.08) hours[station] = Math.max(0, hours[station]! - 5 + below(12));
    const hour = hours[station]!++;
    const reading = {
      station_id: key,
      ts: new Date(START_MS + hour * HOUR_MS).toISOString(),
      co_gt: below(100) / 10,
      no2_gt: chance > 0.9 ? 250 : below(200),
      t: random.normal() * 10,
      rh: below(100),
      source_line: messages.length + 2,
    };
    const spoil = chance > 0.92 ? SPOILT[below(SPOILT.length)] : undefined;
    messages.push({ key, value: spoil === undefined ? JSON.stringify(reading) : spoil(reading) });
  }
  return messages;
}

/** So many readings of one station as a CSV like the official one, some of them spoilt, some lines blank. */
export function readingCsv(seed: number, rows: number): string {
  const random = seededRandom(seed);
  const lines = ["Date;Time;CO(GT);NO2(GT);T;;"];
  for (let hour = 0; hour < rows; hour++) {
    const [date, time] = new Date(START_MS + hour * HOUR_MS).toISOString().slice(0, 19).split("T") as [string, string];
    const chance = random.uniform();
    const co = chance < 0.03 ? "x" : chance < 0.06 ? "-200" : `${Math.floor(chance * 10)},5`;
    const cells = [
      date.split("-").reverse().join("/"),
      time.replaceAll(":", "."),
      co,
      chance < 0.06 ? "-200" : "113",
      "13,6",
    ];
    lines.push(chance > 0.98 ? "10/03/2004;18.00.00;1;2;3;4;5;6;7" : `${cells.join(";")};;`);
    if (chance > 0.95) lines.push(";;;;;;");
  }
  return lines.map((line) => `${line}\r\n`).join("");
}
