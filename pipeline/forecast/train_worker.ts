import { systemClock } from "../common/mod.ts";
import { artifactOf, encodeArtifact, type Origin } from "./artifact.ts";
import { forecasterNamed } from "./learners.ts";
import type { Training } from "./training.ts";

/** One model to train. */
export interface TrainJob {
  readonly model: string;
  readonly training: Training;
  readonly origin: Origin;
}

/** What became of it. */
export type TrainReply =
  | { readonly text: string; readonly maeMonthBeforeCut: number; readonly milliseconds: number }
  | { readonly error: { readonly code: string; readonly message: string; readonly hint: string | undefined } };

const scope = self as unknown as {
  onmessage: (event: MessageEvent<TrainJob>) => void;
  postMessage(reply: TrainReply): void;
};

scope.onmessage = ({ data }) => {
  scope.postMessage(train(data));
  // A forest leaves a hundred megabytes of text behind, most of it outside the heap, where nothing makes V8 collect it.
  (globalThis as { gc?: () => void }).gc?.();
};

function train({ model, training, origin }: TrainJob): TrainReply {
  try {
    const startMs = systemClock.now();
    const fitted = forecasterNamed(model)!.fit(training);
    const artifact = artifactOf(training, fitted, origin), text = encodeArtifact(artifact);
    return { text, maeMonthBeforeCut: artifact.mae_month_before_cut, milliseconds: systemClock.now() - startMs };
  } catch (error) {
    const { code = "internal", message, hint } = error as { code?: string; message: string; hint?: string };
    return { error: { code, message, hint } };
  }
}
