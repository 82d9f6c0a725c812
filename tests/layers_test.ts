import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { layerFaults, type SourceFile } from "./support/layers.ts";

const ROOT = fileURLToPath(new URL("../", import.meta.url));

Deno.test("layerFaults() finds none in this repository", () => {
  const paths = ["pipeline", "notebooks", "tasks", "tests"].flatMap((top) =>
    readdirSync(`${ROOT}${top}`, { recursive: true, encoding: "utf8" }).map((path) =>
      `${top}/${path.replaceAll("\\", "/")}`
    )
  ).filter((path) => /\.(ts|ipynb)$/.test(path));
  assert.ok(paths.length > 10);
  const textOf = (path: string) => {
    const text = Deno.readTextFileSync(ROOT + path);
    return path.endsWith(".ipynb") ? codeOf(text) : text;
  };
  assert.deepEqual(layerFaults(paths.map((path) => ({ path, text: textOf(path) }))), []);
});

/** The cells of a notebook as one file. */
function codeOf(notebook: string): string {
  const { cells }: { cells: { cell_type: string; source: string[] }[] } = JSON.parse(notebook);
  return cells.filter(({ cell_type }) => cell_type === "code").map(({ source }) => source.join("")).join("\n");
}

const file = (path: string, text: string): SourceFile => ({ path, text });

const BAD: [string, SourceFile[], string][] = [
  [
    "an arrow goes up",
    [file("pipeline/reading/a.ts", `import { b } from "../lake/mod.ts";`)],
    "reading may not import lake",
  ],
  [
    "an arrow goes sideways",
    [file("pipeline/lake/a.ts", `export { b } from "../broker/mod.ts";`)],
    "lake may not import broker",
  ],
  [
    "the pipeline imports a task",
    [file("pipeline/watch/a.ts", `import("../../tasks/a.ts")`)],
    "watch may not import tasks",
  ],
  [
    "a notebook imports past mod.ts",
    [file("notebooks/support/a.ts", `import { b } from "../../pipeline/report/b.ts";`)],
    "import report by its mod.ts",
  ],
  [
    "a notebook imports more of the tasks than their lines",
    [file("notebooks/support/a.ts", `import { b } from "../../tasks/cli/run.ts";`)],
    "import tasks by its task_line.ts",
  ],
  ["a task imports a test", [file("tasks/a.ts", `import "../tests/support/a.ts";`)], "tasks may not import tests"],
  ["another folder's file is imported past its mod.ts", [
    file("pipeline/sink/a.ts", `import type {\n  B,\n} from "../lake/b.ts";`),
  ], "import lake by its mod.ts"],
  [
    "a folder is unknown",
    [file("pipeline/extra/a.ts", `import { b } from "../common/mod.ts";`)],
    "extra is no known layer",
  ],
  [
    "a package is used outside its home",
    [file("pipeline/lake/a.ts", `import { Kafka } from "kafkajs";`)],
    "kafkajs is used",
  ],
  [
    "a package's subpath is used outside its home",
    [file("tasks/a.ts", `import { parse } from "csv-parse/sync";`)],
    "csv-parse is",
  ],
  ["a package has no home", [file("tasks/a.ts", `import x from "npm:left-pad@1";`)], "has no home"],
  [
    "a test package is used by the pipeline",
    [file("pipeline/lake/a.ts", `import x from "@duckdb/node-api";`)],
    "(tests/)",
  ],
  ["two files import each other", [
    file("pipeline/lake/a.ts", `import { b } from "./b.ts";`),
    file("pipeline/lake/b.ts", `import { a } from "./a.ts";`),
  ], "cycle pipeline/lake/a.ts → pipeline/lake/b.ts → pipeline/lake/a.ts"],
  ["the pipeline reads arguments", [file("pipeline/lake/a.ts", `f(Deno.args);`)], "Deno.args"],
  ["the pipeline exits", [file("pipeline/lake/a.ts", `Deno.exit(1);`)], "Deno.exit"],
  ["the pipeline reads the environment", [file("pipeline/lake/a.ts", `Deno.env.get("A");`)], "Deno.env"],
  ["the pipeline reads Date.now", [file("pipeline/lake/a.ts", `const a = Date.now();`)], "Date.now"],
  ["the pipeline makes a Date of now", [file("pipeline/lake/a.ts", `const a = new Date();`)], "new Date()"],
  ["the pipeline reads performance.now", [file("pipeline/lake/a.ts", `performance.now();`)], "performance.now"],
];

for (const [when, files, expected] of BAD) {
  Deno.test(`layerFaults() names one fault when ${when}`, () => {
    const faults = layerFaults(files);
    assert.equal(faults.length, 1, faults.join("\n"));
    assert.ok(faults[0]!.includes(expected), faults[0]);
    assert.ok(faults[0]!.startsWith(files[0]!.path));
  });
}

const GOOD: [string, SourceFile][] = [
  ["an arrow goes down by mod.ts", file("pipeline/sink/a.ts", `import { b } from "../lake/mod.ts";`)],
  ["a file of the own folder is imported", file("pipeline/sink/a.ts", `import { b } from "./b.ts";`)],
  ["a test looks inside", file("tests/lake/a_test.ts", `import { b } from "../../pipeline/lake/b.ts";`)],
  ["a test uses a package", file("tests/lake/a_test.ts", `import x from "nodejs-polars";`)],
  [
    "a doc example imports",
    file("pipeline/lake/a.ts", `/**\n * import { x } from "kafkajs";\n */\n// import "pino";\n`),
  ],
  ["a string holds a comment's start", file("pipeline/lake/a.ts", `const a = "**/*.parquet"; // Date.now() */\n`)],
  ["the clock reads the clock", file("pipeline/common/clock.ts", `performance.now();`)],
  ["a Date is made of a value", file("pipeline/lake/a.ts", `new Date(0); new Date(value)`)],
];

for (const [when, good] of GOOD) {
  Deno.test(`layerFaults() finds none when ${when}`, () => assert.deepEqual(layerFaults([good]), []));
}
