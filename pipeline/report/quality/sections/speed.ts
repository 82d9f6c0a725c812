import type { ConsumerFacts, RunFacts } from "../../../facts/mod.ts";
import { type Block, count, measure, minuteOf, type Section } from "../../../document/mod.ts";
import type { ReportInputs } from "../inputs.ts";

/** How fast the readings came and went: what producers and consumers have left in the lake, and what they have not. */
export function speedSection({ runs, consumers = [] }: ReportInputs): Section {
  return {
    id: "speed",
    heading: "Throughput and latency",
    blocks: [
      ...(runs.length === 0 ? [] : [producersTable(runs)]),
      ...(consumers.length === 0 ? [] : [consumersTable(consumers)]),
      { kind: "text", text: remarks(runs, consumers) },
    ],
  };
}

function producersTable(runs: readonly RunFacts[]): Block {
  return {
    kind: "table",
    caption: "Replays into Kafka, from the first reading to the last acknowledgement",
    columns: [
      { header: "Started", as: "text" },
      { header: "Pace", as: "prose" },
      { header: "Readings", as: "number" },
      { header: "Seconds", as: "number" },
      { header: "Readings a second", as: "number" },
    ],
    rows: runs.map(({ startedAt, pace, produced, seconds }) => [
      minuteOf(startedAt),
      pace,
      count(produced),
      measure(seconds),
      rate(produced, seconds),
    ]),
  };
}

function consumersTable(consumers: readonly ConsumerFacts[]): Block {
  return {
    kind: "table",
    caption: "Consumers, from the first message to the last commit",
    columns: [
      { header: "Started", as: "text" },
      { header: "Group", as: "prose" },
      { header: "Rows committed", as: "number" },
      { header: "Files", as: "number" },
      { header: "Commits", as: "number" },
      { header: "Seconds", as: "number" },
      { header: "Rows a second", as: "number" },
      { header: "Half within, s", as: "number" },
      { header: "99 % within, s", as: "number" },
    ],
    rows: consumers.map(({ startedAt, groupId, committedRows, files, rotations, seconds, latency }) => [
      minuteOf(startedAt),
      groupId,
      count(committedRows),
      count(files),
      count(rotations),
      measure(seconds),
      rate(committedRows, seconds),
      measure(latency?.p50 ?? null),
      measure(latency?.p99 ?? null),
    ]),
  };
}

const rate = (rows: number, seconds: number) => seconds > 0 ? count(Math.round(rows / seconds)) : "–";

function remarks(runs: readonly RunFacts[], consumers: readonly ConsumerFacts[]): string {
  const producer = runs.length === 0 ? "This lake has no facts of a replay. " : "";
  const consumer = consumers.length === 0
    ? "How fast the consumers were, and how long a reading took from sending to commit, is unknown for this lake. During a run, its " +
      "metrics and the live page tell."
    : "“Within” is the time from sending a reading to the commit of its row, as a bound of a histogram. A consumer that " +
      "was killed leaves no facts.";
  return producer + consumer;
}
