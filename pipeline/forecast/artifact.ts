import { createHash } from "node:crypto";
import { z } from "zod";
import { PipelineError } from "../common/mod.ts";
import { formatTimestamp } from "../reading/mod.ts";
import { timestampMs } from "../series/mod.ts";
import { FIELDS } from "../reading/mod.ts";
import { featuresOf } from "./feature_table.ts";
import type { Fitted } from "./forecaster.ts";
import { forecasterNamed } from "./learners.ts";
import type { Plain } from "./plain.ts";
import { type Target, targetIndices, TARGETS, type Training } from "./training.ts";

/** Version of the artefact's form; one of another version is refused. */
const FORMAT = 1;

/** Where an artefact comes from: the same data, code and Deno give the same bytes. */
export interface Origin {
  /** Digest of the lake's silver. */
  readonly silverDigest: string;
  /** Digest of the code that learns and forecasts. */
  readonly codeDigest: string;
  /** Version of Deno: `Math.exp` and its like are not promised to be the same in another one. */
  readonly deno: string;
}

const artifactSchema = z.strictObject({
  format: z.literal(FORMAT),
  model: z.string(),
  target: z.enum(TARGETS),
  station: z.string(),
  fields: z.array(z.string()),
  features: z.array(z.string()),
  settings: z.record(z.string(), z.unknown()),
  seed: z.number(),
  training: z.strictObject({ from: z.string(), to: z.string(), targets: z.number() }),
  silver_digest: z.string(),
  code_digest: z.string(),
  deno: z.string(),
  mae_month_before_cut: z.number(),
  fitted: z.unknown(),
});

/** A trained model as a file: all that is needed to forecast with it, and to say where it comes from. */
export type Artifact = Readonly<z.infer<typeof artifactSchema>>;

/** An artefact of a model that was fitted to a training. */
export function artifactOf(training: Training, fitted: Fitted, origin: Origin): Artifact {
  const { target, hours, seed } = training;
  const forecaster = forecasterNamed(fitted.name)!;
  return {
    format: FORMAT,
    model: fitted.name,
    target,
    station: hours.stationId,
    fields: FIELDS.map(({ name }) => name),
    features: featuresOf(target).map(({ name }) => name),
    settings: forecaster.settings,
    seed,
    training: {
      from: formatTimestamp(hours.startMs),
      to: formatTimestamp(timestampMs(hours, hours.length - 1)),
      targets: targetIndices(training).length,
    },
    silver_digest: origin.silverDigest,
    code_digest: origin.codeDigest,
    deno: origin.deno,
    mae_month_before_cut: meanOf(fitted.calibration.sortedErrors),
    fitted: fitted.toJSON(),
  };
}

const meanOf = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * The text of an artefact: its SHA-256 on the first line, JSON after it. The same artefact gives the same bytes.
 *
 * @example
 * ```ts
 * import { type Artifact, encodeArtifact } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.match(encodeArtifact({ format: 1 } as Artifact), /^[0-9a-f]{64}\n\{"format":1\}\n$/);
 * ```
 */
export function encodeArtifact(artifact: Artifact): string {
  const body = `${JSON.stringify(artifact)}\n`;
  return `${sha256(body)}\n${body}`;
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** What an artefact has to be of; what is left out is not compared. */
export type Expected = Partial<Origin> & { readonly model?: string; readonly target?: Target };

/**
 * Reads an artefact, and checks that it is whole and of this code.
 *
 * @param path for the error's message
 * @throws {PipelineError} `model_mismatch` where it was changed, is of another version, of other fields, or not the one expected
 *
 * @example
 * ```ts
 * import { decodeArtifact } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.throws(() => decodeArtifact("0\n{}\n", "co_gt.ridge.model"), /its SHA-256 is another/);
 * ```
 */
export function decodeArtifact(text: string, path: string, expected: Expected = {}): Artifact {
  const end = text.indexOf("\n"), digest = text.slice(0, end), body = text.slice(end + 1);
  const refuse = (why: string, cause?: unknown) =>
    new PipelineError("model_mismatch", `Cannot use ${path} as a model: ${why}`, {
      hint: "train again: deno task train",
      cause,
    });
  if (end < 0 || sha256(body) !== digest) throw refuse("its SHA-256 is another than its first line says");
  const json = JSON.parse(body);
  if (json.format !== FORMAT) throw refuse(`expected an artefact of version ${FORMAT}, got ${json.format}`);
  const parsed = artifactSchema.safeParse(json);
  if (!parsed.success) throw refuse("it has other keys than an artefact has", parsed.error);
  const artifact = parsed.data;
  if (forecasterNamed(artifact.model) === undefined) throw refuse(`no model is called ${artifact.model}`);
  const names = FIELDS.map(({ name }) => name), features = featuresOf(artifact.target).map(({ name }) => name);
  for (
    const [what, got, wanted] of [
      ["fields", artifact.fields.join(), names.join()],
      ["features", artifact.features.join(), features.join()],
      ["model", artifact.model, expected.model],
      ["target", artifact.target, expected.target],
      ["silver digest", artifact.silver_digest, expected.silverDigest],
      ["code digest", artifact.code_digest, expected.codeDigest],
      ["Deno version", artifact.deno, expected.deno],
    ] as const
  ) {
    if (wanted !== undefined && got !== wanted) throw refuse(`expected the ${what} ${wanted}, got ${got}`);
  }
  return artifact;
}

/** The model of an artefact, ready to forecast. */
export function fittedOf(artifact: Artifact): Fitted {
  return forecasterNamed(artifact.model)!.load(artifact.fitted as Plain);
}

/**
 * The name of an artefact's file.
 *
 * @example
 * ```ts
 * import { artifactName } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.equal(artifactName("co_gt", "ridge"), "co_gt.ridge.model");
 * ```
 */
export const artifactName = (target: Target, model: string): string => `${target}.${model}.model`;
