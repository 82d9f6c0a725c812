import { PipelineError } from "../common/mod.ts";
import type { Champion, ModelIndex } from "./model_index.ts";
import { type Target, TARGETS } from "./training.ts";

/**
 * The model that serves a target: the one that was promoted, or else the one that training chose.
 *
 * @returns undefined where nothing is trained for the target
 */
export const championOf = (index: ModelIndex, target: Target): Champion | undefined =>
  index.promoted.find((each) => each.target === target) ??
    trainedOf(index, target).find(({ model }) => model === index.chosen[target]?.used);

/** The models of the last training, in its order, and behind them those that served before and are no longer among them. */
export function candidatesOf(index: ModelIndex, target: Target): Champion[] {
  const former = [...index.promoted, ...index.history.toReversed()].filter((each) => each.target === target);
  const all = [...trainedOf(index, target), ...former];
  return all.filter(({ sha256 }, at) => all.findIndex((each) => each.sha256 === sha256) === at);
}

/**
 * The model that is asked for by its name, or by the first characters of its digest, which also name one that served before.
 *
 * @throws {PipelineError} `not_found` where no candidate or more than one is called so
 */
export function candidateCalled(index: ModelIndex, target: Target, called: string): Champion {
  const candidates = candidatesOf(index, target);
  const named = trainedOf(index, target).filter(({ model }) => model === called);
  const found = named.length > 0
    ? named
    : candidates.filter(({ sha256 }) => isPrefix(called) && sha256.startsWith(called));
  if (found.length === 1) return found[0]!;
  throw new PipelineError(
    "not_found",
    `Cannot promote ${called} for ${target}: expected ${
      candidates.map(({ model, sha256 }) => `${model} (${sha256.slice(0, 12)})`).join(", ") || "a trained model"
    }, got ${found.length === 0 ? "neither a name nor the beginning of a digest" : "the beginning of several digests"}`,
    { hint: "see what there is: deno task models" },
  );
}

const isPrefix = (called: string) => /^[0-9a-f]{6,64}$/.test(called);

/** What served a target before. @throws {PipelineError} `not_found` where nothing has */
export function previousOf(index: ModelIndex, target: Target): Champion {
  const now = championOf(index, target)?.sha256;
  const former = index.history.findLast((each) => each.target === target && each.sha256 !== now);
  if (former !== undefined) return former;
  throw new PipelineError("not_found", `Cannot roll ${target} back as no other model has served it`, {
    hint: `promote one of the trained models: deno task models promote ${target} MODEL`,
  });
}

/**
 * The index once a model serves its target; the one that served becomes history. The same index where it serves already.
 *
 * @example
 * ```ts
 * import { type Champion, championOf, type ModelIndex, previousOf, promote } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const champion = (model: string): Champion => ({
 *   target: "co_gt", model, sha256: model, cut: "2004-12-31T23:00:00Z", mae_month_before_cut: 0.3,
 * });
 * const index = { promoted: [champion("ridge")], history: [], models: [], chosen: {} } as unknown as ModelIndex;
 * const next = promote(index, champion("sarima"));
 * assert.equal(championOf(next, "co_gt")?.model, "sarima");
 * assert.equal(previousOf(next, "co_gt").model, "ridge");
 * ```
 */
export function promote(index: ModelIndex, champion: Champion): ModelIndex {
  const { target, sha256 } = champion, former = championOf(index, target);
  if (former?.sha256 === sha256) return index;
  return {
    ...index,
    promoted: [...index.promoted.filter((each) => each.target !== target), champion],
    history: former === undefined ? index.history : [...index.history, former],
  };
}

/** The index of a new training with the history of the one before, and what served by it and no longer does. */
export function withHistory(index: ModelIndex, former: ModelIndex | null): ModelIndex {
  if (former === null) return index;
  const ended = TARGETS.flatMap((target) => {
    const before = championOf(former, target);
    return before === undefined || before.sha256 === championOf(index, target)?.sha256 ? [] : [before];
  });
  return { ...index, history: [...former.history, ...ended] };
}

const trainedOf = ({ models, cut }: ModelIndex, of: Target): Champion[] =>
  models.filter(({ target }) => target === of).map(({ target, model, sha256, mae_month_before_cut }) => ({
    ...{ target, model, sha256, cut },
    mae_month_before_cut,
  }));
