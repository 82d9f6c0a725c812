import { type ErrorCode, PipelineError } from "../common/mod.ts";
import { formatTimestamp } from "../reading/mod.ts";
import { type Hours, splitSeries, timestampMs } from "../series/mod.ts";
import { artifactName, type Origin } from "./artifact.ts";
import type { TrainJob, TrainReply } from "./train_worker.ts";
import type { Target, Training } from "./training.ts";

/** What is trained. */
export interface TrainOptions {
  /** A station's whole series; what is after the cut is cut off before any model gets it. */
  readonly hours: Hours;
  /** The last hour that is learnt from, milliseconds since 1970. */
  readonly cutMs: number;
  readonly targets: readonly Target[];
  /** By name, in the order of the tables; the last ones, which take longest, are begun first. */
  readonly models: readonly string[];
  readonly seed: number;
  readonly origin: Origin;
  /** Models trained at the same time. The bytes do not depend on it. */
  readonly workers: number;
  /** Gets the text of each model's file as soon as there is one; they are not kept here, as forests have many megabytes. */
  readonly keep: (trained: Trained, text: string) => Promise<void>;
}

/** A trained model. */
export interface Trained {
  readonly target: Target;
  readonly model: string;
  /** Name of its file. */
  readonly file: string;
  /** SHA-256 of what follows the file's first line. */
  readonly sha256: string;
  /** Size of its file. */
  readonly bytes: number;
  readonly maeMonthBeforeCut: number;
  /** What training took; the only part that differs from run to run. */
  readonly milliseconds: number;
}

/**
 * Trains each model for each target, in workers, and returns what was trained in the order of targets and models.
 *
 * @throws {PipelineError} `usage` where the cut is outside the data, or there is too little to learn from
 */
export async function trainModels(options: TrainOptions): Promise<Trained[]> {
  const { hours, cutMs, targets, models, seed, origin } = options;
  const before = hoursBefore(hours, cutMs);
  const jobs = models.toReversed().flatMap((model) => targets.map((target) => ({ model, target })));
  const trained = new Map<string, Trained>();
  const work = async () => {
    const worker = new Worker(new URL("./train_worker.ts", import.meta.url), { type: "module" });
    try {
      for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) {
        const { model, target } = job, training: Training = { target, hours: before, seed };
        const reply = await ask(worker, { model, training, origin });
        if ("error" in reply) {
          const { code, message, hint } = reply.error;
          throw new PipelineError(code as ErrorCode, message, hint === undefined ? {} : { hint });
        }
        const { text, maeMonthBeforeCut, milliseconds } = reply, file = artifactName(target, model);
        const sha256 = text.slice(0, text.indexOf("\n"));
        // Artefacts are of ASCII alone: names, digits and base64.
        const done = { target, model, file, sha256, bytes: text.length, maeMonthBeforeCut, milliseconds };
        await options.keep(done, text);
        trained.set(file, done);
      }
    } finally {
      worker.terminate();
      jobs.length = 0;
    }
  };
  await Promise.all(Array.from({ length: Math.min(options.workers, jobs.length) }, work));
  return targets.flatMap((target) => models.map((model) => trained.get(artifactName(target, model))!));
}

/**
 * The hours up to the cut.
 *
 * @throws {PipelineError} `usage` where the cut is before the first hour, or not before the last one
 */
export function hoursBefore(hours: Hours, cutMs: number): Hours {
  const lastMs = timestampMs(hours, hours.length - 1);
  if (cutMs >= hours.startMs && cutMs < lastMs) return splitSeries(hours, cutMs)[0];
  throw new PipelineError(
    "usage",
    `Cannot cut the series of ${hours.stationId} at ${formatTimestamp(cutMs)}: expected an hour from ${
      formatTimestamp(hours.startMs)
    } to before ${formatTimestamp(lastMs)}`,
    { hint: "give another --cut" },
  );
}

function ask(worker: Worker, job: TrainJob): Promise<TrainReply> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<TrainReply>) => resolve(data);
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new PipelineError("internal", `Cannot train ${job.model}: its worker failed: ${event.message}`));
    };
    worker.postMessage(job);
  });
}
