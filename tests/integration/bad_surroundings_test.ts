import assert from "node:assert/strict";
import { freePort } from "../../pipeline/broker/address.ts";
import { connectKafka, createTopics } from "../../pipeline/broker/mod.ts";
import { csv, HEADER, READING } from "../support/csv.ts";
import { duck } from "../support/duck.ts";
import { assertNothingKept, assertTold, runWith } from "../support/failed_task.ts";
import { sharedBroker } from "../support/kafka.ts";
import { usingFolder } from "../support/lake.ts";
import { runTaskWithOnly } from "../support/only_programs.ts";

const address = await sharedBroker();
let worlds = 0;

const FILES = { "good.csv": csv(HEADER, READING) };

const KAFKA_TASKS = [["produce", "--csv", "good.csv"], ["consume"], ["prove"], ["topics", "list"]];

for (const args of KAFKA_TASKS) {
  Deno.test(`${args[0]} names the address and what to do when no broker answers`, () =>
    usingFolder(async (cwd) => {
      const bootstrap = `127.0.0.1:${freePort()}`;
      const outcome = await runWith(cwd, [...args, "--bootstrap", bootstrap], FILES);
      assertTold(outcome, 1, bootstrap, "nothing answers there", "deno task broker up");
      await assertNothingKept(cwd);
    }));
}

const notKafka = (args: string[], port: number) =>
  usingFolder(async (cwd) => {
    const outcome = await runWith(cwd, [...args, "--bootstrap", `127.0.0.1:${port}`, "--csv", "good.csv"], FILES);
    assertTold(outcome, 1, `127.0.0.1:${port}`, "expected Kafka, but something else listens there", "--bootstrap");
  });

Deno.test("produce says so when a server that stays silent has the port", async () => {
  using server = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  await notKafka(["produce"], server.addr.port);
});

Deno.test("pipeline says so when a web server has the port", async () => {
  await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, () => new Response("hello"));
  await notKafka(["pipeline"], server.addr.port);
});

const java = (version: string) => `echo 'openjdk version "${version}"' >&2`;

const BAD_MACHINES: [string, Record<string, string>, ...string[]][] = [
  ["there is no java", {}, "there is no java on PATH", "install Java 17 or later"],
  ["java is too old", { java: java("11.0.2") }, "expected version 17 or later, got 11", "newer Java"],
  ["there is no mvn", { java: java("17.0.1") }, "there is no mvn on PATH", "install Maven"],
  ["mvn fails", { java: java("17.0.1"), mvn: "echo '[ERROR] no route'; exit 1" }, "mvn failed", "no route", "offline"],
];

for (const [when, programs, ...says] of BAD_MACHINES) {
  Deno.test(`pipeline says what to install, and leaves nothing, when ${when}`, () =>
    usingFolder(async (cwd) => {
      const own = ["--bootstrap", `127.0.0.1:${freePort()}`, "--csv", "good.csv"];
      await Deno.writeTextFile(`${cwd}/good.csv`, FILES["good.csv"]);
      assertTold(await runTaskWithOnly(programs, cwd, ["pipeline", ...own]), 1, ...says);
      const left = await Array.fromAsync(Deno.readDir(`${cwd}/data/broker`), ({ name }) => name);
      assert.ok(!left.includes("state.json"), "it takes a broker for started");
    }));
}

interface World {
  cwd: string;
  topics: [string, string, string];
  pipeline: string[];
}

/** Topics, group and folder of one test on the broker that all share: for a pipeline, one that it did not start. */
function usingWorld(work: (world: World) => Promise<void>): Promise<void> {
  return usingFolder(async (cwd) => {
    const id = `bad${Deno.pid}x${++worlds}`;
    const topics: World["topics"] = [`${id}.raw`, `${id}.clean`, `${id}.dlq`];
    const [raw, clean, dead] = topics;
    const names = ["--raw-topic", raw, "--clean-topic", clean, "--dlq-topic", dead, "--group-id", id];
    await work({ cwd, topics, pipeline: ["pipeline", "--bootstrap", address, ...names, "--flush-interval", "100ms"] });
  });
}

