import assert from "node:assert/strict";
import { type LogOptions, openLog } from "../../../tasks/cli/log.ts";

async function inFolder(test: (folder: string) => void): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function open(path: string, level: LogOptions["level"] = "info") {
  const human: string[] = [];
  return { human, ...openLog({ path, level, color: false, human: (line) => human.push(line), now: () => 0 }) };
}

const linesOf = (path: string) => Deno.readTextFileSync(path).trimEnd().split("\n").map((line) => JSON.parse(line));

Deno.test("openLog() writes each line in both forms", () =>
  inFolder((folder) => {
    const { log, human } = open(`${folder}/logs/a.jsonl`);
    log.warn("slow", { rows: 10n });
    assert.deepEqual(linesOf(`${folder}/logs/a.jsonl`), [
      { level: "warn", time: "1970-01-01T00:00:00.000Z", rows: 10, msg: "slow" },
    ]);
    assert.equal(human[0]?.slice(9), "warn  slow rows=10");
  }));

const LEVELS: [LogOptions["level"], string[], string[]][] = [
  ["debug", ["debug", "info", "warn", "error"], ["debug", "info", "warn", "error"]],
  ["info", ["info", "warn", "error"], ["info", "warn", "error"]],
  ["error", ["error"], ["info", "warn", "error"]],
];

for (const [level, forHumans, forFile] of LEVELS) {
  Deno.test(`openLog() keeps to the level when it is ${level}, and the file gets info in any case`, () =>
    inFolder((folder) => {
      const { log, human } = open(`${folder}/a.jsonl`, level);
      for (const each of ["debug", "info", "warn", "error"] as const) log[each](each);
      assert.deepEqual(human.map((line) => line.split(" ").at(-1)), forHumans);
      assert.deepEqual(linesOf(`${folder}/a.jsonl`).map(({ msg }) => msg), forFile);
    }));
}

Deno.test("openLog() hides secrets in both forms", () =>
  inFolder((folder) => {
    const { log, human } = open(`${folder}/a.jsonl`);
    log.info("x", { password: "hunter2", sasl: { username: "hunter2" }, config: { token: "hunter2" } });
    assert.ok(!human.join().includes("hunter2"));
    assert.ok(!Deno.readTextFileSync(`${folder}/a.jsonl`).includes("hunter2"));
  }));

Deno.test("openLog() records an error with its stack and cause", () =>
  inFolder((folder) => {
    const { recorded, human } = open(`${folder}/a.jsonl`);
    recorded.error("failed", { error: new Error("outer", { cause: new Error("inner") }) });
    const [{ error }] = linesOf(`${folder}/a.jsonl`);
    assert.equal(error.message, "outer");
    assert.ok(error.stack.includes("log_test.ts"));
    assert.equal(error.cause.message, "inner");
    assert.deepEqual(human, []);
  }));

Deno.test("openLog() appends when the file is there", () =>
  inFolder((folder) => {
    open(`${folder}/a.jsonl`).log.info("one");
    open(`${folder}/a.jsonl`).log.info("two");
    assert.deepEqual(linesOf(`${folder}/a.jsonl`).map(({ msg }) => msg), ["one", "two"]);
  }));

Deno.test("openLog() sets the file aside when it has grown past 10 MB", () =>
  inFolder((folder) => {
    Deno.writeTextFileSync(`${folder}/a.jsonl`, "x".repeat(10_000_001));
    Deno.writeTextFileSync(`${folder}/a.jsonl.1`, "older");
    open(`${folder}/a.jsonl`).log.info("new");
    assert.equal(linesOf(`${folder}/a.jsonl`).length, 1);
    assert.equal(Deno.statSync(`${folder}/a.jsonl.1`).size, 10_000_001);
  }));

Deno.test("openLog() warns once and goes on when the file cannot be written", () =>
  inFolder((folder) => {
    Deno.writeTextFileSync(`${folder}/file`, "");
    const { log, human } = open(`${folder}/file/a.jsonl`);
    log.info("one");
    log.info("two");
    assert.deepEqual(human.map((line) => line.slice(9).split(" path=")[0]), [
      "warn  the log file cannot be written",
      "info  one",
      "info  two",
    ]);
  }));
