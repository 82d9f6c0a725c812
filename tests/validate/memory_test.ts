import assert from "node:assert/strict";
import { runToEnd } from "../support/process.ts";

const STATIONS = 10_000, DAYS = 391, LIMIT_MB = 200;

// A process of its own: what other tests left behind would be counted too.
const SCRIPT = `
  import { SeenReadings } from "${new URL("../../pipeline/validate/mod.ts", import.meta.url)}";
  const before = Deno.memoryUsage().rss;
  const seen = new SeenReadings();
  for (let day = 0; day < ${DAYS}; day++) {
    for (let station = 0; station < ${STATIONS}; station++) {
      // A day costs the same for one hour as for all.
      for (const hour of [0, 23]) seen.add("station-" + station, (day * 24 + hour) * 3_600_000);
    }
  }
  console.log(Math.round((Deno.memoryUsage().rss - before) / 1e6), seen.has("station-9999", 23 * 3_600_000));
`;

Deno.test("SeenReadings() remembers all hours of 10,000 stations for 391 days within 200 MB", async () => {
  const file = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    await Deno.writeTextFile(file, SCRIPT);
    const config = new URL("../../deno.json", import.meta.url).pathname;
    const args = ["run", "--no-check", "--no-prompt", "--config", config, "--allow-env=NODE_ENV", file];
    const { code, stdout, stderr } = await runToEnd("deno", args);
    assert.equal(code, 0, stderr);
    const [megabytes, known] = stdout.trim().split(" ");
    assert.equal(known, "true");
    assert.ok(Number(megabytes) < LIMIT_MB, `${megabytes} MB`);
  } finally {
    await Deno.remove(file);
  }
});
