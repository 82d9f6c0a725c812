import {
  auditModel,
  decodeArtifact,
  fittedOf,
  type Leak,
  type ModelIndex,
  type Origin,
  type Target,
  type Trained,
  trainModels,
  withOtherFuture,
} from "../../pipeline/forecast/mod.ts";
import { parseTimestamp } from "../../pipeline/reading/mod.ts";
import type { HourlySeries } from "../../pipeline/series/mod.ts";
import type { TaskContext } from "../cli/command.ts";
import { textTable } from "../text/text_table.ts";

/** What the audit found of one model. */
export interface AuditedModel {
  readonly target: Target;
  readonly model: string;
  /** Trained again on a series with another future, its file had other bytes. */
  readonly fitChanged: boolean;
  /** Forecasts that changed although only what comes after them was rewritten. */
  readonly leaks: readonly Leak[];
}

interface AuditOptions {
  readonly outDir: string;
  readonly index: ModelIndex;
  readonly hours: HourlySeries;
  readonly origin: Origin;
  readonly seed: number;
  readonly progress: TaskContext["progress"];
}

/** Trains every model of a lake again on a series whose hours after the cut are others, and replays each with rewritten futures. */
export async function auditModels(options: AuditOptions): Promise<AuditedModel[]> {
  const { outDir, index, hours, origin, seed } = options, cutMs = parseTimestamp(index.cut)!;
  const live = options.progress(["audited"]);
  const texts = await Promise.all(index.models.map(({ file }) => Deno.readTextFile(`${outDir}/models/${file}`)));
  const artifacts = index.models.map(({ file }, i) => decodeArtifact(texts[i]!, file, origin));
  const again = new Map<string, string>();
  await trainModels({
    hours: withOtherFuture(hours, cutMs, seed),
    cutMs,
    targets: [...new Set(index.models.map(({ target }) => target))],
    models: [...new Set(index.models.map(({ model }) => model))],
    seed: artifacts[0]!.seed,
    origin,
    workers: 2,
    keep: ({ file, sha256 }: Trained) => {
      again.set(file, sha256);
      live.update("audited", `trained again with another future: ${again.size} of ${index.models.length}`);
      return Promise.resolve();
    },
  });
  const rows = artifacts.map((artifact, i) => {
    const { target, model, file, sha256 } = index.models[i]!;
    live.update("audited", `replayed with rewritten futures: ${i + 1} of ${artifacts.length}`);
    const leaks = auditModel(fittedOf(artifact), hours, cutMs, seed);
    return { target, model, fitChanged: again.get(file) !== sha256, leaks };
  });
  live.end();
  return rows;
}

/** What the audit found, to read. */
export function auditText(rows: readonly AuditedModel[]): string {
  const table = textTable(
    ["target", "model", "trained with another future", "forecasts before a rewritten future"],
    rows.map(({ target, model, fitChanged, leaks }) => [
      target,
      model,
      fitChanged ? "other bytes: a leak" : "the same bytes",
      leaks.length === 0 ? "the same bits" : `${leaks.length} changed: a leak`,
    ]),
  );
  const leaking = rows.filter(({ fitChanged, leaks }) => fitChanged || leaks.length > 0).length;
  return `${table}\n${leaking === 0 ? "No model reads the future." : `${leaking} models read the future.`}`;
}
