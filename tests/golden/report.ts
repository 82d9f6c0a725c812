import { createHash } from "node:crypto";
import { readRuns } from "../../pipeline/facts/mod.ts";
import { readQuality } from "../../pipeline/quality/mod.ts";
import { renderPictures } from "../../pipeline/document/mod.ts";
import { qualitySchema, renderReport } from "../../pipeline/report/mod.ts";
import { judgeIntoLake } from "../report/quality/judged_lake.ts";

export const GOLDEN = new URL("report.json", import.meta.url);
const SCHEMA = new URL("../../docs/contract/quality.schema.json", import.meta.url);
const SAMPLE = new URL("../../data/sample/AirQuality.synthetic.csv", import.meta.url).pathname;

/** The report of the committed sample, as the pipeline would make it without a broker. */
export async function reportSample(): Promise<Map<string, string | Uint8Array>> {
  const lakeDir = await Deno.makeTempDir();
  try {
    await judgeIntoLake(SAMPLE, lakeDir);
    const files = await renderReport({
      quality: await readQuality(lakeDir),
      runs: await readRuns(lakeDir),
      proof: null,
    });
    return new Map<string, string | Uint8Array>([...files, ...await renderPictures(files)]);
  } finally {
    await Deno.remove(lakeDir, { recursive: true });
  }
}

/** SHA-256 of each file by its name. */
export function digestsOf(files: ReadonlyMap<string, string | Uint8Array>): Record<string, string> {
  return Object.fromEntries(
    [...files].map(([name, content]) => [name, createHash("sha256").update(content).digest("hex")]),
  );
}

/** Pins the report anew, for a change that is meant, and writes the JSON Schema of its numbers. */
if (import.meta.main) {
  await Deno.writeTextFile(GOLDEN, `${JSON.stringify(digestsOf(await reportSample()), null, 2)}\n`);
  await Deno.writeTextFile(SCHEMA, qualitySchema());
}
