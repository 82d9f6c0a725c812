import type { TransactionStep } from "../broker/mod.ts";
import type { PartitionBroker } from "./takeover.ts";

/**
 * A step of the sink that is about to be done: of taking over (`fence` to `resume`), of a message (`buffer`), of a rotation (`write`
 * to `committed`). Those of a transaction, which confirming an ownership also takes, are in {@linkcode TransactionStep}.
 */
export type SinkStep =
  | "fence"
  | "claim"
  | "confirm"
  | "read offset"
  | "sweep"
  | "resume"
  | "buffer"
  | "write"
  | "flush"
  | "rename"
  | "flush folders"
  | TransactionStep
  | "committed";

/** Told of each step, in tests, which let the process die or stand still there. */
export type OnSinkStep = (step: SinkStep) => void;

/** The broker as taking a partition over sees it, which tells of its steps: they follow the calls that it makes. */
export function tellTakeOver(broker: PartitionBroker, onStep: OnSinkStep): PartitionBroker {
  return {
    async openTransactor() {
      onStep("fence");
      const transactor = await broker.openTransactor();
      onStep("claim");
      return {
        ...transactor,
        commit(body) {
          if (body.nextOffset === undefined) onStep("confirm");
          return transactor.commit(body);
        },
      };
    },
    committedOffset() {
      onStep("read offset");
      return broker.committedOffset();
    },
    async bounds() {
      const bounds = await broker.bounds();
      onStep("sweep");
      return bounds;
    },
  };
}
