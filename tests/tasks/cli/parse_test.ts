import assert from "node:assert/strict";
import { z } from "zod";
import { PipelineError } from "../../../pipeline/common/mod.ts";
import { defineCommand, hostPorts, parseCommand, positiveInteger, text } from "../../../tasks/cli/command.ts";

const command = defineCommand({
  name: "produce",
  summary: "Replays readings.",
  options: {
    batchSize: {
      flag: "batch-size",
      short: "b",
      env: "BATCH_SIZE",
      schema: positiveInteger("rows"),
      default: 1000,
      placeholder: "ROWS",
      describe: "rows in a part",
    },
    csv: { flag: "csv", env: "AIR_QUALITY_CSV", schema: text().optional(), placeholder: "FILE", describe: "the data" },
    bootstrap: { flag: "bootstrap", schema: hostPorts(), default: "127.0.0.1:9092", describe: "brokers" },
    append: { flag: "append", env: "APPEND", schema: z.boolean(), boolean: true, describe: "keep what is there" },
    fresh: {
      flag: "fresh",
      schema: z.boolean(),
      boolean: true,
      excludes: ["append", "bootstrap"],
      describe: "take it away",
    },
    saslPassword: { flag: "sasl-password", env: "SASL_PASSWORD", schema: z.string().max(3).optional(), describe: "x" },
  },
  positionals: [{ name: "action", choices: ["up", "down"], describe: "what to do", optional: true }],
  examples: ["produce up"],
});

function optionsOf(args: string[], variables: Record<string, string> = {}) {
  const parsed = parseCommand(command, args, (name) => variables[name]);
  assert.ok(!parsed.help);
  return { ...parsed.options, positionals: parsed.positionals };
}

const DEFAULTS = {
  batchSize: 1000,
  csv: undefined,
  bootstrap: ["127.0.0.1:9092"],
  append: false,
  fresh: false,
  saslPassword: undefined,
  positionals: [],
};

const GOOD: [string, string[], Record<string, string>, Partial<ReturnType<typeof optionsOf>>][] = [
  ["nothing is given", [], {}, {}],
  ["a flag is given", ["--batch-size", "5"], {}, { batchSize: 5 }],
  ["a flag is given with =", ["--batch-size=5"], {}, { batchSize: 5 }],
  ["a short flag is given", ["-b", "5"], {}, { batchSize: 5 }],
  ["a flag is given twice: the last counts", ["-b", "5", "-b", "6"], {}, { batchSize: 6 }],
  ["a variable is set", [], { BATCH_SIZE: "7" }, { batchSize: 7 }],
  ["a flag stands against a variable", ["--batch-size", "5"], { BATCH_SIZE: "x" }, { batchSize: 5 }],
  ["a variable is empty", [], { BATCH_SIZE: "", AIR_QUALITY_CSV: "" }, {}],
  ["a boolean flag is given", ["--append"], { APPEND: "no" }, { append: true }],
  ["a boolean flag is given a value", ["--append=no"], { APPEND: "yes" }, { append: false }],
  ["a boolean variable is set", [], { APPEND: "1" }, { append: true }],
  ["a flag is denied beside one that excludes it", ["--append=no", "--fresh"], {}, { fresh: true }],
  ["a word is given", ["up"], {}, { positionals: ["up"] }],
  ["-- ends the flags", ["-b", "5", "--", "up"], {}, { batchSize: 5, positionals: ["up"] }],
];

for (const [when, args, variables, expected] of GOOD) {
  Deno.test(`parseCommand() reads the options when ${when}`, () => {
    assert.deepEqual(optionsOf(args, variables), { ...DEFAULTS, ...expected });
  });
}

const BAD: [string, string[], Record<string, string>, string[]][] = [
  ["a number is none", ["--batch-size", "x"], {}, [
    '--batch-size: expected a whole number of rows, 1 or more, got "x"',
  ]],
  ["a number is negative", ["-b", "-5"], {}, ['--batch-size: expected a whole number of rows, 1 or more, got "-5"']],
  ["a variable is wrong", [], { BATCH_SIZE: "0" }, ['BATCH_SIZE: expected a whole number of rows, 1 or more, got "0"']],
  ["a value is left out at the end", ["--csv"], {}, ["--csv: expected some text, got nothing"]],
  ["a value is left out before a flag", ["--csv", "--batch-size", "x"], {}, [
    '--batch-size: expected a whole number of rows, 1 or more, got "x"',
    "--csv: expected some text, got nothing",
  ]],
  ["a value is empty", ["--csv="], {}, ["--csv: expected some text, got nothing"]],
  ["a value is empty where the schema takes any text", ["--sasl-password="], {}, [
    "--sasl-password: expected a value, got nothing",
  ]],
  ["a flag is unknown", ["--colour"], {}, ["--colour: no such flag"]],
  ["a flag is nearly right", ["--bootstap", "h:1"], {}, ["--bootstap: no such flag; did you mean --bootstrap?"]],
  ["a boolean is neither", ["--append=maybe"], {}, ['--append: expected true or false, got "maybe"']],
  ["a flag excludes another", ["--append", "--fresh", "-b", "0"], {}, [
    '--batch-size: expected a whole number of rows, 1 or more, got "0"',
    "--append and --fresh: expected one of them, got both",
  ]],
  ["a flag excludes two others", ["--append", "--fresh", "--bootstrap", "h:1"], {}, [
    "--append and --fresh: expected one of them, got both",
    "--bootstrap and --fresh: expected one of them, got both",
  ]],
  ["a word is no choice", ["upp"], {}, ['action: expected up, down, got "upp"; did you mean up?']],
  ["a word is too many", ["up", "now"], {}, ['"now": unexpected argument']],
  ["a secret is wrong", ["--sasl-password", "hunter2"], {}, [
    "--sasl-password: Too big: expected string to have <=3 characters, got a value not shown",
  ]],
  ["all is wrong at once", ["--nope", "x", "--csv=", "-b", "0", "left"], { APPEND: "maybe" }, [
    "--nope: no such flag",
    '--batch-size: expected a whole number of rows, 1 or more, got "0"',
    "--csv: expected some text, got nothing",
    'APPEND: expected true or false, got "maybe"',
    'action: expected up, down, got "left"',
  ]],
];

