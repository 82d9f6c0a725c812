import {
  type Card,
  CHART_CONFIG,
  type ChartSpec,
  COLORS,
  drawSvg,
  FIT_WIDTH,
  NAME_AXIS,
  type PaperFigure,
} from "../../document/mod.ts";
import { TARGETS } from "../../forecast/mod.ts";
import { barChart } from "../explore/charts/bar.ts";
import { lineChart } from "../explore/charts/line.ts";
import {
  anomalyCard,
  limitCard,
  pairsCard,
  policyCard,
  sensorCard,
  weatherCard,
  yearsCard,
} from "../explore/findings/evidence.ts";
import { dayCard, memoryCard, weekCard } from "../explore/findings/rhythm.ts";
import { labelOf, MONTH_NAMES } from "../explore/names.ts";
import { drawFlow, flowColumns } from "../quality/charts/flow.ts";
import { drawArchitecture } from "./architecture.ts";
import { modelLabel } from "./names.ts";
import { LARGE_PSI } from "./numbers.ts";
import type { FinalResults } from "./results.ts";

/** A third of a page's width, in which three stand side by side; and the whole of it. */
const NARROW = 330, WIDE = 760;

/** Every figure of the report: its caption, and what it is drawn from. None where the results have no answer. */
const FIGURES = {
  limit: ["Hours of NO2 over its limit, by year; dashed what a year may have.", card(limitCard)],
  day: ["The day of NOx, with the interval of each mean.", card(dayCard)],
  saved: ["What each target's chosen forecast saves of the baseline's error.", spec(savedChart)],
  architecture: ["The system: what runs, what is stored, which way the data go.", () => drawArchitecture()],
  flow: [
    "Where every line of the file went.",
    ({ quality: { quality, proof, runs } }) => drawFlow(flowColumns(quality, proof, runs), WIDE),
  ],
  week: ["The week: what is lower when people work less.", card(weekCard)],
  season: ["The year of NO2 by month, with the interval of each mean.", spec(seasonChart)],
  years: ["The same weeks of both years; a line across nothing is no change shown.", card(yearsCard)],
  memory: ["How long NO2 remembers.", card(memoryCard)],
  pairs: ["Pairs that look related, and pairs that are.", card(pairsCard)],
  weather: ["Weather, plain and with hour and month taken out.", card(weatherCard)],
  sensor: ["What a sensor says about its reference changes by month.", card(sensorCard)],
  anomalies: ["Strange spells: in the air, or in one channel.", card(anomalyCard)],
  policy: ["Hours that careless rules would throw away.", card(policyCard)],
  models: [
    "NO2: mean absolute error of each model less that of persistence, with its interval; left of zero is better.",
    spec(modelsChart),
  ],
  coverage: ["How often the intervals hold; dashed what they promise.", spec(coverageChart)],
  months: ["NO2: error by month, the chosen model beside persistence.", spec(monthsChart)],
  alarms: ["What the alarms after the cut mean.", spec(alarmsChart)],
  stability: ["How much each input has changed; right of the dashed line is a large change.", spec(stabilityChart)],
  delays: ["How soon a planted shift is found.", spec(delaysChart)],
} as const satisfies Record<string, readonly [caption: string, draw: (results: FinalResults) => Drawn]>;

export type FigureName = keyof typeof FIGURES;

type Drawn = string | Promise<string> | null;

/** The figures that there are, each with its letter, in the order of the report. */
export interface Figures {
  /** For a row of the paper; absent ones are left out. */
  readonly row: (...names: FigureName[]) => PaperFigure[];
  /** " (Figure A)"; nothing where there is no such figure. */
  readonly see: (name: FigureName) => string;
  /** Names of those that there are. */
  readonly names: readonly FigureName[];
}

export async function drawFigures(results: FinalResults): Promise<Figures> {
  const drawn: [FigureName, string][] = [];
  for (
    const [name, [, draw]] of Object.entries(FIGURES) as [
      FigureName,
      readonly [string, (results: FinalResults) => Drawn],
    ][]
  ) {
    const svg = await draw(results);
    if (svg !== null) drawn.push([name, svg]);
  }
  const figures = new Map(drawn.map(([name, svg], index) => {
    const letter = String.fromCodePoint("A".codePointAt(0)! + index), caption = FIGURES[name][0];
    return [name, { letter, figure: { svg, alt: caption, caption: `*Figure ${letter}.* ${caption}` } }];
  }));
  return {
    row: (...names) => names.flatMap((name) => figures.get(name)?.figure ?? []),
    see: (name) => figures.has(name) ? ` (Figure ${figures.get(name)!.letter})` : "",
    names: [...figures.keys()],
  };
}

function card(make: (file: { numbers: FinalResults["explore"] }) => Card | null) {
  return ({ explore }: FinalResults): Drawn => {
    const made = make({ numbers: explore });
    return made === null ? null : drawSvg(made.spec(NARROW), made.alt);
  };
}

function spec(chart: (results: FinalResults, width: number) => ChartSpec | null) {
  return (results: FinalResults): Drawn => {
    const made = chart(results, NARROW);
    return made === null ? null : drawSvg(made, "A chart of the caption's text.");
  };
}

