import { formatTimestamp } from "../../reading/mod.ts";
import type { Target } from "../training.ts";
import type { TargetEvaluation } from "./evaluation.ts";
import type { Importance } from "./importance.ts";
import type { RollingRow } from "./rolling_origin.ts";

/** All that was evaluated. */
export interface Evaluation {
  readonly cutMs: number;
  readonly silverDigest: string;
  readonly targets: ReadonlyMap<Target, TargetEvaluation>;
  /** The second table: models fitted again at each cut, tested until the next one. */
  readonly rolling: readonly RollingRow[];
  /** What each feature is worth; empty where it was not asked for. */
  readonly importances: readonly Importance[];
}

/** `models.json`: the table, in the shape that others read. All digits, null where undefined. */
export function modelsJson({ cutMs, silverDigest, targets }: Evaluation): string {
  const tables = Object.fromEntries([...targets].map(([target, { table }]) => [target, table]));
  return text({ cut: formatTimestamp(cutMs), silver_digest: silverDigest, targets: tables });
}

/** `details.json`: what the table has no room for. */
export function detailsJson({ cutMs, silverDigest, targets, rolling, importances }: Evaluation): string {
  const details = Object.fromEntries(
    [...targets].map(([target, { choice, quartiles, details }]) => [target, { choice, quartiles, models: details }]),
  );
  return text({
    cut: formatTimestamp(cutMs),
    silver_digest: silverDigest,
    targets: details,
    rolling_origin: rolling,
    importances,
  });
}

/** JSON has no NaN: what is undefined is null. */
const text = (value: unknown) =>
  `${JSON.stringify(value, (_, each) => typeof each === "number" && !Number.isFinite(each) ? null : each, 2)}\n`;
