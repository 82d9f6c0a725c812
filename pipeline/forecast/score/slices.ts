import { hourOfDay, monthOf } from "../../series/mod.ts";
import type { Scored } from "../backtest.ts";
import { absoluteError, coverageOf, forecastOf, meanOf } from "./scores.ts";

/** A part of the hours: how far off the forecasts were, and what the 90 % intervals held. */
export interface Slice {
  readonly name: string;
  readonly n: number;
  readonly mae: number | null;
  readonly bias: number | null;
  readonly split: number | null;
  readonly rolling: number | null;
}

/** The same hours by three questions. */
export interface SliceTables {
  readonly hour: Slice[];
  readonly month: Slice[];
  readonly level: Slice[];
}

/** @param quartiles of the target in the training: they part the levels */
export function slicesOf(rows: readonly Scored[], quartiles: readonly [number, number, number]): SliceTables {
  const levels = ["up to q1", "q1 to median", "median to q3", "over q3"];
  return {
    hour: sliced(rows, ({ ms }) => String(hourOfDay(ms)).padStart(2, "0")),
    month: sliced(rows, ({ ms }) => `${new Date(ms).getUTCFullYear()}-${String(monthOf(ms)).padStart(2, "0")}`),
    level: levels.map((name, i) => sliceOf(name, rows.filter(({ actual }) => levelOf(actual, quartiles) === i))),
  };
}

const levelOf = (value: number, quartiles: readonly number[]) =>
  quartiles.filter((quartile) => value > quartile).length;

function sliced(rows: readonly Scored[], nameOf: (row: Scored) => string): Slice[] {
  const names = [...new Set(rows.map(nameOf))].sort();
  return names.map((name) => sliceOf(name, rows.filter((row) => nameOf(row) === name)));
}

function sliceOf(name: string, all: readonly Scored[]): Slice {
  const rows = forecastOf(all);
  return {
    name,
    n: rows.length,
    mae: meanOf(rows.map(absoluteError)),
    bias: meanOf(rows.map(({ value, actual }) => value - actual)),
    split: coverageOf(rows, "splitHalf").coverage,
    rolling: coverageOf(rows, "rollingHalf").coverage,
  };
}
