import assert from "node:assert/strict";
import { readLines } from "../../../tasks/text/csv_lines.ts";
import { usingFolder } from "../../support/lake.ts";

const CASES: [string, string, number[], [number, string][]][] = [
  ["lines of either line end", "head\r\none\ntwo\r\n", [1, 3], [[1, "head"], [3, "two"]]],
  ["a last line without an end", "head\none", [2], [[2, "one"]]],
  ["an empty line", "head\n\ntwo\n", [2], [[2, ""]]],
  ["none for a line past the end", "head\n", [2, 9], []],
  ["none where none is asked for", "head\n", [], []],
  ["a line once though it is asked for twice", "head\none\n", [2, 2], [[2, "one"]]],
  ["lines far apart", `head\n${"x\n".repeat(200_000)}last`, [1, 200_002], [[1, "head"], [200_002, "last"]]],
];
for (const [what, content, numbers, expected] of CASES) {
  Deno.test(`readLines() gives ${what}`, () =>
    usingFolder(async (folder) => {
      await Deno.writeTextFile(`${folder}/a.csv`, content);
      assert.deepEqual([...await readLines(`${folder}/a.csv`, numbers)], expected);
    }));
}
