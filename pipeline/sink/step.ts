import type { TransactionStep } from "../broker/mod.ts";

/**
 * A step that the sink is about to do: of taking over (`fence` to `resume`), of a message (`buffer`), of a rotation (`write`, once a part, to
 * `published`; `publish` is once a table). Those of a transaction, which confirming an ownership also takes, are in {@linkcode TransactionStep}.
 */
export type SinkStep =
  | "fence"
  | "claim"
  | "confirm"
  | "read offset"
  | "settle"
  | "restore"
  | "resume"
  | "buffer"
  | "write"
  | "manifest"
  | TransactionStep
  | "publish"
  | "published";

/** Called before each step, in tests, which end the process or let it stand still there. */
export type OnSinkStep = (step: SinkStep) => void;
