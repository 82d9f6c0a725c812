import assert from "node:assert/strict";
import { freePort } from "../../pipeline/broker/address.ts";
import { probeBroker } from "../../pipeline/broker/mod.ts";
import type { Proof } from "../../pipeline/facts/mod.ts";
import { SAMPLE } from "../../pipeline/source/mod.ts";
import { duck } from "../support/duck.ts";
import { runTask, startTask } from "../support/task.ts";

const SAMPLE_CSV = decodeURIComponent(new URL(`../../data/sample/${SAMPLE.name}`, import.meta.url).pathname);
const REAL_CSV = Deno.env.get("AIR_QUALITY_CSV");

/** A folder to run the pipeline in, as a checkout would be: `data/` and `reports/` are below it. The broker goes with it. */
async function usingCheckout(work: (cwd: string, broker: string[]) => Promise<void>): Promise<void> {
  const cwd = await Deno.makeTempDir({ prefix: "pipeline-" });
  const broker = ["--bootstrap", `127.0.0.1:${freePort()}`];
  try {
    await work(cwd, broker);
  } finally {
    await runTask(cwd, ["broker", "down", ...broker]);
    await Deno.remove(cwd, { recursive: true });
  }
}

async function succeed(cwd: string, args: string[]): Promise<string> {
  const { code, stdout, stderr } = await runTask(cwd, args);
  assert.equal(code, 0, `${args.join(" ")}\n${stdout}\n${stderr}`);
  assert.doesNotMatch(stderr, /TimeoutNegativeWarning|partitioner|KafkaJS/i);
  return stdout;
}

const readProof = async (cwd: string): Promise<Proof> => JSON.parse(await Deno.readTextFile(`${cwd}/data/proof.json`));

/** What DuckDB counts in the lake must be what the proof says. */
async function assertLake(cwd: string): Promise<Proof["counts"]> {
  const { holds, counts } = await readProof(cwd);
  assert.ok(holds);
  const [silver] = await duck(`
    select count(*) as rows, count(distinct (kafka_partition, kafka_offset)) as origins,
      count(*) filter (row_validity = 'suspect') as suspect, count(distinct date) as dates,
      count(*) filter (date::varchar <> strftime(ts at time zone 'UTC', '%Y-%m-%d')) as misplaced
    from read_parquet('${cwd}/data/silver/*/*.parquet', hive_partitioning = true)`);
  assert.equal(silver?.rows, counts.accepted);
  assert.equal(silver?.origins, counts.accepted);
  assert.equal(silver?.suspect, counts.suspect);
  assert.equal(silver?.misplaced, 0);
  const reasons = await duck(`
    select reason, count(*) as rows from read_parquet('${cwd}/data/rejected/*/*.parquet', hive_partitioning = true) group by reason`);
  assert.deepEqual(Object.fromEntries(reasons.map(({ reason, rows }) => [reason, rows])), counts.rejectedByReason);
  return counts;
}

Deno.test({
  name: "pipeline accounts for every line of the real file (needs AIR_QUALITY_CSV)",
  ignore: REAL_CSV === undefined,
  fn: () =>
    usingCheckout(async (cwd, broker) => {
      const summary = await succeed(cwd, ["pipeline", ...broker, "--csv", REAL_CSV!, "--speedup", "max"]);
      const counts = await assertLake(cwd);
      assert.deepEqual(
        [counts.dataLines, counts.blankLines, counts.produced, counts.accepted, counts.suspect, counts.rejected],
        [9_471, 114, 9_357, 9_326, 1, 31],
      );
      assert.deepEqual(counts.rejectedByReason, { no_pollutant: 31 });
      assert.match(summary, /9,471 data lines = 114 blank \+ 9,357 produced/);
      assert.match(summary, /conservation +holds/);
      const [facts] = await duck(`
        select min(ts)::varchar as first, max(ts)::varchar as last, count(no2_gt) as no2, count(*) filter (no2_status = 'Unhealthy') as high,
          count(distinct date) as dates, count(*) filter (nmhc_gt is null) as nmhc_missing, min(source_line) as first_line
        from (select * replace (ts at time zone 'UTC' as ts) from read_parquet('${cwd}/data/silver/*/*.parquet', hive_partitioning = true))`);
      assert.deepEqual(facts, {
        first: "2004-03-10 18:00:00",
        last: "2005-04-04 14:00:00",
        no2: 7_715,
        high: 386,
        dates: 391,
        nmhc_missing: 8_443 - 31,
        first_line: 2,
      });
      const page = await Deno.readTextFile(`${cwd}/reports/quality/index.html`);
      assert.doesNotMatch(page, /synthetic/i);
    }),
});

