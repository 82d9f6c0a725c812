import assert from "node:assert/strict";
import { freePort } from "../../pipeline/broker/address.ts";
import { openFiles, openLake } from "../../pipeline/lake/mod.ts";
import { csv, HEADER, READING } from "../support/csv.ts";
import { assertNothingKept, assertTold, runWith } from "../support/failed_task.ts";
import { feed, twoStations } from "../support/feed.ts";
import { usingFolder } from "../support/lake.ts";

/** Where no broker answers: a task that looked for one before the fault was found would tell that instead. */
const noBroker = () => ["--bootstrap", `127.0.0.1:${freePort()}`];

const FILES = {
  "good.csv": csv(HEADER, READING),
  "folder/x": "",
  "empty.csv": "",
  "header.csv": csv(HEADER),
  "spoons.csv": csv("Fork;Spoon;CO(GT)", "1;2;3"),
  "headless.csv": csv(READING, READING),
  "picture.csv": "\u0089PNG\u0000\u0001\n\u0002",
};

const BAD_FILES: [string, string[], ...string[]][] = [
  ["there is no such file", ["none.csv"], "none.csv", "no such file", "--csv"],
  ["its folder is a file", ["good.csv/x.csv"], "good.csv/x.csv", "no such file"],
  ["it is a folder", ["folder"], "Cannot read folder", "expected a file, got a folder", "--csv"],
  ["it is empty", ["empty.csv"], "empty.csv", "expected a header in the first line, got none"],
  ["it has a header only", ["header.csv"], "header.csv", "expected readings after the header, got none"],
  ["its header is unknown", ["spoons.csv"], 'unknown columns "Fork", "Spoon"', "no column Date", "known columns"],
  ["it has no header", ["headless.csv"], 'unknown columns "10/03/2004"', "no column Date"],
  ["it is no text", ["picture.csv"], "picture.csv", "expected a header"],
  ["a wrong delimiter is forced", ["good.csv", "--delimiter", ","], 'separated by ","', "Date;Time;", "--delimiter"],
];

for (const task of ["produce", "pipeline"]) {
  for (const [when, args, ...says] of BAD_FILES) {
    Deno.test(`${task} refuses a CSV before it looks for a broker when ${when}`, () =>
      usingFolder(async (cwd) => {
        const outcome = await runWith(cwd, [task, ...noBroker(), "--csv", ...args], FILES);
        assertTold(outcome, 1, ...says);
        await assertNothingKept(cwd);
      }));
  }
}

Deno.test({
  name: "produce says so when the CSV may not be read (needs another user than root)",
  ignore: Deno.uid() === 0,
  fn: () =>
    usingFolder(async (cwd) => {
      await Deno.writeTextFile(`${cwd}/secret.csv`, csv(HEADER, READING), { mode: 0o000 });
      assertTold(await runWith(cwd, ["produce", "--csv", "secret.csv"]), 1, "secret.csv", "permission");
    }),
});

const BAD_USAGE: [string, string[], ...string[]][] = [
  ["a flag is unknown", ["produce", "--limt", "5"], "--limt: no such flag; did you mean --limit?"],
  [
    "--speedup is 0",
    ["pipeline", "--speedup", "0"],
    '--speedup: expected event seconds per second above 0, or max, got "0"',
  ],
  ["--rate is negative", ["produce", "--rate", "-1"], '--rate: expected a number of rows/s above 0, got "-1"'],
  [
    "--batch-size is 0",
    ["consume", "--batch-size", "0"],
    '--batch-size: expected a whole number of rows, 1 or more, got "0"',
  ],
  [
    "a time has no unit",
    ["consume", "--flush-interval", "5"],
    '--flush-interval: expected a time such as 500ms, 5s or 2m, got "5"',
  ],
  [
    "an address has no port",
    ["prove", "--bootstrap", "localhost"],
    '--bootstrap: expected host:port[,host:port], got "localhost"',
  ],
  ["a folder is empty text", ["report", "--out-dir="], "--out-dir: expected some text, got nothing"],
  [
    "an action is unknown",
    ["topics", "creat"],
    'action: expected create, list, describe, verify, peek, got "creat"; did you mean create?',
  ],
  [
    "a pace is given twice",
    ["produce", "--speedup", "max", "--rate", "5"],
    "--speedup and --rate: expected one of them, got both",
  ],
  [
    "much is wrong at once",
    "pipeline --rate=x --speedup 0 --batch-size 0 --append --fresh --bootstrap :1 --nope y z".split(" "),
    "8 settings are wrong",
    "\n  --nope: no such flag",
    "\n  --bootstrap: ",
    "\n  --speedup: ",
    "\n  --rate: ",
    "\n  --batch-size: ",
    "\n  --speedup and --rate: ",
    "\n  --append and --fresh: ",
    '\n  "z": unexpected argument',
  ],
];

