import type { PaperBlock } from "../../../document/mod.ts";
import { type Context, pictures, type Section } from "./context.ts";

/** How it is built, why so, and what went wrong on the way. */
export const architectureSection: Section = (context) => [
  { kind: "section", text: "Technical architecture", pages: { min: 1, max: 2 } },
  ...pictures(context, "architecture"),
  {
    kind: "text",
    text:
      "*The way of a reading.* The producer replays the file at a chosen pace. It formats and never judges: what was measured stands in the raw topic, " +
      "gaps included. The consumer judges each reading, gives every reason and not the first one only, and fills nothing in. Accepted readings go " +
      "into silver and into the clean topic, rejected ones with their bytes into the dead-letter topic and a table. Exploration, training and " +
      "forecasts read what the stream wrote, never the file. One code makes the features for training and for serving.",
  },
  {
    kind: "text",
    text:
      "*Exactly once.* A rotation first writes its Parquet files and a list of them, then commits the clean messages, the dead letters and the next offset with the list's name in one " +
      "transaction of Kafka. Whoever takes a partition over fences the former owner and reads the committed offset, which alone decides what counts. " +
      "Forecasts are a second stage of the same engine; the forecaster's memory travels in a compacted topic, and drift alarms go out, within the same transaction.",
  },
  { kind: "heading", text: "Configuration decisions" },
  {
    kind: "table",
    caption: "Chosen for one broker on one machine; docs/setup.md says what changes on a cluster.",
    columns: [{ header: "Decision", share: 1.1 }, { header: "Choice", share: 2.1 }, { header: "Because", share: 3.2 }],
    rows: [
      [
        "Cluster",
        "Kafka in KRaft mode; ZooKeeper kept as a form",
        "one process, up in seconds, the only form of current versions",
      ],
      [
        "Partitions, key",
        "three; the station",
        "a station's readings stay in order; three consumers can share the work",
      ],
      [
        "Producer",
        "idempotent, waits for all replicas, retries, gzip",
        "an acknowledged reading is there once, also after a lost answer",
      ],
      [
        "Offsets",
        "committed within the transaction, never by a timer",
        "an offset that runs ahead of its rows loses them",
      ],
      ["Layers", "raw as measured; silver validated, by date", "other rules can judge the same readings again"],
      ["Retention", "none", "the proof compares all that the topics held with the lake"],
      ["Topics", "made and checked by a command, never by accident", "a mistyped name is an error and not a new topic"],
      [
        "Files",
        "one Parquet file a date after compaction",
        "a query for a week opens seven files; the same input gives the same bytes",
      ],
    ],
  },
  { kind: "heading", text: "Challenges met and solved" },
  {
    kind: "table",
    caption:
      "Random faults were put into real processes and brokers: kills, cut connections, full disks, processes that stand still and wake up late. " +
      "In 500 runs on one earlier commit no row was lost, doubled or changed; docs/faults.md has those since.",
    columns: [{ header: "What went wrong", share: 2.3 }, { header: "Why", share: 2.4 }, {
      header: "What was done",
      share: 2.4,
    }],
    rows: [
      [
        "Readings rejected as duplicates of themselves",
        "a fenced owner's files came late, and the new owner remembered them",
        "a table lists only what the committed offset stands for, and the memory comes from the table",
      ],
      [
        "A takeover believed that its topic had been made again",
        "it stood still between two steps while a newer owner committed",
        "each table names its newest owner; an error counts only if an empty transaction still passes",
      ],
      [
        "A commit failed with an error that no document names",
        "the broker answers so where the next owner's fence arrives in between",
        "such answers are met by taking the partition over again",
      ],
      [
        "Missing values became zeros without a word",
        "the data-frame library turns nulls of small integers into zero",
        "one safe way to make columns, and a test for each type",
      ],
      [
        "Outputs of notebooks were lost",
        "the kernel says that a cell is done while outputs are on their way",
        "each output is numbered, and a run with a missing one fails",
      ],
      [
        "A batch that was packed otherwise stopped a partition",
        "the client reads one codec of five",
        "decoders of our own, with a limit on what a batch may unpack to",
      ],
      [
        "One dead partition of a stranger's topic hung every task",
        "the client asks for all topics of a cluster and fails on one",
        "only our own topics are asked for, each call with a deadline",
      ],
    ],
  },
  { kind: "heading", text: "The proof" },
  ...pictures(context, "flow"),
  {
    kind: "text",
    text:
      "One command counts topics, files and the source's lines again. Data lines {quality.proof.counts.dataLines|0} = blank {quality.proof.counts.blankLines|0} + " +
      "produced {quality.proof.counts.produced|0}; produced = accepted {quality.proof.counts.accepted|0} + rejected {quality.proof.counts.rejected|0}; clean messages " +
      "{quality.proof.counts.cleanMessages|0} = accepted; dead letters {quality.proof.counts.deadLetters|0} = rejected. A row too many or too few ends the run with an error.",
  },
  ...speed(context),
];

/** How fast the run on record was. */
function speed({ results: { quality: { runs, consumers = [] } } }: Context): PaperBlock[] {
  const run = runs.length - 1, consumer = consumers.findLastIndex(({ latency }) => latency !== null);
  if (run < 0) return [];
  const latency = consumer < 0
    ? ""
    : ` From sending to commit it took {quality.consumers[${consumer}].latency.p50|2} s for the middle reading, {quality.consumers[${consumer}].latency.p99|2} s for the slowest of a hundred.`;
  return [{
    kind: "text",
    text:
      `*The run on record.* {quality.runs[${run}].produced|0} readings were sent in {quality.runs[${run}].seconds|1} s, at the pace: {quality.runs[${run}].pace|text}.${latency} ` +
      "docs/performance.md has rates and memory on larger files, beside the same work in other tools.",
  }];
}
