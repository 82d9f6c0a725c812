import assert from "node:assert/strict";
import { PipelineError } from "../../../pipeline/common/mod.ts";
import { errorText, humanLine, toldError } from "../../../tasks/text/human.ts";

const line = (fields: Record<string, unknown>) =>
  humanLine(JSON.stringify({ level: "info", time: "2004-03-10T18:00:00Z", msg: "hello", ...fields }), false);

const CASES: [string, Record<string, unknown>, string][] = [
  ["no fields", {}, "info  hello"],
  ["plain fields", { rows: 10, topic: "raw" }, "info  hello rows=10 topic=raw"],
  ["text with a space", { why: "a b" }, 'info  hello why="a b"'],
  ["empty text", { why: "" }, 'info  hello why=""'],
  ["an object", { at: { line: 2 } }, 'info  hello at={"line":2}'],
  ["an error", { error: { type: "Error", message: "boom", stack: "s" } }, "info  hello error=boom"],
  ["a control character", { name: "\x1b[2J", msg: "a\x1b[2Jb" }, 'info  a\\u{1b}[2Jb name="\\u001b[2J"'],
];

for (const [what, fields, expected] of CASES) {
  Deno.test(`humanLine() is one short line when it holds ${what}`, () => {
    assert.match(line(fields), /^\d\d:\d\d:\d\d /);
    assert.equal(line(fields).slice(9), expected);
  });
}

const plain = { color: false, verbose: false, logPath: "data/logs/x.jsonl" };

Deno.test("errorText() gives message and hint and keeps the cause back when it is a PipelineError", () => {
  const error = new PipelineError("not_found", "Cannot read x", { hint: "give --csv", cause: new Error("ENOENT") });
  assert.equal(errorText(error, plain), "error: Cannot read x\n  → give --csv");
});

Deno.test("errorText() is one line and names the log when the error is unknown", () => {
  assert.equal(
    errorText(new TypeError("x is not a function\nat all"), plain),
    "error: unexpected fault (code internal): TypeError: x is not a function\n  → details are in data/logs/x.jsonl",
  );
});

Deno.test("errorText() tells a refusal of the operating system as the machine's matter", () => {
  const error = new Deno.errors.PermissionDenied("Permission denied (os error 13): mkdir 'x'");
  assert.match(
    errorText(error, plain),
    /^error: Cannot continue: Permission denied .*'x'\n {2}→ check that file or folder/,
  );
});

for (
  const [what, error, expected] of [
    ["a hint", new PipelineError("internal", "Cannot x", { hint: "do y" }), { message: "Cannot x", hint: "do y" }],
    ["several lines", new PipelineError("internal", "Cannot x\n  as y"), { message: "Cannot x\n  as y" }],
  ] as const
) {
  Deno.test(`toldError() finds what errorText() told when it has ${what}`, () => {
    const lines = ["12:00:00 info  started", ...errorText(error, plain).split("\n")];
    assert.deepEqual(toldError(lines), expected);
  });
}

Deno.test("toldError() is undefined when nothing was told", () => {
  assert.equal(toldError(["12:00:00 info  started"]), undefined);
});

Deno.test("errorText() shows the cause when it is verbose", () => {
  const error = new PipelineError("not_found", "Cannot read x", { cause: new Error("ENOENT") });
  assert.ok(errorText(error, { ...plain, verbose: true }).includes("ENOENT"));
});
