/** A redrive as a process of its own that dies by its own hand at a step of a transaction. Prints its outcome as JSON. */
import { connectKafka, type TransactionStep } from "../../pipeline/broker/mod.ts";
import { redrive, type RedriveOptions } from "../../pipeline/dlq/mod.ts";
import { parseRuleSet } from "../../pipeline/reading/mod.ts";
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
export async function runRedrive(root: string, order: RedriveOrder): Promise<{ code: number; stderr: string }> {
  const { code, stderr } = await new Deno.Command("deno", {
    args: [
      ...["run", "--no-prompt", "--allow-read", "--allow-net", "--allow-env", "--allow-sys", "--allow-ffi"],
      ...["--allow-run=kill", `${root}/tests/dlq/redrive_process.ts`, JSON.stringify(order)],
    ],
    stdin: "null",
  }).output();
  return { code, stderr: new TextDecoder().decode(stderr) };
}

if (import.meta.main) {
  const { address, options, contract, trap }: RedriveOrder = JSON.parse(Deno.args[0]!);
  const onStep = springOf(trap, () => {});
  const kafka = connectKafka({ brokers: [address] });
  await redrive(kafka, { ...options, rules: parseRuleSet(contract) }, onStep === undefined ? {} : { onStep });
  Deno.exit(0);
}