Deno.test("topics verify and pipeline refuse topics of another partition count, and change nothing", () =>
  usingWorld(async ({ cwd, topics: [raw, clean, dead], pipeline }) => {
    await createTopics(connectKafka({ brokers: [address] }), [raw], 1);
    await createTopics(connectKafka({ brokers: [address] }), [clean, dead]);
    const says = ["expected 3 partitions each", `${raw} has 1 partition`, "deno task topics create"];
    const verify = ["topics", "verify", "--bootstrap", address, "--raw-topic", raw, "--clean-topic", clean];
    assertTold(await runWith(cwd, [...verify, "--dlq-topic", dead]), 1, ...says);
    assertTold(await runWith(cwd, [...pipeline, "--csv", "good.csv"], FILES), 1, ...says);
    await assertNothingKept(cwd);
  }));

for (const args of [["produce", "--csv", "good.csv", "--topic"], ["consume", "--in-topic"], ["prove", "--raw-topic"]]) {
  Deno.test(`${args[0]} names the topic and how to make it when there is none`, () =>
    usingFolder(async (cwd) => {
      const outcome = await runWith(cwd, [...args, "no.such.topic", "--bootstrap", address], FILES);
      assertTold(outcome, 1, "no.such.topic", "there is no such topic", "deno task topics create");
    }));
}

const BAD_ROWS = csv(
  HEADER,
  READING,
  "10/03/2004;19.00.00;2,6",
  "10/03/2004;20.00.00;2,6;113;13,6;;;;7",
  "10/03/2004;21.00.00;abc;113;13,6;;",
  "31/02/2004;22.00.00;2,6;113;13,6;;",
  "10/03/2004;25.00.00;2,6;113;13,6;;",
  ";;;;;;",
  "10/03/2004;23.00.00;2,6;113;13,6;;",
);

Deno.test("pipeline keeps bad rows with their reasons, and leaves data on another's broker alone unless told", () =>
  usingWorld(async ({ cwd, topics, pipeline }) => {
    const run = [...pipeline, "--csv", "rows.csv"];
    const succeed = async (args: string[], produced: number) => {
      const { code, stdout, stderr } = await runWith(cwd, args, { "rows.csv": BAD_ROWS });
      assert.equal(code, 0, stdout + stderr);
      assert.match(stdout, /conservation +holds/);
      assert.match(stdout, new RegExp(`${produced} produced`));
    };

    await succeed(run, 7);
    const rejected = await duck(`
      select source_line as line, reason_codes as codes, reasons::json->0->>'field' as field,
        value_text::json->>'raw' as raw, value_text::json->>'ts' as ts
      from read_parquet('${cwd}/data/rejected/*/*.parquet') order by source_line`);
    assert.deepEqual(rejected, [
      { line: 3, codes: "malformed_line", field: "", raw: "10/03/2004;19.00.00;2,6", ts: null },
      { line: 4, codes: "malformed_line", field: "", raw: "10/03/2004;20.00.00;2,6;113;13,6;;;;7", ts: null },
      { line: 5, codes: "schema_violation", field: "co_gt", raw: null, ts: "2004-03-10T21:00:00Z" },
      { line: 6, codes: "bad_timestamp", field: "ts", raw: null, ts: "31/02/2004 22.00.00" },
      { line: 7, codes: "bad_timestamp", field: "ts", raw: null, ts: "10/03/2004 25.00.00" },
    ]);

    const refused = await runWith(cwd, run);
    assertTold(refused, 1, address, topics[0], "--append", "--raw-topic", "--fresh");
    await succeed([...run, "--append"], 14);

    const otherGroup = await runWith(cwd, [...run, "--append", "--group-id", "others"]);
    assertTold(
      otherGroup,
      1,
      "the consumer failed: Cannot write to table silver as it belongs to another group",
      "--lake",
    );
    await succeed([...run, "--fresh"], 7);
  }));
