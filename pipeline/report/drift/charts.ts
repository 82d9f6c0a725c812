import { CHART_CONFIG, type ChartSpec, COLORS, FIT_WIDTH, linkOf, NAME_AXIS } from "../../document/mod.ts";
import type { Alarm, DriftResult } from "../../drift/mod.ts";
import { exportCommand } from "../../quality/mod.ts";

const MEANINGS = {
  sensor: COLORS.rejected,
  air: COLORS.valid,
  season: COLORS.suspect,
  undecided: COLORS.missing,
} as const;

/** What an alarm is about, as the charts and tables call it. */
export const subjectOf = ({ watched, target, model }: Pick<Alarm, "watched" | "target" | "model">): string =>
  `${target} ${watched.replace("_", " ")}${model === null ? "" : ` (${model})`}`;

/** The command that gives the readings that an alarm rests on. */
export const rowsCommand = ({ since, ts }: Alarm): string => exportCommand(since.slice(0, 10), ts.slice(0, 10));

/** Every alarm after the cut: what it is about, when, and what it means. */
export function alarmsChart(alarms: readonly Alarm[], width: number): ChartSpec {
  const subjects = [...new Set(alarms.map(subjectOf))].sort();
  return {
    config: CHART_CONFIG,
    width,
    height: Math.max(80, 22 * subjects.length),
    autosize: FIT_WIDTH,
    title: "Alarms after the cut",
    data: {
      values: alarms.map((alarm) => ({
        ts: Date.parse(alarm.ts),
        subject: subjectOf(alarm),
        meaning: alarm.meaning,
        link: linkOf({
          about: `${alarm.detector} on ${subjectOf(alarm)}, ${alarm.ts.slice(0, 13)}:00: ${alarm.meaning}`,
          command: rowsCommand(alarm),
        }),
      })),
    },
    mark: { type: "point", filled: true, size: 70, opacity: 0.85 },
    encoding: {
      x: {
        field: "ts",
        type: "temporal",
        scale: { type: "utc" },
        axis: { title: null, format: "%b %d", tickCount: Math.floor(width / 110) },
      },
      y: { field: "subject", type: "nominal", sort: subjects, axis: NAME_AXIS },
      href: { field: "link", type: "nominal" },
      color: {
        field: "meaning",
        type: "nominal",
        scale: { domain: Object.keys(MEANINGS), range: Object.values(MEANINGS) },
        legend: { title: null },
      },
    },
  };
}

/** The stability index of each field: before against after the cut, and the same days of both years. */
export function stabilityChart({ inputs }: DriftResult, width: number): ChartSpec {
  const names = Object.keys(inputs.year);
  const parts = [["before and after the cut", inputs.year], ["same days of both years", inputs.season]] as const;
  return {
    config: CHART_CONFIG,
    width,
    height: 24 * names.length,
    autosize: FIT_WIDTH,
    title: "How much each field has changed (population stability index)",
    data: {
      values: parts.flatMap(([part, comparisons]) =>
        names.flatMap((name) => {
          const psi = comparisons[name]!.psi;
          return psi === null ? [] : [{ part, name, psi }];
        })
      ),
    },
    layer: [
      {
        mark: { type: "rule", color: COLORS.line, strokeDash: [4, 3] },
        encoding: { x: { datum: 0.25, type: "quantitative" } },
      },
      {
        mark: { type: "point", filled: true, size: 80 },
        encoding: {
          x: { field: "psi", type: "quantitative", axis: { title: "PSI; over 0.25 (dashed) is a large change" } },
          y: { field: "name", type: "nominal", sort: names, axis: NAME_AXIS },
          color: {
            field: "part",
            type: "nominal",
            scale: { domain: parts.map(([part]) => part), range: [COLORS.suspect, COLORS.valid] },
            legend: { title: null },
          },
        },
      },
    ],
  };
}

/** Half of the planted shifts are found within so many hours, by detector and size. */
export function delayChart({ delays }: DriftResult, width: number): ChartSpec {
  const found = delays.filter(({ detector, median_hours }) => median_hours !== null && detector !== "always");
  return {
    config: CHART_CONFIG,
    width,
    height: 240,
    autosize: FIT_WIDTH,
    title: "Hours from a planted shift to the alarm",
    data: { values: found.map(({ detector, shift_sd, median_hours }) => ({ detector, shift_sd, median_hours })) },
    mark: { type: "line", point: true },
    encoding: {
      x: {
        field: "shift_sd",
        type: "quantitative",
        axis: {
          title: "size of the shift, standard deviations of the clean month",
          values: [0.5, 1, 2, 3],
          grid: false,
        },
      },
      y: { field: "median_hours", type: "quantitative", axis: { title: "hours (median)" } },
      color: {
        field: "detector",
        type: "nominal",
        scale: {
          domain: ["psi", "ks", "cusum", "page_hinkley", "adwin"],
          range: [COLORS.suspect, COLORS.rejected, COLORS.valid, COLORS.good, COLORS.over],
        },
        legend: { title: null },
      },
    },
  };
}
