import type { Card } from "../../../document/mod.ts";
import { clock } from "../../../document/mod.ts";
import { traceCommand } from "../../../quality/mod.ts";
import { barChart } from "../charts/bar.ts";
import { lineChart } from "../charts/line.ts";
import type { ExploreFile } from "../inputs.ts";
import { labelOf, POLLUTANTS, unitOf, WEEKDAY_NAMES } from "../names.ts";
import { interval, percentText, short } from "../text.ts";

/** When in a day the air is worst. */
export function dayCard({ numbers }: ExploreFile): Card | null {
  const field = "nox_gt", hours = numbers.cycles.hour[field] ?? [];
  const peak = largest(hours),
    low = largest(hours.map((cell) => ({ ...cell, mean: cell.mean === null ? null : -cell.mean })));
  if (peak === null || low === null) return null;
  const test = numbers.cycle_tests.hour[field];
  return {
    name: "finding-day",
    lead: `NOx is highest at ${clock(peak)}, lowest at ${clock(low)}`,
    figure: `${short(hours[peak]!.mean)} against ${short(hours[low]!.mean)} ${unitOf(field)}`,
    interval: `95 % intervals ${interval(hours[peak]!.low, hours[peak]!.high)} and ${
      interval(hours[low]!.low, hours[low]!.high)
    }${test.effect === null ? "" : `; effect ε² ${short(test.effect)}`}`,
    soWhat: `A warning for this hour must be out by ${
      clock((peak + 22) % 24)
    }, two hours before it; a mean over the day hides it.`,
    command: traceCommand({ kind: "outcome", outcome: "accepted", hour: peak }),
    alt: "Mean NOx by hour of the day, with its interval.",
    spec: (width) =>
      lineChart({
        title: "Mean NOx by hour, ppb",
        width,
        height: 120,
        points: hours.map(({ mean, low, high }, x) => ({ x, y: mean, low, high })),
        xValues: [0, 6, 12, 18, 23],
        zero: true,
      }),
  };
}

/** What a Sunday does. */
export function weekCard({ numbers }: ExploreFile): Card | null {
  const changes = POLLUTANTS.flatMap((field) => {
    const days = numbers.cycles.weekday[field] ?? [], sunday = days[6];
    const work = days.slice(0, 5).filter(({ mean }) => mean !== null);
    const n = work.reduce((sum, { n }) => sum + n, 0);
    if (sunday?.mean == null || n === 0) return [];
    const mean = work.reduce((sum, { mean, n }) => sum + mean! * n, 0) / n;
    if (mean === 0) return []; // no share of nothing
    return [{ field, sunday, mean, change: sunday.mean / mean - 1 }];
  });
  const main = changes.toSorted((a, b) => a.change - b.change)[0];
  if (main === undefined) return null;
  return {
    name: "finding-week",
    lead: `On Sundays ${labelOf(main.field)} is ${percentText(Math.abs(main.change))} ${
      main.change < 0 ? "lower" : "higher"
    } than on working days`,
    figure: `${short(main.sunday.mean)} against ${short(main.mean)} ${unitOf(main.field)}`,
    interval: `95 % interval of the Sunday mean ${interval(main.sunday.low, main.sunday.high)}`,
    soWhat: "What differs between weekdays is people, not weather. Compare a measure's weekdays with weekdays.",
    command: traceCommand({ kind: "outcome", outcome: "accepted", weekday: 6 }),
    alt: `Mean ${labelOf(main.field)} by weekday, with intervals.`,
    spec: (width) =>
      barChart({
        title: `Mean ${labelOf(main.field)} by weekday, ${unitOf(main.field)}`,
        width,
        bars: (numbers.cycles.weekday[main.field] ?? []).flatMap(({ mean, low, high }, day) =>
          mean === null ? [] : [{ name: WEEKDAY_NAMES[day]!.slice(0, 3), value: mean, low, high }]
        ),
      }),
  };
}

/** How far a value reaches into the future. */
export function memoryCard({ numbers }: ExploreFile): Card | null {
  const field = "no2_gt", { lags, gaps_kept: acf } = numbers.acf[field], at = (lag: number) => acf[lags.indexOf(lag)];
  const hour = at(1), day = at(24), week = at(168);
  if (hour == null || day == null) return null;
  const half = acf.find((value) => value !== null && value < 0.5);
  return {
    name: "finding-memory",
    lead: "How far an hour of NO2 reaches: the last hour, and the same hour of yesterday",
    figure: `1 h: ${short(hour)}, 24 h: ${short(day)}`,
    interval: `autocorrelation; ${week == null ? "" : `after a week ${short(week)}; `}${
      half === undefined ? "never below a half" : `below a half after ${lags[acf.indexOf(half)]} h`
    }`,
    soWhat: "A forecast reads the last hours, the same hour of yesterday and of last week.",
    command: "deno task views",
    alt: "Autocorrelation of NO2 up to a week.",
    spec: (width) =>
      lineChart({
        title: "Autocorrelation of NO2 by lag in hours",
        width,
        height: 120,
        points: lags.map((x, index) => ({ x, y: acf[index] ?? null })),
        xValues: [1, 24, 48, 72, 96, 120, 144, 168],
        zero: true,
      }),
  };
}

/** Index of the largest mean; null where there is none. */
function largest(cells: readonly { mean: number | null }[]): number | null {
  const means = cells.map(({ mean }) => mean ?? -Infinity), at = means.indexOf(Math.max(...means));
  return cells[at]?.mean == null ? null : at;
}
