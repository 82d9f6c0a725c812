import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { writeNotebook } from "../../../tasks/notebook/file.ts";
import { taskLine } from "../../../tasks/process/task_line.ts";
import { hasPython, notebookOf } from "../../notebooks/fixture.ts";
import { usingFolder } from "../../support/lake.ts";
import { runToEnd } from "../../support/process.ts";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

async function copyFolder(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for await (const { name, isDirectory } of Deno.readDir(from)) {
    if (isDirectory) await copyFolder(`${from}/${name}`, `${to}/${name}`);
    else await Deno.copyFile(`${from}/${name}`, `${to}/${name}`);
  }
}

Deno.test({
  name: "notebooks run in a checkout whose folder has a space, # and % in its name (skipped without python3)",
  ignore: !hasPython,
  fn: () =>
    usingFolder(async (cwd) => {
      const checkout = `${cwd}/air quality #2 100%`;
      const folders = ["tasks", "pipeline", ".jupyter", "notebooks/support"];
      for (const folder of folders) await copyFolder(`${ROOT}${folder}`, `${checkout}/${folder}`);
      for (const file of ["deno.json", "deno.lock", "notebooks/requirements.txt"]) {
        await Deno.copyFile(`${ROOT}${file}`, `${checkout}/${file}`);
      }
      await Deno.symlink(`${ROOT}node_modules`, `${checkout}/node_modules`);
      await Deno.writeTextFile(`${checkout}/notebooks/support.ts`, "export const answer: number = 42;\n");
      const cells = ['import { answer } from "./support.ts";', 'if (answer !== 42) throw new Error("another module");'];
      await writeNotebook(`${checkout}/notebooks/x.ipynb`, notebookOf(cells));
      const line = taskLine("notebooks", checkout).map((arg) => arg.replace(/^file:.*(?=tasks\/)/, "./"));
      const options = { cwd: checkout, env: { NO_COLOR: "1" } };
      const { code, stdout, stderr } = await runToEnd("deno", [...line, "./notebooks"], options);
      const text = stdout + stderr;
      assert.equal(code, 0, text);
      assert.match(text, /ok .* s {2}x/);
    }),
});
