import assert from "node:assert/strict";
import { networkReadings, readHours } from "./readings.ts";

const CSV = "Date;Time;CO(GT)\n10/03/2004;18.00.00;2,6\n;;\n10/03/2004;19.00.00;2\n";

async function read(rows: number, stations: number): Promise<string[]> {
  const path = await Deno.makeTempFile();
  await Deno.writeTextFile(path, CSV);
  const found: string[] = [];
  for await (const { station, reading } of networkReadings(readHours(path), { rows, stations })) {
    assert.equal(reading.station_id, `station-000${station}`);
    found.push(`${station} ${String(reading.ts).slice(0, 13)}`);
  }
  await Deno.remove(path);
  return found;
}

Deno.test("networkReadings() gives each hour once for every station", async () => {
  assert.deepEqual(await read(3, 2), ["0 2004-03-10T18", "1 2004-03-10T18", "0 2004-03-10T19"]);
});

Deno.test("networkReadings() goes on with later days when the file has fewer hours than are needed", async () => {
  assert.deepEqual(await read(3, 1), ["0 2004-03-10T18", "0 2004-03-10T19", "0 2004-03-11T18"]);
});