for (const [when, args, variables, expected] of BAD) {
  Deno.test(`parseCommand() throws a usage error that names each fault when ${when}`, () => {
    assert.throws(() => optionsOf(args, variables), (error) => {
      assert.ok(error instanceof PipelineError);
      assert.equal(error.code, "usage");
      assert.equal(error.hint, "deno task produce --help");
      const [first, ...more] = error.message.replace("Cannot run produce as ", "").split("\n  ");
      assert.deepEqual(more.length === 0 ? [first] : more, expected);
      return true;
    });
  });
}

Deno.test("parseCommand() throws when an option without a default is not given", () => {
  const strict = defineCommand({
    name: "x",
    summary: "",
    options: { to: { flag: "to", schema: text(), describe: "" } },
  });
  assert.throws(() => parseCommand(strict, [], () => undefined), /--to: expected some text, got nothing/);
});

for (const args of [["--help"], ["-h"], ["--csv", "--help"], ["--nope", "--batch-size", "x", "-h"]]) {
  Deno.test(`parseCommand() gives the help text when it sees ${args.join(" ")}`, () => {
    const parsed = parseCommand(command, args, () => undefined);
    assert.ok(parsed.help);
    assert.ok(parsed.text.includes("Usage: deno task produce [ACTION] [OPTIONS]"));
    assert.match(parsed.text, /-b, --batch-size ROWS +rows in a part \(default 1000; variable BATCH_SIZE\)/);
    assert.match(parsed.text, /ACTION +what to do: up, down/);
    assert.ok(parsed.text.includes("  deno task produce up"));
  });
}

Deno.test("parseCommand() joins the values of a flag that may be given several times, and takes the last of any other", () => {
  const several = defineCommand({
    name: "several",
    summary: "Takes some.",
    options: {
      set: { flag: "set", short: "p", schema: text(), repeats: true, describe: "any" },
      csv: { flag: "csv", schema: text(), describe: "one" },
    },
  });
  const parsed = parseCommand(several, ["-p", "a=1", "--csv", "x", "--set", "b=2", "--csv", "y"], () => undefined);
  assert.ok(!parsed.help);
  assert.deepEqual(parsed.options, { set: "a=1,b=2", csv: "y" });
});

const renamed = defineCommand({
  name: "judge",
  summary: "Judges.",
  options: {
    rules: { flag: "rules", formerFlag: "contract", path: true, schema: text().optional(), describe: "the rules" },
    outDir: { flag: "out-dir", env: "OUT", path: true, schema: text(), default: "data", describe: "the lake" },
  },
  positionals: [
    { name: "action", describe: "what", optional: true },
    { name: "file", describe: "of what", optional: true, path: true },
  ],
});
const below = (path: string) => `sub/${path}`;

for (
  const [when, args, env, expected] of [
    ["a default stays where the task works", [], {}, { rules: undefined, outDir: "data" }],
    ["a flag", ["--rules", "a.json"], {}, { rules: "sub/a.json", outDir: "data" }],
    ["a variable", [], { OUT: "lake" }, { rules: undefined, outDir: "sub/lake" }],
  ] as [string, string[], Record<string, string>, unknown][]
) {
  Deno.test(`parseCommand() takes paths from the caller's folder: ${when}`, () => {
    const parsed = parseCommand(renamed, args, (name) => env[name], below);
    assert.ok(!parsed.help);
    assert.deepEqual(parsed.options, expected);
  });
}

Deno.test("parseCommand() takes arguments that are paths from the caller's folder, and no other", () => {
  const parsed = parseCommand(renamed, ["diff", "a"], () => undefined, below);
  assert.ok(!parsed.help);
  assert.deepEqual(parsed.positionals, ["diff", "sub/a"]);
});

Deno.test("parseCommand() takes a flag by its former name, and says so", () => {
  const parsed = parseCommand(renamed, ["--contract=a.json"], () => undefined);
  assert.ok(!parsed.help);
  assert.deepEqual(parsed.options, { rules: "a.json", outDir: "data" });
  assert.deepEqual(parsed.notices, ["--contract is now called --rules: the old name still works"]);
});

Deno.test("parseCommand() says nothing of names when the new one is given, and shows only that in --help", () => {
  const parsed = parseCommand(renamed, ["--rules", "a"], () => undefined);
  assert.deepEqual(parsed.help ? null : parsed.notices, []);
  const help = parseCommand(renamed, ["--help"], () => undefined);
  assert.ok(help.help && help.text.includes("--rules") && !help.text.includes("--contract"));
});