Deno.test("pipeline runs on the sample, says that it is synthetic, and starts again from a clean slate", () =>
  usingCheckout(async (cwd, broker) => {
    const run = ["pipeline", ...broker, "--csv", SAMPLE_CSV, "--speedup", "max"];
    assert.match(await succeed(cwd, run), /SYNTHETIC/); // which stops its broker: the next run finds the topics on one that just starts
    const first = await assertLake(cwd);
    assert.equal(first.dataLines, 8_801);
    assert.deepEqual(first.rejectedByReason, {
      no_pollutant: 116,
      schema_violation: 2,
      malformed_line: 2,
      bad_timestamp: 2,
      duplicate: 1,
    });
    assert.match(await Deno.readTextFile(`${cwd}/reports/quality/index.html`), /synthetic/i);

    await succeed(cwd, [...run, "--keep-broker"]);
    const second = await assertLake(cwd);
    // How many files there are depends on when rotations came.
    const files = { silverFiles: 0, rejectedFiles: 0 };
    assert.deepEqual({ ...second, ...files }, { ...first, ...files });

    // The same file again is nothing but duplicates, and still all of it is accounted for.
    await succeed(cwd, [...run, "--append"]);
    const third = await assertLake(cwd);
    assert.equal(third.produced, 2 * first.produced);
    assert.equal(third.accepted, first.accepted);
    assert.equal(third.rejectedByReason.duplicate, first.accepted + 2);
  }));

Deno.test("pipeline --forecast trains, forecasts, proves, evaluates and studies drift; the next run begins without states", () =>
  usingCheckout(async (cwd, broker) => {
    const run = ["pipeline", ...broker, "--csv", SAMPLE_CSV, "--speedup", "max", "--keep-broker", "--forecast"];
    const summary = await succeed(cwd, [...run, "--models", "persistence,ridge"]);
    const counts = await assertLake(cwd);
    assert.match(summary, new RegExp(`forecasts +${(4 * counts.accepted).toLocaleString("en-US")} rows`));
    assert.match(summary, /their proof +holds/);
    for (const page of ["quality", "models", "drift"]) {
      assert.ok((await Deno.stat(`${cwd}/reports/${page}/index.html`)).isFile);
    }
    const proof = await succeed(cwd, ["prove", ...broker]);
    assert.match(proof, /ok +alarms raised on the stream = raised again in batch/);
    assert.match(proof, /forecasts hold/);

    // Without --forecast, too, what belongs to the former offsets is gone.
    await succeed(cwd, run.slice(0, -1));
    assert.doesNotMatch(await succeed(cwd, ["prove", ...broker]), /forecasts/);
    await succeed(cwd, ["forecast", ...broker, "--until-end"]);
    assert.match(await succeed(cwd, ["prove", ...broker]), /forecasts hold/);
  }));

Deno.test("pipeline ends cleanly at Ctrl+C, and what it leaves is exact", () =>
  usingCheckout(async (cwd, broker) => {
    const running = startTask(cwd, [
      "pipeline",
      ...broker,
      "--csv",
      SAMPLE_CSV,
      "--rate",
      "100",
      "--flush-interval",
      "100ms",
      "--keep-broker",
    ]);
    const partitionsOf = async (table: string) => {
      const names = await Array.fromAsync(Deno.readDir(`${cwd}/data/${table}`), ({ name }) => name).catch(() => []);
      return names.filter((name) => name.includes("=")).length;
    };
    // Rejected rows as well: of a table without any file DuckDB reads none.
    await running.until("something is committed", async () => {
      return await partitionsOf("silver") > 20 && await partitionsOf("rejected") > 0;
    });
    await running.signal("INT");
    const { code, stderr } = await running.outcome;
    assert.equal(code, 130, stderr);
    assert.doesNotMatch(stderr, /error/i);

    // What was sent but not consumed is in the raw topic still.
    await succeed(cwd, ["consume", ...broker, "--until-end"]);
    await succeed(cwd, ["prove", ...broker]);
    const { produced } = await assertLake(cwd);
    assert.ok(produced > 0 && produced < 8_761, String(produced));

    await succeed(cwd, ["pipeline", ...broker, "--csv", SAMPLE_CSV, "--speedup", "max"]);
    assert.equal((await assertLake(cwd)).produced, 8_761);
  }));

Deno.test("pipeline stops the broker that it started when its terminal is closed", () =>
  usingCheckout(async (cwd, broker) => {
    const running = startTask(cwd, ["pipeline", ...broker, "--csv", SAMPLE_CSV, "--rate", "20"]);
    await running.until("rows are consumed", () => /consume: \d/.test(running.stderr()));
    await running.signal("HUP");
    await running.signal("HUP"); // by the shell and by the terminal
    const { code, stderr } = await running.outcome;
    assert.equal(code, 130, stderr);
    assert.equal((await probeBroker(broker[1]!)).kind, "closed");
  }));
