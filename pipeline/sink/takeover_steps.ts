import type { OnSinkStep } from "./step.ts";
import type { PartitionBroker } from "./takeover.ts";

/** The broker as taking a partition over sees it, with a call of `onStep` before each step: they follow the calls that it makes. */
export function reportTakeOver(broker: PartitionBroker, onStep: OnSinkStep): PartitionBroker {
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
