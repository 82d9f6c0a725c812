import assert from "node:assert/strict";
import pl from "nodejs-polars";
import { type ExportOptions, exportSilver } from "../../pipeline/lake/mod.ts";
import { writeRows } from "../../pipeline/lake/export.ts";
import { duck } from "../support/duck.ts";
import { compact, feed, twoStations } from "../support/feed.ts";
import { filesOf, usingFolder } from "../support/lake.ts";

const HOURS = 60;

/** Silver of two stations over three dates: 54 hours each, every tenth rejected; the first date is folded, the others are parts. */
async function usingLake(
  work: (
    run: (options: Partial<ExportOptions> & { name: string }) => ReturnType<typeof exportSilver>,
    folder: string,
  ) => Promise<void>,
): Promise<void> {
  await usingFolder(async (folder) => {
    const lakeDir = `${folder}/lake`;
    await Deno.mkdir(lakeDir);
    const broker = twoStations(HOURS);
    await feed(broker, lakeDir, 7, 40);
    await compact(lakeDir);
    await feed(broker, lakeDir, 7);
    const run = ({ name, ...options }: Partial<ExportOptions> & { name: string }) =>
      exportSilver({
        lake: lakeDir,
        path: `${folder}/out/${name}`,
        format: name.split(".").at(-1) as "csv",
        ...options,
      });
    await work(run, folder);
  });
}

const READERS = {
  csv: (path: string) => `read_csv('${path}', nullstr = '', timestampformat = '%Y-%m-%dT%H:%M:%SZ')`,
  ndjson: (path: string) => `read_json('${path}', format = 'newline_delimited')`,
  parquet: (path: string) => `read_parquet('${path}')`,
};

for (const [format, from] of Object.entries(READERS)) {
  Deno.test(`exportSilver() writes every row of silver once and in order as ${format}, as DuckDB reads it`, () =>
    usingLake(async (run, folder) => {
      const { path, rows, dates } = await run({ name: `all.${format}` });
      assert.deepEqual([rows, dates], [108, 3]);
      const values = (source: string) =>
        duck(`select station_id, co_gt, no2_gt, qa_missing_fields, kafka_offset, source_line, row_validity,
            strftime(ts::timestamp, '%Y-%m-%d %H:%M') as ts from ${source}`);
      const exported = await values(from(path));
      const order = (rows: Record<string, unknown>[]) =>
        [...rows].sort((a, b) => String([a.ts, a.station_id]) < String([b.ts, b.station_id]) ? -1 : 1);
      const silver = await duck(
        `select station_id, co_gt, no2_gt, qa_missing_fields, kafka_offset, source_line, row_validity,
          strftime(ts at time zone 'UTC', '%Y-%m-%d %H:%M') as ts from read_parquet('${folder}/lake/silver/*/*.parquet')`,
      );
      assert.deepEqual(exported, order(silver));
      assert.deepEqual([...Deno.readDirSync(`${folder}/out`)].map(({ name }) => name), [`all.${format}`]);
    }));

  Deno.test(`exportSilver() keeps to dates and station as ${format}`, () =>
    usingLake(async (run) => {
      const { path, rows } = await run({
        name: `some.${format}`,
        from: "2004-03-11",
        to: "2004-03-11",
        stationId: "a",
      });
      const [found] = await duck(
        `select count(*) as rows, left(min(ts)::varchar, 10) as first, left(max(ts)::varchar, 10) as last, min(station_id) as low, max(station_id) as high from ${
          from(path)
        }`,
      );
      assert.deepEqual(found, { rows, first: "2004-03-11", last: "2004-03-11", low: "a", high: "a" });
      assert.equal(rows, 22);
    }));
}

Deno.test("exportSilver() gives the same bytes as CSV whether silver is folded or not", () =>
  usingLake(async (run, folder) => {
    const before = await Deno.readTextFile((await run({ name: "before.csv" })).path);
    await compact(`${folder}/lake`);
    assert.equal(await Deno.readTextFile((await run({ name: "after.csv" })).path), before);
    assert.match(before, /^ts,station_id,co_gt,/);
    assert.match(before, /\n2004-03-10T00:00:00Z,a,0\.0,,/);
  }));

for (
  const [what, options] of [
    ["no such station", { stationId: "nobody" }],
    ["no such date", { from: "2005-01-01" }],
  ] as const
) {
  Deno.test(`exportSilver() refuses, and leaves nothing, when there is ${what}`, () =>
    usingLake(async (run, folder) => {
      for (const format of Object.keys(READERS)) {
        await assert.rejects(run({ name: `none.${format}`, ...options }), {
          code: "not_found",
          message: /there is no row/,
        });
      }
      assert.deepEqual([...Deno.readDirSync(`${folder}/out`)], []);
    }));
}

Deno.test("exportSilver() refuses a compacted file that is not what was written", () =>
  usingLake(async (run, folder) => {
    const path = (await filesOf(`${folder}/lake`, "silver")).find((each) => each.includes("/compacted-"));
    await Deno.copyFile((await run({ name: "other.parquet" })).path, path!);
    await assert.rejects(run({ name: "all.csv" }), { code: "lake_mismatch", message: /date=2004-03-10\/compacted-/ });
  }));

Deno.test("exportSilver() names a part that is damaged", () =>
  usingLake(async (run, folder) => {
    const part = (await filesOf(`${folder}/lake`, "silver")).at(-1)!;
    await Deno.writeTextFile(part, "no Parquet");
    await assert.rejects(run({ name: "all.csv" }), {
      code: "lake_mismatch",
      message: new RegExp(part.split("/").at(-1)!),
    });
  }));

Deno.test("writeRows() lets no control character of a text through to CSV, and keeps it in NDJSON", () =>
  usingFolder(async (folder) => {
    const text = 'a\u001b[31m\n\u0000\u0085"b",é';
    const ts = pl.Series("ts", new BigInt64Array([1_078_941_600_500n]) as unknown as number[]).cast(
      pl.Datetime("ms", "UTC"),
    );
    const frame = pl.DataFrame([ts, pl.Series("note", [text], pl.Utf8)]);
    const written = async (format: "csv" | "ndjson") => {
      const path = `${folder}/x.${format}`;
      await writeRows(frame.lazy(), path, format);
      return await Deno.readTextFile(path);
    };
    assert.equal(await written("csv"), 'ts,note\n2004-03-10T18:00:00.500Z,"a\ufffd[31m\ufffd\ufffd\ufffd""b"",é"\n');
    const line = await written("ndjson");
    assert.equal(line.split("\n").length, 2);
    assert.equal(JSON.parse(line).note, text);
  }));
