import { z } from "zod";
import { PipelineError, systemClock } from "../../pipeline/common/mod.ts";
import { defineCommand, runTask } from "../../tasks/cli/command.ts";

const command = defineCommand({
  name: "demo",
  summary: "Ends in each way in which a task can end; for the tests of runTask().",
  stopsAtHangup: true,
  options: {
    end: {
      flag: "end",
      schema: z.enum(["ok", "status", "pipeline-error", "usage-error", "bug", "stray", "wait", "abort", "hang"]),
      default: "ok",
      describe: "the way",
    },
    secretHome: { flag: "secret-home", env: "HOME", schema: z.string().optional(), describe: "a variable not granted" },
  },
});

// Long enough for any test, and then over: a test that fails must not hang.
const WAIT_MS = 20_000;

await runTask(command, async ({ end, secretHome }, { signal, stdout, log }) => {
  if (end === "status") return 7;
  if (end === "pipeline-error") throw new PipelineError("not_found", "Cannot find it", { hint: "look elsewhere" });
  if (end === "usage-error") throw new PipelineError("usage", "Cannot do both");
  if (end === "bug") throw new TypeError("x is not a function");
  if (end === "stray") Promise.reject(new Error("nobody waits for this"));
  if (end !== "ok") {
    log.info("waiting");
    await systemClock.sleep(WAIT_MS, end === "stray" || end === "hang" ? undefined : signal);
  }
  if (end === "abort") signal.throwIfAborted();
  stdout(`done ${secretHome}`);
  return end === "stray" || end === "hang" ? 9 : 0;
});
