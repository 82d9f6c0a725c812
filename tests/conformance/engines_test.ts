import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { type LakeAt, openObjectStore, readLake, readTableColumns } from "../../pipeline/lake/mod.ts";
import { compact, feed, twoStations } from "../support/feed.ts";
import { usingFolder } from "../support/lake.ts";
import { hasObjectStore, KEYS, startObjectStore } from "../support/object_store.ts";
import { programPath } from "../support/program.ts";
import { runToEnd } from "../support/process.ts";

// Other programs read a lake as it is: the same rows, sums, types and versions. `pip install deltalake pyarrow polars duckdb pyspark==4.1.1`.

/** The engines, and what each imports. */
const ENGINES = {
  deltalake: "deltalake",
  polars: "deltalake, polars",
  duckdb: "deltalake, duckdb, pyarrow.dataset",
  spark: "pyspark.sql",
} as const;
type Engine = keyof typeof ENGINES;

/** Runs the `python3` of PATH. */
const python = (...args: string[]) =>
  runToEnd("deno", ["run", "--no-prompt", "--allow-run=python3", fileOf("../support/python.ts"), ...args]);

const fileOf = (name: string) => fileURLToPath(new URL(name, import.meta.url));

const hasPython = await programPath("python3") !== undefined;
const engines = Object.keys(ENGINES) as Engine[];
const installed = new Map(
  await Promise.all(engines.map(async (engine) => {
    return [engine, hasPython && (await python("-c", `import ${ENGINES[engine]}`)).code === 0] as const;
  })),
);

/** What an engine finds in a table. Each in a process of its own: together they hang. */
async function ask(
  engine: Engine,
  uri: string,
  options: Record<string, string> = {},
): Promise<Record<string, unknown>> {
  const { code, stdout, stderr } = await python(fileOf("engines.py"), engine, uri, JSON.stringify(options));
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout.trimEnd().split("\n").at(-1)!);
}

/** Fetches Delta for Spark. @returns its jars, with commas between */
async function deltaJars(folder: string): Promise<string> {
  const copy = ["dependency:copy-dependencies", "-DexcludeGroupIds=org.apache.spark", `-DoutputDirectory=${folder}`];
  const { code, stdout } = await runToEnd("mvn", ["-q", "-B", "-f", fileOf("spark_pom.xml"), ...copy]);
  assert.equal(code, 0, stdout);
  return (await Array.fromAsync(Deno.readDir(folder), ({ name }) => `${folder}/${name}`)).join(",");
}

/** What our own readers find in silver. */
async function own(lake: LakeAt) {
  const silver = await readTableColumns(lake, "silver", ["co_gt", "ts"]);
  const sum = silver.floats("co_gt").reduce((total, value) => total + value, 0);
  return await readLake(lake, ["silver"], (snapshot) => {
    const files = snapshot.files("silver"),
      ofDate = files.filter(({ partitionValue }) => partitionValue === "2004-03-10");
    return {
      rows: silver.rows,
      sum,
      offsets: [...silver.wholes("kafka_offset")],
      version: snapshot.version("silver"),
      filesOfDate: ofDate.length,
      rowsOfDate: ofDate.reduce((rows, { origin }) => rows + origin!.rows, 0),
    };
  });
}

async function assertAlike(
  engine: Engine,
  lake: LakeAt,
  uri: string,
  options: Record<string, string> = {},
): Promise<void> {
  const found = await ask(engine, uri, options), expected = await own(lake);
  assert.equal(found.rows, expected.rows);
  if (engine !== "deltalake") {
    assert.equal(found.rowsOfDate, expected.rowsOfDate);
    assert.equal(found.rowsOfDay, expected.rowsOfDate);
    assert.ok(Math.abs(found.sum as number - expected.sum) < 1e-9);
    assert.match(String(found.first), /^2004-03-10 00:00:00(\+00|$)/);
  }
  if (engine === "polars" || engine === "spark") {
    assert.deepEqual(found.offsets, [...expected.offsets].sort((a, b) => a - b));
    assert.match(String(found.ts), engine === "spark" ? /^timestamp$/ : /time_unit='us', time_zone='UTC'/);
    assert.equal(found.rowsOfFirst, 7);
  }
  if (engine === "spark") assert.equal(found.filesOfDate, expected.filesOfDate);
  if (engine === "deltalake") {
    assert.deepEqual([found.version, found.filesOfDate], [expected.version, expected.filesOfDate]);
    const rows = found.rowsByVersion as number[];
    assert.deepEqual([rows[0], rows[1], rows.at(-1), rows.length], [0, 7, expected.rows, expected.version + 1]);
    const types = found.types as Record<string, string>;
    assert.deepEqual(["ts", "co_gt", "kafka_partition", "kafka_offset", "date"].map((name) => types[name]), [
      "timestamp",
      "double",
      "integer",
      "long",
      "string",
    ]);
  }
}

for (const engine of engines) {
  Deno.test({
    name: `${
      engine === "spark" ? "spark" : `${engine} for Python`
    } reads a lake as our readers do (skipped where it is not installed)`,
    ignore: !installed.get(engine),
    fn: () =>
      usingFolder(async (folder) => {
        const lake = `${folder}/lake`, broker = twoStations(60);
        const options: Record<string, string> = engine === "spark" ? { jars: await deltaJars(`${folder}/jars`) } : {};
        await feed(broker, lake, 7, 50);
        await assertAlike(engine, lake, `${lake}/silver`, options);
        await compact(lake, 0); // versions before it stay readable
        await feed(broker, lake, 13);
        await assertAlike(engine, lake, `${lake}/silver`, options);
      }),
  });
}

Deno.test({
  name: "polars for Python reads a lake in an object store as our readers do (skipped without it or a store)",
  ignore: !installed.get("polars") || !hasObjectStore,
  fn: () =>
    usingFolder(async (cacheDir) => {
      const server = await startObjectStore(), { endpoint } = server;
      try {
        const lake = openObjectStore({
          endpoint,
          region: "us-east-1",
          bucket: "lake",
          prefix: "engines",
          cacheDir,
          ...KEYS,
        });
        await feed(twoStations(60), lake, 7);
        await assertAlike("polars", lake, "s3://lake/engines/silver", {
          AWS_ENDPOINT_URL: endpoint,
          AWS_ALLOW_HTTP: "true",
          AWS_REGION: "us-east-1",
          AWS_ACCESS_KEY_ID: KEYS.accessKeyId,
          AWS_SECRET_ACCESS_KEY: KEYS.secretAccessKey,
        });
      } finally {
        await server.close();
      }
    }),
});
