import type { ReplayProgress } from "../../pipeline/source/mod.ts";
import type { ConsumeProgress } from "../../pipeline/silver/mod.ts";
import { openLiveFacts, type Row } from "./table.ts";

/** The counts of a replay and its consumer, which change in place. */
export interface LiveCounts {
  produced(progress: ReplayProgress): void;
  consumed(progress: ConsumeProgress): void;
  /** Shows the last state. */
  end(): Promise<void>;
}

/** Shows the counts of a replay while it runs. To be awaited. */
export async function openLiveCounts(): Promise<LiveCounts> {
  let counts: Row = { "readings sent": 0, accepted: 0, rejected: 0, "committed rows": 0, "part files": 0 };
  const live = await openLiveFacts("Replay and consumption", counts);
  const show = (changed: Row) => live.update(counts = { ...counts, ...changed });
  return {
    produced: ({ produced }) => show({ "readings sent": produced }),
    consumed: ({ tally, committedRows, files }) =>
      show({
        accepted: tally.accepted,
        rejected: tally.rejected,
        "committed rows": committedRows,
        "part files": files,
      }),
    end: () => live.end(),
  };
}
