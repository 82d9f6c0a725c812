import { systemClock } from "../../pipeline/common/mod.ts";
import type { ReplayProgress } from "../../pipeline/source/mod.ts";
import type { ConsumeProgress } from "../../pipeline/silver/mod.ts";
import { replayCharts, type ReplaySample } from "./replay_chart.ts";
import { showChart } from "./chart.ts";
import { openLiveFacts, type Row } from "./table.ts";

/** The counts of a replay and its consumer, which change in place. */
export interface LiveCounts {
  produced(progress: ReplayProgress): void;
  consumed(progress: ConsumeProgress): void;
  /** Shows the last state. */
  end(): Promise<void>;
  /** Shows throughput and lag, and lateness, over the time since the start. To be awaited. */
  showCharts(): Promise<void>;
}

/** Shows the counts of a replay while it runs. To be awaited. */
export async function openLiveCounts(): Promise<LiveCounts> {
  let counts: Row = { "readings sent": 0, accepted: 0, rejected: 0, "committed rows": 0, "part files": 0 };
  const live = await openLiveFacts("Replay and consumption", counts);
  const show = (changed: Row) => live.update(counts = { ...counts, ...changed });
  const startMs = systemClock.now(), samples: ReplaySample[] = [];
  const sample = (series: ReplaySample["series"], value: number) =>
    samples.push({ seconds: (systemClock.now() - startMs) / 1000, series, value });
  return {
    produced: ({ produced, lateness }) => {
      sample("sent", produced);
      sample("late", lateness.maxMs);
      show({ "readings sent": produced });
    },
    consumed: ({ tally, committedRows, files }) => {
      sample("judged", tally.accepted + tally.rejected);
      sample("committed", committedRows);
      show({
        accepted: tally.accepted,
        rejected: tally.rejected,
        "committed rows": committedRows,
        "part files": files,
      });
    },
    end: () => live.end(),
    showCharts: async () => {
      for (const { spec, alt } of replayCharts(samples)) await showChart(spec, alt);
    },
  };
}
