/**
 * A process of its own that ensures a broker, for tests of what it finds on PATH and of what becomes of the broker when it ends.
 * Prints how it went as one line of JSON; with `hold` it then stays until it is killed.
 */
import { ensureBroker, type EnsureBrokerOptions } from "../../pipeline/local_kafka/ensure.ts";
import { PipelineError } from "../../pipeline/common/mod.ts";

export interface EnsureBrokerTask {
  options: Omit<EnsureBrokerOptions, "onStep" | "signal">;
  path?: string;
  hold?: boolean;
}

const { options, path, hold }: EnsureBrokerTask = JSON.parse(Deno.args[0]!);
if (path !== undefined) Deno.env.set("PATH", path);
try {
  console.log(JSON.stringify(await ensureBroker({ ...options, onStep: () => {} })));
  if (hold) setInterval(() => {}, 1_000);
} catch (error) {
  if (!(error instanceof PipelineError)) throw error;
  console.log(JSON.stringify({ code: error.code, message: error.message, hint: error.hint }));
}
