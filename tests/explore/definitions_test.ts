import assert from "node:assert/strict";
import { definitions, emptySeries, exploreStation } from "../../pipeline/explore/mod.ts";
import { FIELDS } from "../../pipeline/reading/mod.ts";

/** The rows of the table in docs/statistics.md, without the padding that `deno fmt` adds. */
function documented(): string[] {
  const page = Deno.readTextFileSync(new URL("../../docs/statistics.md", import.meta.url));
  return [...page.matchAll(/^\| `([^`]+)`\s*\| (.*?)\s*\|$/gm)].map(([, path, text]) => `${path}: ${text}`);
}

Deno.test("docs/statistics.md has the definition of every number; make it again by: deno task explore --definitions", () => {
  const wanted = definitions().map(({ path, definition }) => `${path}: ${definition.replaceAll("|", "\\|")}`);
  assert.deepEqual(documented(), wanted);
});

Deno.test("definitions() names every number that a result has", () => {
  const names = new Set(FIELDS.map(({ name }) => name)), known = new Set(definitions().map(({ path }) => path));
  const { numbers } = exploreStation(emptySeries(), [{ id: "a", file: "explore.json" }]);
  const leaves = (value: unknown, path: string): string[] => {
    if (Array.isArray(value)) return value.flatMap((each) => leaves(each, `${path}[]`));
    if (value === null || typeof value !== "object") return [path];
    return Object.entries(value).flatMap(([name, each]) =>
      leaves(each, `${path}${path === "" ? "" : "."}${names.has(name) ? "{field}" : name}`)
    );
  };
  const found = leaves(numbers, "").map((path) => path.startsWith("settings.") ? "settings" : path);
  const isKnown = (path: string) => known.has(path) || known.has(path.replace(/\[\]$/, ""));
  assert.deepEqual([...new Set(found)].filter((path) => !isKnown(path)), []);
});
