import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";

const DEMO = fileURLToPath(new URL("../../support/demo_task.ts", import.meta.url));

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
  log: string;
}

/** Runs the demo in a folder of its own; the signals are sent one by one, each after a new line on standard error. */
async function runDemo(args: string[], signals: Deno.Signal[] = []): Promise<Ended> {
  const cwd = await Deno.makeTempDir();
  try {
    const permissions = ["--no-prompt", "--allow-read=data", "--allow-write=data", "--allow-sys=hostname"];
    const child = new Deno.Command("deno", {
      args: ["run", ...permissions, "--allow-env=NODE_V8_COVERAGE,LOG_LEVEL", DEMO, ...args],
      cwd,
      env: { LOG_LEVEL: "" },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const stdout = new Response(child.stdout).text();
    let stderr = "";
    for await (const chunk of child.stderr.pipeThrough(new TextDecoderStream())) {
      stderr += chunk;
      const next = signals.shift();
      if (next !== undefined) child.kill(next);
    }
    const { code } = await child.status;
    const log = await Deno.readTextFile(`${cwd}/data/logs/demo.jsonl`).catch(() => "");
    return { code, stdout: await stdout, stderr, log };
  } finally {
    await Deno.remove(cwd, { recursive: true });
  }
}

Deno.test("runTask() exits with 0, and takes a denied variable for one not set, when main returns 0", async () => {
  assert.deepEqual(await runDemo([]), { code: 0, stdout: "done undefined\n", stderr: "", log: "" });
});

Deno.test("runTask() exits with the status that main returns", async () => {
  assert.equal((await runDemo(["--end", "status"])).code, 7);
});

Deno.test("runTask() prints the usage and exits with 0 when asked for help", async () => {
  const { code, stdout } = await runDemo(["--help"]);
  assert.equal(code, 0);
  assert.match(stdout, /--log-level LEVEL/);
});

Deno.test("runTask() exits with 2 when a flag is unknown", async () => {
  const { code, stderr } = await runDemo(["--ende", "ok"]);
  assert.equal(code, 2);
  assert.equal(
    stderr,
    "error: Cannot run demo as --ende: no such flag; did you mean --end?\n  → deno task demo --help\n",
  );
});

const FAILURES: [string, number, string, string][] = [
  ["pipeline-error", 1, "error: Cannot find it\n  → look elsewhere\n", "not_found"],
  ["usage-error", 2, "error: Cannot do both\n", "usage"],
  ["bug", 1, "error: unexpected fault (code internal): TypeError: x is not a function\n", "internal"],
  ["stray", 1, "error: unexpected fault (code internal): Error: nobody waits for this\n", "internal"],
];

for (const [end, status, text, code] of FAILURES) {
  Deno.test(`runTask() exits with ${status}, says so in short and logs the stack when it ends by ${end}`, async () => {
    const ended = await runDemo(["--end", end]);
    assert.equal(ended.code, status);
    assert.ok(ended.stderr.includes(text), ended.stderr);
    assert.ok(!ended.stderr.includes("demo_task.ts"));
    const record = JSON.parse(ended.log.trimEnd().split("\n").at(-1)!);
    assert.equal(record.code, code);
    assert.ok(record.error.stack.includes("demo_task.ts"));
  });
}

const INTERRUPTIONS: [string, string, Deno.Signal[]][] = [
  ["main returns 0 after SIGINT", "wait", ["SIGINT"]],
  ["main returns 0 after SIGTERM", "wait", ["SIGTERM"]],
  ["main returns 0 after SIGHUP", "wait", ["SIGHUP"]],
  ["main throws the abort", "abort", ["SIGINT"]],
  ["main hangs and a second signal comes", "hang", ["SIGINT", "SIGTERM"]],
];

for (const [when, end, signals] of INTERRUPTIONS) {
  Deno.test(`runTask() exits with 130 and no error when ${when}`, async () => {
    const { code, stderr } = await runDemo(["--end", end], [...signals]);
    assert.equal(code, 130);
    assert.match(stderr, /warn {2}stopping/);
    assert.ok(!stderr.includes("error"));
  });
}
