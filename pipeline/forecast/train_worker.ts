/// <reference lib="webworker" />
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
  | { readonly text: string; readonly milliseconds: number }
  | { readonly error: { readonly code: string; readonly message: string; readonly hint: string | undefined } };

self.onmessage = ({ data }: MessageEvent<TrainJob>) => self.postMessage(train(data));

function train({ model, training, origin }: TrainJob): TrainReply {
  try {
    const startMs = systemClock.now();
    const fitted = forecasterNamed(model)!.fit(training);
    const text = encodeArtifact(artifactOf(training, fitted, fitted.toJSON(), origin));
    return { text, milliseconds: systemClock.now() - startMs };
  } catch (error) {
    const { code = "internal", message, hint } = error as { code?: string; message: string; hint?: string };
    return { error: { code, message, hint } };
  }
}
