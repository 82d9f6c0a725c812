import type { RunFacts } from "../../../facts/mod.ts";
import { type Block, count, minuteOf, type Section } from "../../../document/mod.ts";
import type { ReportInputs } from "../inputs.ts";

/** Which data was read, how, and what each replay sent. */
export function runsSection({ runs }: ReportInputs): Section {
  const sources = [...new Map(runs.map(({ source }) => [`${source.sha256} ${source.name}`, source])).values()];
  const blocks: Block[] = runs.length === 0
    ? [{
      kind: "text",
      text: "The lake has no record of a run, so the data set of these readings is unknown.",
    }]
    : [...sources.map(sourceFacts), runsTable(runs), { kind: "text", text: remarks(runs) }];
  return { id: "source", heading: "Data set and runs", blocks };
}

function sourceFacts(source: RunFacts["source"]): Block {
  return {
    kind: "facts",
    items: [
      ["Data set", source.name],
      ["Kind", source.synthetic ? "synthetic (generated)" : "measured"],
      ["Size", `${count(source.sizeBytes)} bytes`],
      ["SHA-256", source.sha256],
      ["Form", source.dialect],
    ],
  };
}

function remarks(runs: readonly RunFacts[]): string {
  const stations = distinct(runs.map((run) => run.stationId)), topics = distinct(runs.map((run) => run.topic));
  const partial = distinct(runs.filter((run) => run.partial).map((run) => run.run));
  const sent = `Sent as station ${stations} to topic ${topics}.`;
  return partial === "" ? sent : `${sent} Ended before the end of the file: ${partial}.`;
}

function distinct(values: string[]): string {
  return [...new Set(values)].join(", ");
}

function runsTable(runs: readonly RunFacts[]): Block {
  return {
    kind: "table",
    caption: "Replays into Kafka",
    columns: [
      { header: "Run", as: "code" },
      { header: "Started", as: "text" },
      { header: "Pace", as: "prose" },
      { header: "Data lines", as: "number" },
      { header: "Blank", as: "number" },
      { header: "Produced", as: "number" },
    ],
    rows: runs.map((run) => [
      run.run,
      minuteOf(run.startedAt),
      run.pace,
      count(run.dataLines),
      count(run.blankLines),
      count(run.produced),
    ]),
  };
}
