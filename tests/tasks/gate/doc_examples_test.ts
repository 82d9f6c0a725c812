import assert from "node:assert/strict";
import { docExamples, testsOf } from "../../../tasks/gate/doc_examples.ts";

const FILE = `import { x } from "./y.ts";

/** Has no example. */
const a = 1;

/**
 * Has one.
 *
 * @example
 * \`\`\`ts
 * import { type Kind, b } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.equal(b, 2);
 *
 * export const kind: Kind = b;
 * \`\`\`
 */
export const b = 2;

class Inner {
  /**
   * \`\`\`ts
   * import type { Other } from "./mod.ts";
   * import { Kind, type Other } from "./mod.ts";
   * new Kind();
   * \`\`\`
   */
  method() {}
}
`;

Deno.test("docExamples() finds each example with its first line, also of a method", () => {
  const found = docExamples("pipeline/room/b.ts", FILE);
  assert.deepEqual(found.map(({ line }) => line), [11, 23]);
  for (const { line, code } of found) {
    assert.equal(FILE.split("\n")[line - 1]!.replace(/^ *\* /, ""), code.split("\n")[0]);
  }
});

Deno.test("testsOf() makes one test an example, with each import once", () => {
  const text = testsOf(docExamples("pipeline/room/b.ts", FILE));
  const mod = new URL("../../../pipeline/room/mod.ts", import.meta.url).href;
  assert.deepEqual(text.split("\n").filter((line) => line.startsWith("import")), [
    'import assert from "node:assert/strict";',
    `import type { Other } from "${mod}";`,
    `import { Kind } from "${mod}";`,
    `import { b } from "${mod}";`,
  ]);
  assert.deepEqual(text.match(/^Deno\.test\(.*/gm), [
    'Deno.test("pipeline/room/b.ts:11", async () => {',
    'Deno.test("pipeline/room/b.ts:23", async () => {',
  ]);
  assert.match(text, /^assert\.equal\(b, 2\);\n\nconst kind: Kind = b;\n}\);/m);
});

Deno.test("docExamples() finds every example of a file", async () => {
  const text = await Deno.readTextFile(new URL("../../../pipeline/stats/pearson.ts", import.meta.url));
  assert.equal(docExamples("pipeline/stats/pearson.ts", text).length, text.match(/@example/g)!.length);
});
