import assert from "node:assert/strict";
import { isStripped, type Output, stripped } from "../../../tasks/notebook/file.ts";
import {
  parameterNames,
  parseParameters,
  unwatched,
  watched,
  withParameters,
} from "../../../tasks/notebook/prepare.ts";
import { scriptOf } from "../../../tasks/notebook/check.ts";
import { notebookOf } from "../../notebooks/fixture.ts";

const NOTEBOOK = notebookOf(['let speedup = 5 as number | "max";\nlet readings = 1;', "use(speedup);"], ["parameters"]);
const sources = (notebook: typeof NOTEBOOK) => notebook.cells.map(({ source }) => source);

Deno.test("withParameters() sets what the notebook declares, behind the cell that declares it", () => {
  assert.deepEqual(parameterNames(NOTEBOOK), ["speedup", "readings"]);
  const [declared, injected, used, ...rest] = sources(withParameters(NOTEBOOK, { speedup: "max", other: 1 }));
  assert.match(String(declared), /^let speedup/);
  assert.equal(injected, 'speedup = "max";\nvoid 0;');
  assert.equal(used, "use(speedup);");
  assert.equal(rest.length, 0);
});

Deno.test("withParameters() changes nothing when the notebook declares none of them", () => {
  assert.equal(withParameters(NOTEBOOK, { other: 1 }), NOTEBOOK);
});

Deno.test("parseParameters() reads numbers, true and false as such, and the rest as text", () => {
  const pairs = ["a=1", "b=-2.5", "c=true", "d=max", "e=", "f=x=y"];
  assert.deepEqual(parseParameters(pairs), { a: 1, b: -2.5, c: true, d: "max", e: "", f: "x=y" });
  assert.throws(() => parseParameters(["speedup"]), { code: "usage", message: /expected NAME=VALUE/ });
});

Deno.test("unwatched() gives each cell its own source back, with the outputs of the run", () => {
  const run = watched(NOTEBOOK, "file:///ledger.ts");
  assert.equal(run.cells.length, 4);
  const output: Output = { output_type: "stream", name: "stdout", text: "5\n" };
  run.cells[2]!.outputs = [output];
  const clean = unwatched(run, NOTEBOOK);
  assert.deepEqual(sources(clean), sources(NOTEBOOK));
  assert.deepEqual(clean.cells[1]!.outputs, [output]);
});

Deno.test("stripped() takes out what a run has left, and keeps tags", () => {
  const run = structuredClone(NOTEBOOK);
  run.cells[0]!.execution_count = 3;
  run.cells[1]!.outputs = [{ output_type: "stream", text: "5" }];
  run.cells[1]!.metadata.execution = {};
  assert.ok(!isStripped(run));
  assert.ok(isStripped(stripped(run)));
  assert.deepEqual(stripped(run).cells, NOTEBOOK.cells);
});

Deno.test("scriptOf() joins the code, and leads relative imports to the notebook's folder", () => {
  const notebook = notebookOf([
    'import { a } from "./support.ts";',
    'const { b } = await import("../b.ts");\nuse("./c");',
  ]);
  assert.equal(
    scriptOf(notebook, "file:///x/notebooks/"),
    'import { a } from "file:///x/notebooks/support.ts";\nconst { b } = await import("file:///x/b.ts");\nuse("./c");',
  );
});
