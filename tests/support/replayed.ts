import { writeRun } from "../../pipeline/facts/mod.ts";
import { describeDialect, detectDialect, identifyFile, readRows } from "../../pipeline/source/mod.ts";
import { FakePartition } from "./fake_partition.ts";
import { feed } from "./feed.ts";

/** Puts a CSV into a lake as a replay and a consumer do, which is restarted midway; without a broker. */
export async function replayIntoLake(csv: string, lakeDir: string): Promise<void> {
  const broker = new FakePartition();
  const dialect = await detectDialect(await identifyFile(csv));
  let blankLines = 0;
  for await (const { rows } of readRows(await identifyFile(csv), dialect, "uci")) {
    for (const { message } of rows) {
      if (message === null) blankLines++;
      else broker.add(JSON.stringify(message), "uci");
    }
  }
  const produced = broker.messages.length;
  await feed(broker, lakeDir, 300, Math.floor(produced / 2));
  await feed(broker, lakeDir, 300);
  const { name, sha256, sizeBytes, synthetic } = await identifyFile(csv);
  await writeRun(lakeDir, {
    run: "r1",
    startedAt: "2026-01-01T00:00:00Z",
    source: { name, sha256, sizeBytes, synthetic, dialect: describeDialect(dialect) },
    topic: "raw",
    stationId: "uci",
    pace: "max",
    dataLines: produced + blankLines,
    blankLines,
    produced,
    partial: false,
    looped: false,
    firstTs: null,
    lastTs: null,
    seconds: 1,
  });
}
