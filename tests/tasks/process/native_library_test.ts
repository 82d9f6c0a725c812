import assert from "node:assert/strict";
import { addUp } from "../../../tasks/process/permissions.ts";
import { TASKS } from "../../../tasks/process/task_table.ts";
import { usingFolder } from "../../support/lake.ts";
import { runToEnd } from "../../support/process.ts";

const NATIVE = /^(nodejs-polars|@resvg\/resvg-js|@duckdb\/node-api|@myriaddreamin\/typst-ts-node-compiler)$/;

const scriptUrl = (task: string) =>
  new URL(`../../../${TASKS[task]!.script ?? `tasks/${task.replaceAll(":", "_")}.ts`}`, import.meta.url).href;

interface Import {
  /** As the code has it. */
  readonly name: string;
  readonly url: string;
  /** Imported where it is needed, not when the module is. */
  readonly isLater: boolean;
}

/** What each module imports when it runs. */
async function importsOf(urls: string[]): Promise<Map<string, Import[]>> {
  const { stdout } = await usingFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/all.ts`, urls.map((url) => `import(${JSON.stringify(url)});\n`).join(""));
    const config = new URL("../../../deno.json", import.meta.url).pathname;
    const args = ["info", "--json", "--config", decodeURIComponent(config), `${folder}/all.ts`];
    return await runToEnd("deno", args);
  });
  const { modules } = JSON.parse(stdout) as { modules: Module[] };
  return new Map(modules.map(({ specifier, dependencies = [] }) => [
    specifier,
    dependencies.flatMap(({ specifier: name, code, isDynamic: isLater = false }) =>
      code?.specifier ? [{ name, url: code.specifier, isLater }] : []
    ),
  ]));
}

interface Module {
  specifier: string;
  dependencies?: { specifier: string; code?: { specifier?: string }; isDynamic?: boolean }[];
}

Deno.test("TASKS grant native libraries to whoever loads one at its start, and to none that never does", async () => {
  const imports = await importsOf(Object.keys(TASKS).map(scriptUrl));
  const loadsNative = (url: string, withLater: boolean, seen = new Set<string>()): boolean => {
    if (seen.has(url)) return false;
    seen.add(url);
    return (imports.get(url) ?? []).some(({ name, url, isLater }) =>
      (withLater || !isLater) && (NATIVE.test(name) || loadsNative(url, withLater, seen))
    );
  };
  const granted = Object.keys(TASKS).filter((task) => addUp("ffi", TASKS[task]!.needs) !== undefined);
  const atStart = Object.keys(TASKS).filter((task) => loadsNative(scriptUrl(task), false));
  assert.ok(imports.has(scriptUrl("consume")) && atStart.includes("consume"));
  assert.deepEqual(atStart.filter((task) => !granted.includes(task)), []);
  assert.deepEqual(granted.filter((task) => !loadsNative(scriptUrl(task), true)), []);
});