function savedChart({ models, details }: FinalResults, width: number): ChartSpec {
  const bars = TARGETS.map((target) => {
    const { models: table } = models.targets[target]!, base = table.persistence!.mae!;
    const { mae, bootstrap: { low, high } } = table[details.targets[target]!.choice.used]!;
    const share = (difference: number | null) => difference === null ? null : -100 * difference / base;
    return { name: labelOf(target), value: 100 * (1 - mae! / base), low: share(high), high: share(low) };
  });
  return barChart({ title: "Error saved, % of persistence", width, bars });
}

function seasonChart({ explore }: FinalResults, width: number): ChartSpec | null {
  const bars = (explore.cycles.month.no2_gt ?? []).flatMap(({ mean, low, high }, month) =>
    mean === null ? [] : [{ name: MONTH_NAMES[month]!, value: mean, low, high }]
  );
  return bars.length === 0 ? null : barChart({ title: "Mean NO2 by month, µg/m³", width, bars });
}

function modelsChart({ models }: FinalResults, width: number): ChartSpec {
  const bars = Object.entries(models.targets.no2_gt!.models).flatMap(([name, { bootstrap: { diff, low, high } }]) =>
    diff === null ? [] : [{ name: name.replaceAll("_", " "), value: diff, low, high }]
  );
  return barChart({ title: "NO2: error less persistence, µg/m³", width, bars });
}

function coverageChart({ models, details }: FinalResults, width: number): ChartSpec {
  const bars = TARGETS.flatMap((target) => {
    const { coverage90: { split, rolling } } = models.targets[target]!.models[details.targets[target]!.choice.used]!;
    return [
      { name: labelOf(target), series: "split: fixed by December", value: 100 * (split ?? 0) },
      { name: labelOf(target), series: "rolling: by the newest two weeks", value: 100 * (rolling ?? 0) },
    ];
  });
  return barChart({ title: "Hours inside the interval, %", width, bars, marks: [90] });
}

function monthsChart({ details }: FinalResults, width: number): ChartSpec | null {
  const { choice, models } = details.targets.no2_gt!;
  const series = [...new Set(["persistence", choice.used])];
  const points = series.flatMap((name) =>
    models[name]!.slices.month.flatMap(({ name: month, mae }) => [
      { x: Date.parse(`${month}-15T00:00:00Z`), y: mae, series: modelLabel(name) },
    ])
  );
  if (points.some(({ x }) => Number.isNaN(x))) return null;
  return lineChart({
    title: "NO2: mean absolute error, µg/m³",
    width,
    height: 120,
    isTime: true,
    hasDots: true,
    zero: true,
    points,
  });
}

function alarmsChart({ drift: { alarms } }: FinalResults, width: number): ChartSpec | null {
  if (alarms.length === 0) return null;
  const bars = (["season", "air", "sensor", "undecided"] as const).map((meaning) => {
    const own = alarms.filter((alarm) => alarm.meaning === meaning).length;
    return { name: meaning, value: own, label: String(own) };
  });
  return barChart({ title: "Alarms after the cut, by meaning", width, bars });
}

function delaysChart({ drift: { delays } }: FinalResults, width: number): ChartSpec | null {
  const points = delays.flatMap(({ detector, shift_sd, median_hours }) =>
    median_hours === null || detector === "always" || detector === "never"
      ? []
      : [{ x: shift_sd, y: median_hours, series: detector.replace("_", " ") }]
  );
  if (points.length === 0) return null;
  return lineChart({
    title: "Hours to the alarm, by size of shift",
    width,
    height: 120,
    hasDots: true,
    zero: true,
    points,
    xTitle: "size in standard deviations",
    xValues: [0.5, 1, 2, 3],
  });
}

function stabilityChart({ drift: { inputs } }: FinalResults, width: number): ChartSpec | null {
  const parts = [["before and after the cut", inputs.year], ["same days of both years", inputs.season]] as const;
  const fields = Object.keys(inputs.year) as (keyof typeof inputs.year & Parameters<typeof labelOf>[0])[];
  const values = parts.flatMap(([part, comparisons]) =>
    fields.flatMap((field) => {
      const psi = comparisons[field]?.psi ?? null;
      return psi === null ? [] : [{ part, name: labelOf(field), psi }];
    })
  );
  if (values.length === 0) return null;
  return {
    config: CHART_CONFIG,
    width,
    height: 17 * fields.length,
    autosize: FIT_WIDTH,
    title: { text: "Population stability index", fontSize: 12 },
    data: { values },
    layer: [
      {
        mark: { type: "rule", color: COLORS.muted, strokeDash: [4, 3] },
        encoding: { x: { datum: LARGE_PSI, type: "quantitative" } },
      },
      {
        mark: { type: "point", filled: true, size: 50, opacity: 1 },
        encoding: {
          x: { field: "psi", type: "quantitative", axis: { title: null, tickCount: 5 } },
          y: { field: "name", type: "nominal", sort: fields.map((field) => labelOf(field)), axis: NAME_AXIS },
          color: {
            field: "part",
            type: "nominal",
            scale: { domain: parts.map(([part]) => part), range: [COLORS.suspect, COLORS.valid] },
            legend: { title: null, columns: 1 },
          },
        },
      },
    ],
  };
}
