/** A redrive as a process of its own that dies by its own hand at a step of a transaction. Prints its outcome as JSON. */
import { connectKafka, type TransactionStep } from "../../pipeline/broker/mod.ts";
import { redrive, type RedriveOptions } from "../../pipeline/dlq/mod.ts";
import { parseRuleSet } from "../../pipeline/reading/mod.ts";
import { lakeScript, type ProcessOutcome, runToEnd } from "../support/process.ts";
import { springOf, type Trap } from "../fault/trap.ts";

/** What the process is told by its only argument. */
export interface RedriveOrder {
  readonly address: string;
  readonly options: Omit<RedriveOptions, "rules">;
  /** JSON; rules themselves would lose their infinities on the way. */
  readonly contract: string;
  readonly trap: Trap<TransactionStep>;
}

/** Lets a redrive run to its death, or its end where it does not reach the trap. */
export function runRedrive(root: string, order: RedriveOrder): Promise<ProcessOutcome> {
  return runToEnd("deno", lakeScript(`${root}/tests/dlq/redrive_process.ts`, order));
}

if (import.meta.main) {
  const { address, options, contract, trap }: RedriveOrder = JSON.parse(Deno.args[0]!);
  const onStep = springOf(trap, () => {});
  const kafka = connectKafka({ brokers: [address] });
  await redrive(kafka, { ...options, rules: parseRuleSet(contract) }, onStep === undefined ? {} : { onStep });
  Deno.exit(0);
}
