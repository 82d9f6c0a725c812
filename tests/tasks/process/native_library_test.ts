import assert from "node:assert/strict";
import { addUp } from "../../../tasks/process/permissions.ts";
import { TASKS } from "../../../tasks/process/task_table.ts";
import { usingFolder } from "../../support/lake.ts";
import { runToEnd } from "../../support/process.ts";

const NATIVE = /^(nodejs-polars|@resvg\/resvg-js|@duckdb\/node-api|@myriaddreamin\/typst-ts-node-compiler)$/;

const scriptUrl = (task: string) =>
  new URL(`../../../${TASKS[task]!.script ?? `tasks/${task.replaceAll(":", "_")}.ts`}`, import.meta.url).href;

/** What each module imports when it runs, by the names in the code and by the URLs that they stand for. */
async function importsOf(urls: string[]): Promise<Map<string, { name: string; url: string }[]>> {
  const { stdout } = await usingFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/all.ts`, urls.map((url) => `import(${JSON.stringify(url)});\n`).join(""));
    const config = new URL("../../../deno.json", import.meta.url).pathname;
    const args = ["info", "--json", "--config", decodeURIComponent(config), `${folder}/all.ts`];
    return await runToEnd("deno", args);
  });
  const { modules } = JSON.parse(stdout) as { modules: Module[] };
  return new Map(modules.map(({ specifier, dependencies = [] }) => [
    specifier,
    dependencies.flatMap(({ specifier: name, code }) => code?.specifier ? [{ name, url: code.specifier }] : []),
  ]));
}

interface Module {
  specifier: string;
  dependencies?: { specifier: string; code?: { specifier?: string } }[];
}

Deno.test("TASKS grant native libraries to the tasks that load one, and to no other", async () => {
  const imports = await importsOf(Object.keys(TASKS).map(scriptUrl));
  const loadsNative = (url: string, seen: Set<string>): boolean => {
    if (seen.has(url)) return false;
    seen.add(url);
    return (imports.get(url) ?? []).some(({ name, url }) => NATIVE.test(name) || loadsNative(url, seen));
  };
  const granted = Object.keys(TASKS).filter((task) => addUp("ffi", TASKS[task]!.needs) !== undefined);
  const loading = Object.keys(TASKS).filter((task) => loadsNative(scriptUrl(task), new Set()));
  assert.ok(imports.has(scriptUrl("consume")) && loading.includes("consume"));
  assert.deepEqual(granted, loading);
});