for (const [when, args, ...says] of BAD_USAGE) {
  Deno.test(`${args[0]} ends with status 2 when ${when}`, () =>
    usingFolder(async (cwd) => {
      assertTold(await runWith(cwd, args, FILES), 2, ...says, `deno task ${args[0]} --help`);
    }));
}

Deno.test("produce ends with status 2 when delimiter and decimal mark are the same sign", () =>
  usingFolder(async (cwd) => {
    const args = ["produce", "--csv", "comma.csv", "--delimiter", ",", "--decimal", ","];
    const files = { "comma.csv": "Date,Time,CO(GT)\n2004-03-10,18:00:00,2\n" };
    assertTold(await runWith(cwd, args, files), 2, "two different signs", "--delimiter or --decimal");
  }));

const BAD_FOLDERS: [string[], ...string[]][] = [
  [["produce", "--csv", "good.csv", "--out-dir", "good.csv"], "the lake in good.csv", "--out-dir"],
  [["produce", "--csv", "good.csv", "--out-dir", "good.csv/below"], "the lake in good.csv/below", "--out-dir"],
  [["consume", "--out-dir", "good.csv"], "the lake in good.csv", "--out-dir"],
  [["pipeline", "--csv", "good.csv", "--out-dir", "good.csv"], "the lake in good.csv", "--out-dir"],
  [["pipeline", "--csv", "good.csv", "--report-dir", "good.csv"], "the report in good.csv", "--report-dir"],
];

for (const [args, ...says] of BAD_FOLDERS) {
  Deno.test(`${args[0]} refuses before it sends anything when a file is in the way of ${args.slice(-2).join(" ")}`, () =>
    usingFolder(async (cwd) => {
      const outcome = await runWith(cwd, [...args, ...noBroker()], FILES);
      assertTold(outcome, 1, ...says, "expected a folder to write in, got a file in its way");
      assert.equal(await Deno.readTextFile(`${cwd}/good.csv`), FILES["good.csv"]);
    }));
}

Deno.test("broker up says so when data/ is a file", () =>
  usingFolder(async (cwd) => {
    const outcome = await runWith(cwd, ["broker", "up", ...noBroker()], { data: "" });
    assertTold(outcome, 1, "data/broker", "a file in its way");
  }));

const DAMAGED: [string, string[], Record<string, string>, ...string[]][] = [
  ["there is no lake", ["report"], {}, "there is no lake in it", "deno task pipeline"],
  ["there is no lake", ["explore"], {}, "there is no lake in it", "deno task pipeline"],
  ["its lake is a file", ["report", "--out-dir", "lake"], { lake: "" }, "no lake in it", "--out-dir"],
  [
    "the facts of a replay are cut short",
    ["report"],
    { "data/runs/r1.json": '{"run":' },
    "data/runs/r1.json",
    "restore it",
  ],
  ["the facts of a replay are others", ["report"], { "data/runs/r1.json": "{}" }, "data/runs/r1.json", "restore it"],
  ["the proof is empty", ["report"], { "data/proof.json": "" }, "data/proof.json", "deno task prove"],
];

for (const [when, args, files, ...says] of DAMAGED) {
  Deno.test(`${args[0]} names what is wrong when ${when}`, () =>
    usingFolder(async (cwd) => assertTold(await runWith(cwd, args, files), 1, ...says)));
}

Deno.test("report names what is wrong when a part is damaged", () =>
  usingFolder(async (cwd) => {
    await feed(twoStations(3), `${cwd}/data`, 10);
    const { files } = await openLake(openFiles(`${cwd}/data`)).logOf("silver").snapshot();
    const part = `silver/${[...files.keys()][0]}`;
    assertTold(await runWith(cwd, ["report"], { [`data/${part}`]: "x" }), 1, "Cannot read the lake data", "restore it");
  }));
