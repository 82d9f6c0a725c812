import assert from "node:assert/strict";
import { createProgress } from "../../../tasks/cli/progress.ts";

/** A progress on a clock that stands still until `pass()`, with all that it wrote. */
function fixture({ isTerminal, columns = 80 }: { isTerminal: boolean; columns?: number }) {
  let nowMs = 0;
  let sleepers: { dueMs: number; wake: () => void }[] = [];
  const written: string[] = [];
  const progress = createProgress({
    names: ["produce", "consume"],
    isTerminal,
    write: (text) => written.push(text),
    columns: () => columns,
    clock: {
      now: () => nowMs,
      sleep: (ms) => new Promise((wake) => sleepers.push({ dueMs: nowMs + ms, wake })),
    },
  });
  const pass = async (ms: number) => {
    nowMs += ms;
    sleepers.filter(({ dueMs }) => dueMs <= nowMs).forEach(({ wake }) => wake());
    sleepers = sleepers.filter(({ dueMs }) => dueMs > nowMs);
    await Promise.resolve();
  };
  return { progress, written, pass, sleepersCount: () => sleepers.length };
}

/** What stands on the screen after the control sequences that Progress uses. */
function screenOf(written: string[]): { lines: string[]; cursorShown: boolean } {
  const lines = [""];
  let row = 0, column = 0, cursorShown = true;
  // deno-lint-ignore no-control-regex
  for (const [token, count, letter] of written.join("").matchAll(/\x1b\[(\??\d*)([A-Za-z])|[^\x1b]/g)) {
    if (letter === "A") row -= Number(count);
    else if (letter === "K") lines[row] = lines[row]!.slice(0, column);
    else if (letter === "J") lines.splice(row, Infinity, lines[row]!.slice(0, column));
    else if (letter !== undefined) cursorShown = letter === "h";
    else if (token === "\r") column = 0;
    else if (token === "\n") {
      row++;
      column = 0;
      lines[row] ??= "";
    } else {
      lines[row] = lines[row]!.slice(0, column) + token + lines[row]!.slice(column + 1);
      column++;
    }
  }
  return { lines, cursorShown };
}

Deno.test("createProgress() redraws its lines in place when on a terminal", async () => {
  const { progress, written, pass } = fixture({ isTerminal: true });
  progress.update("produce", "100 rows, a long text");
  await pass(100);
  progress.update("consume", "90 rows");
  await pass(100);
  progress.update("produce", "200 rows");
  await pass(100);
  assert.deepEqual(screenOf(written), { lines: ["produce  200 rows", "consume  90 rows", ""], cursorShown: false });
  progress.end();
});

Deno.test("createProgress() redraws once, on one timer, when many updates come within the interval", async () => {
  const { progress, written, pass, sleepersCount } = fixture({ isTerminal: true });
  for (let count = 0; count < 1000; count++) progress.update("produce", `${count}`);
  assert.equal(written.length, 1);
  assert.equal(sleepersCount(), 1);
  await pass(100);
  assert.equal(written.length, 2);
  assert.equal(screenOf(written).lines[0], "produce  999");
  progress.end();
});

Deno.test("createProgress() keeps log lines above the live ones when on a terminal", () => {
  const { progress, written } = fixture({ isTerminal: true });
  progress.log("before");
  progress.update("produce", "1");
  progress.log("first\nand its second line");
  progress.log("last");
  assert.deepEqual(screenOf(written).lines, ["before", "first", "and its second line", "last", "produce  1", ""]);
  progress.end();
});

Deno.test("createProgress() cuts a line when it is wider than the terminal", () => {
  const { progress, written } = fixture({ isTerminal: true, columns: 14 });
  progress.update("produce", "12345678");
  assert.equal(screenOf(written).lines[0], "produce  123…");
  progress.end();
});

Deno.test("createProgress() lets no control character through when a text holds one", () => {
  const { progress, written } = fixture({ isTerminal: true });
  progress.update("produce", "a\x1b[2Jb\nc");
  assert.equal(screenOf(written).lines[0], "produce  a\\u{1b}[2Jb\\u{a}c");
  progress.end();
});

Deno.test("createProgress() shows the last state and the cursor when it ends", () => {
  const { progress, written } = fixture({ isTerminal: true });
  progress.update("produce", "1");
  progress.update("produce", "2");
  progress.end();
  progress.end();
  progress.update("produce", "3");
  progress.log("after");
  assert.deepEqual(screenOf(written), { lines: ["produce  2", "after", ""], cursorShown: true });
});

Deno.test("createProgress() writes a plain line for each name that changed when on no terminal", async () => {
  const { progress, written, pass } = fixture({ isTerminal: false });
  progress.update("produce", "1");
  progress.update("produce", "2");
  progress.update("consume", "1");
  progress.log("a line");
  await pass(4999);
  assert.deepEqual(written, ["produce: 1\n", "a line\n"]);
  await pass(1);
  await pass(5000);
  progress.update("consume", "1");
  progress.update("consume", "9");
  progress.end();
  assert.deepEqual(written.slice(2), ["produce: 2\nconsume: 1\n", "consume: 9\n"]);
});
