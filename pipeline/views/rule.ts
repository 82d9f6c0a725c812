import type { FillRule } from "./fill.ts";

/** The views that fill; `regulatory` never does. */
export type FilledView = "dashboard" | "learning";

/**
 * How each view fills, chosen by what {@linkcode measureFills} measured on the real file (docs/views.md).
 *
 * - `dashboard` may look ahead, and fills only gaps of up to three hours: a line between both ends was nearer to what was hidden than
 *   the centred rolling mean in every measurement, and beyond three hours no fill is near enough to be drawn as air.
 * - `learning` never looks ahead: three hours of the last value, then the same hour of a day before, up to a week old. Nothing is learnt
 *   from the readings, so nothing can leak from a test part.
 */
export const VIEW_RULES: Readonly<Record<FilledView, FillRule>> = {
  dashboard: { longestGap: 3, steps: [{ upToHour: 3, method: "linear_interpolation" }] },
  learning: {
    longestGap: Infinity,
    steps: [{ upToHour: 3, method: "carried_forward" }, { upToHour: Infinity, method: "same_hour_before" }],
  },
};

/** The ways of filling that are compared, each for gaps of any length. */
export const CANDIDATES = {
  linear_interpolation: always("linear_interpolation"),
  rolling_mean: always("rolling_mean"),
  carried_forward: always("carried_forward"),
  same_hour_before: always("same_hour_before"),
  carried_then_same_hour: VIEW_RULES.learning,
} as const satisfies Record<string, FillRule>;

function always(method: FillRule["steps"][number]["method"]): FillRule {
  return { longestGap: Infinity, steps: [{ upToHour: Infinity, method }] };
}
