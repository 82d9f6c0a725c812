import { CHART_CONFIG, type ChartSpec, COLORS, FIT_WIDTH } from "../../pipeline/document/mod.ts";

/** What a replay and its consumer had done after so many seconds: messages, and for `late` the largest lateness in milliseconds. */
export interface ReplaySample {
  seconds: number;
  series: "sent" | "judged" | "committed" | "late";
  value: number;
}

const COUNTS = ["sent", "judged", "committed"] as const;

/** Two charts: what was sent, judged and committed, whose distance is the lag; and how late readings left after they were due. */
export function replayCharts(samples: readonly ReplaySample[]): { spec: ChartSpec; alt: string }[] {
  const counts = samples.filter(({ series }) => series !== "late"),
    late = samples.filter(({ series }) => series === "late");
  return [
    {
      alt: "Messages sent, judged and committed over the seconds of the replay.",
      spec: stepChart("Sent, judged, committed: the distance between two lines is the lag", "messages", counts, COUNTS),
    },
    ...late.length === 0 ? [] : [{
      alt: "Largest lateness so far over the seconds of the replay.",
      spec: stepChart("How late a reading left after it was due: the largest so far", "milliseconds late", late, [
        "late",
      ]),
    }],
  ];
}

function stepChart(
  title: string,
  yTitle: string,
  values: readonly ReplaySample[],
  series: readonly ReplaySample["series"][],
): ChartSpec {
  return {
    config: CHART_CONFIG,
    width: 760,
    height: 180,
    autosize: FIT_WIDTH,
    title,
    data: { values: [...values] },
    mark: { type: "line", interpolate: "step-after", strokeWidth: 1.6 },
    encoding: {
      x: { field: "seconds", type: "quantitative", axis: { title: "seconds since the start", grid: false } },
      y: { field: "value", type: "quantitative", axis: { title: yTitle, domain: false, ticks: false, tickCount: 5 } },
      color: {
        field: "series",
        type: "nominal",
        scale: { domain: [...series], range: [COLORS.missing, COLORS.suspect, COLORS.valid].slice(-series.length) },
        legend: series.length === 1 ? null : { title: null, symbolType: "stroke" },
      },
    },
  };
}
