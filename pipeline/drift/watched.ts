import { FIELDS } from "../reading/mod.ts";
import type { FieldName, Hours } from "../series/mod.ts";
import { adwin } from "./adwin.ts";
import { always, never } from "./baseline.ts";
import { cusum } from "./cusum.ts";
import type { DetectorKind } from "./detector.ts";
import type { ForecastHours } from "./errors.ts";
import { errorRelation, expectedErrors } from "./estimate.ts";
import { pageHinkley } from "./page_hinkley.ts";
import type { Coefficients } from "./least_squares.ts";
import { type Pair, PAIRS, ratioHours, ratioRelation } from "./ratio.ts";
import type { Watched } from "./result.ts";
import { ksWindow, psiWindow } from "./window.ts";

/** One stream of hourly numbers that detectors watch; values begin with the first hour of the series. */
export interface WatchedStream {
  readonly watched: Watched;
  /** The field; a ratio is `field/reference`. */
  readonly target: string;
  /** The field that an alarm is about: whose seasons are compared. */
  readonly field: FieldName;
  /** Whose errors they are; null where no model takes part. */
  readonly model: string | null;
  /** By which values are made of what is observed; null where they are what is observed. */
  readonly relation: Coefficients | null;
  /** NaN is a gap; the reason where the stream cannot be made. */
  readonly values: Float64Array | { readonly reason: string };
}

/** Which detectors watch what. */
export const DETECTORS: Readonly<Record<Watched, readonly DetectorKind[]>> = {
  input: [psiWindow, ksWindow],
  ratio: [cusum],
  estimated_error: [pageHinkley],
  error: [cusum],
  absolute_error: [pageHinkley, adwin, always, never],
};

/**
 * All streams of a series.
 *
 * @param monthStart index of the first hour of the month before the cut
 * @param monthEnd index of the first hour after the cut
 */
export function watchedStreams(
  hours: Pick<Hours, "fields">,
  forecasts: readonly ForecastHours[],
  monthStart: number,
  monthEnd: number,
): WatchedStream[] {
  const { fields } = hours;
  const inputs = FIELDS.map(({ name }) => name as FieldName).map((field): WatchedStream => ({
    watched: "input",
    target: field,
    field,
    model: null,
    relation: null,
    values: fields[field],
  }));
  const ratios = PAIRS.map((pair): WatchedStream => ({
    watched: "ratio",
    target: nameOf(pair),
    field: pair.field,
    model: null,
    ...related(ratioRelation(fields, pair, monthStart), (relation) => ratioHours(fields, pair, relation)),
  }));
  const errors = forecasts.flatMap((each): WatchedStream[] => {
    const shared = { target: each.target, field: each.target, model: each.model, relation: null };
    return [
      {
        watched: "estimated_error",
        ...shared,
        ...related(
          errorRelation(each, monthStart, monthEnd),
          (relation) => expectedErrors(relation, each.forecasts, each.steps),
        ),
      },
      { watched: "error", ...shared, values: each.errors },
      { watched: "absolute_error", ...shared, values: each.errors.map(Math.abs) },
    ];
  });
  return [...inputs, ...ratios, ...errors];
}

function related(
  relation: Coefficients | { reason: string },
  valuesOf: (relation: Coefficients) => Float64Array,
): Pick<WatchedStream, "relation" | "values"> {
  return "reason" in relation ? { relation: null, values: relation } : { relation, values: valuesOf(relation) };
}

/** A pair as a target: `pt08_s4_no2/no2_gt`. */
export const nameOf = ({ field, against }: Pair): string => `${field}/${against}`;
