import assert from "node:assert/strict";
import { usingFolder } from "../../support/lake.ts";
import { hasPython, runNotebooks, SUPPORT } from "../../notebooks/fixture.ts";

const sleep = (ms: number) => `await new Promise((resolve) => setTimeout(resolve, ${ms}));`;

/** Cells of a notebook, and its only fault; null where there is none. */
const NOTEBOOKS: Record<string, [cells: string[], fault: RegExp | null]> = {
  sound: [[SUPPORT, 'await send({ "text/plain": "shown" });', 'console.log("printed");'], null],
  a_cell_fails: [
    ["const a = 1;", 'throw new TypeError("no such column");', "3;"],
    /^cell 2 of 3 \(throw new .*\): TypeError: no such column$/,
  ],
  a_rejection_is_left_behind: [
    ['void Promise.reject(new Error("floating"));', "void 0;"],
    /^cell 1 of 2 .*left an error behind: Error: floating/,
  ],
  a_timer_throws_in_the_last_cell: [
    ['setTimeout(() => { throw new Error("later"); }, 20);\nvoid 0;'],
    /^cell 1 of 1 .*left an error behind: Error: later/,
  ],
  an_output_comes_in_the_next_cell: [
    [SUPPORT, 'setTimeout(() => send({ "text/plain": "late" }), 600);\nvoid 0;', sleep(1_000)],
    /^cell 2 of 3 .*: an output came out of its cell, while cell 3 of 3 .* ran$/,
  ],
  console_output_comes_in_the_next_cell: [
    ['setTimeout(() => console.log("late"), 600);\nvoid 0;', sleep(1_000)],
    /^cell 1 of 2 .*: console output came out of its cell, while cell 2 of 2/,
  ],
  an_output_is_lost: [
    [
      SUPPORT,
      "const { broadcast } = Deno.jupyter;\n" +
      "Deno.jupyter.broadcast = () => Promise.resolve();\n" +
      'await send({ "text/plain": "x" });\n' +
      "Deno.jupyter.broadcast = broadcast;\nvoid 0;",
    ],
    /^cell 2 of 2 .*: an output was lost$/,
  ],
  a_result_is_left_to_the_kernel: [
    ["6 * 7"],
    /^cell 1 of 1 \(6 \* 7\): it leaves showing a result to the kernel/,
  ],
  a_cell_hangs: [["void 0;", "while (true);"], /^cell 2 of 2 \(while \(true\);\): it did not end within 6 s$/],
  a_cell_waits_without_end: [[sleep(1e9)], /^cell 1 of 1 .*: it did not end within 6 s$/],
  the_kernel_dies: [["Deno.exit(3);"], /^cell 1 of 1 \(Deno\.exit\(3\);\): the kernel died$/],
};

Deno.test({
  name: "notebooks names the cell in each way in which a notebook can fail (skipped without python3)",
  ignore: !hasPython,
  fn: (t) =>
    usingFolder(async (cwd) => {
      const cells = Object.fromEntries(Object.entries(NOTEBOOKS).map(([name, [cells]]) => [name, cells]));
      const { code, faults, stdout, stderr } = await runNotebooks(cwd, cells);
      assert.equal(code, 1, stdout + stderr);
      for (const [name, [, expected]] of Object.entries(NOTEBOOKS)) {
        await t.step(name, () => {
          const found = faults.get(name);
          assert.equal(found?.length, expected === null ? 0 : 1, stdout);
          if (expected !== null) assert.match(found![0]!, expected);
        });
      }
      await t.step("the executed copy and the HTML have what was shown, and nothing of the runner's", async () => {
        const read = (type: string) => Deno.readTextFile(`${cwd}/reports/notebooks/sound.${type}`);
        const [copy, html] = [await read("ipynb"), await read("html")];
        for (const text of [copy, html]) {
          assert.match(text, /shown/);
          assert.match(text, /printed/);
          assert.doesNotMatch(text, /enterCell|injected/);
        }
      });
    }),
});
