/**
 * A forecaster as a process of its own that dies, or stands still, by its own hand at a step of the sink. Ends when its standard input is
 * closed: none outlives its parent.
 */
import { connectKafka } from "../../pipeline/broker/mod.ts";
import { PipelineError, systemClock } from "../../pipeline/common/mod.ts";
import { type ForecastRunOptions, loadServed, runForecasts, serveWatch } from "../../pipeline/infer/mod.ts";
import { openFiles } from "../../pipeline/lake/mod.ts";
import type { SinkStep } from "../../pipeline/sink/mod.ts";
import { springOf, type Trap } from "./trap.ts";

/** What the process is given as its only argument. */
export interface ForecasterOrder {
  readonly address: string;
  /** The folder of the lake and of its models. */
  readonly lakeDir: string;
  readonly options: Omit<ForecastRunOptions, "models" | "watch" | "lake">;
  readonly trap: Trap<SinkStep> | null;
}

if (import.meta.main) {
  const { address, lakeDir, options, trap }: ForecasterOrder = JSON.parse(Deno.args[0]!);
  const onStep = springOf(trap, () => {});
  const told = new AbortController();
  Deno.addSignalListener("SIGINT", () => told.abort());
  Deno.stdin.readable.pipeTo(new WritableStream()).finally(() => Deno.exit(3));
  try {
    const models = await loadServed({ lakeDir, champion: "ridge", challengers: ["persistence"] });
    await runForecasts({ ...options, lake: openFiles(lakeDir), models, watch: await serveWatch(lakeDir) }, {
      kafka: connectKafka({ brokers: [address] }),
      clock: systemClock,
      signal: told.signal,
      log: () => {},
      ...(onStep === undefined ? {} : { onStep }),
    });
    Deno.exit(0);
  } catch (error) {
    console.error(error instanceof PipelineError ? `${error.code}: ${error.message}` : error);
    Deno.exit(1);
  }
}
