/**
 * A consumer as a process of its own that dies, or stands still, by its own hand at a step of the sink. Prints what it does as JSON
 * lines, and ends when its standard input is closed: none outlives its parent.
 */
import { connectKafka } from "../../pipeline/broker/mod.ts";
import { PipelineError, systemClock } from "../../pipeline/common/mod.ts";
import { DEFAULT_RULE_SET } from "../../pipeline/reading/mod.ts";
import { consume, type ConsumeOptions } from "../../pipeline/silver/mod.ts";
import type { SinkStep } from "../../pipeline/sink/mod.ts";
import { type LakeSpec, openSpec } from "./lake_spec.ts";
import { springOf, type Trap } from "./trap.ts";

/** What the process is told by its only argument. */
export interface ConsumerOrder {
  readonly address: string;
  readonly clientId: string;
  readonly lake: LakeSpec;
  /** All but the lake and the rules, whose infinities JSON cannot carry. */
  readonly options: Omit<ConsumeOptions, "rules" | "lake">;
  readonly trap: Trap<SinkStep> | null;
}

/** A line that it prints. */
export type ConsumerWord =
  | { readonly committedRows: number }
  | { readonly peakMib: number }
  | { readonly trapped: SinkStep }
  | { readonly failed: string; readonly code: string }
  | { readonly log: string; readonly fields: Record<string, unknown> };

/** What a consumer has taken more since the last look is not known where it is killed. */
const PEAK_MS = 200;

/** The most memory that this process has had at once, as Linux says; 0 elsewhere. `getrusage` begins with what its parent had. */
function highWaterMib(): number {
  if (Deno.build.os !== "linux") return 0;
  const [, kib] = /^VmHWM:\s*(\d+) kB$/m.exec(Deno.readTextFileSync("/proc/self/status"))!;
  return Math.ceil(Number(kib) / 1024);
}

if (import.meta.main) {
  const { address, clientId, lake, options, trap }: ConsumerOrder = JSON.parse(Deno.args[0]!);
  const say = (word: ConsumerWord) => Deno.stdout.writeSync(new TextEncoder().encode(JSON.stringify(word) + "\n"));
  let peakMib = 0;
  const tellPeak = () => {
    const mib = highWaterMib();
    if (mib > peakMib) say({ peakMib: peakMib = mib });
  };
  setInterval(tellPeak, PEAK_MS);
  const onStep = springOf(trap, (step) => say({ trapped: step }));
  const told = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) Deno.addSignalListener(name, () => told.abort());
  Deno.stdin.readable.pipeTo(new WritableStream()).finally(() => Deno.exit(3));
  try {
    const forward = options.forward === null ? null : { ...options.forward, now: () => Date.now() };
    await consume({ ...options, forward, lake: openSpec(lake), rules: DEFAULT_RULE_SET }, {
      kafka: connectKafka({ brokers: [address], clientId }),
      clock: systemClock,
      signal: told.signal,
      onProgress: ({ committedRows }) => say({ committedRows }),
      log: (log, fields) => say({ log, fields }),
      ...(onStep === undefined ? {} : { onStep }),
    });
    tellPeak();
    Deno.exit(0);
  } catch (error) {
    tellPeak();
    const code = error instanceof PipelineError ? error.code : "internal";
    say({ failed: error instanceof Error ? error.stack ?? error.message : String(error), code });
    Deno.exit(1);
  }
}
