import { digestOf } from "../../quality/json.ts";
import { jsonAt, lacks, missing, noPictures, unless } from "../look.ts";
import type { Evidence, RubricLine } from "../rubric_line.ts";

const QUALITY = "reports/quality/quality.json", PROOF = "data/proof.json";

const counts = (evidence: Evidence) => jsonAt(evidence, PROOF)?.counts ?? {};

/** Phase 1: the stream. */
export const STREAMING: readonly RubricLine[] = [
  {
    id: "1.1",
    phase: 1,
    points: 4,
    asks:
      "A Kafka environment: broker, topics with partitions and retention, set up step by step, each choice explained",
    command: "deno task broker up && deno task topics verify",
    artefacts: ["compose.yaml", "docs/setup.md"],
    faults: (evidence) => [
      ...lacks(evidence, "compose.yaml", [
        "air_quality.raw",
        "air_quality.clean",
        "air_quality.dlq",
        "kafka-ui",
        "zookeeper",
      ]),
      ...lacks(evidence, "docs/setup.md", ["KRaft", "ZooKeeper", "partitions", "retention", "deno task topics create"]),
    ],
    shows: () => "three topics, KRaft, ZooKeeper or containers; docs/setup.md has each choice with its reason",
  },
  {
    id: "1.2",
    phase: 1,
    points: 4,
    asks: "A producer that replays the file as if live, at a pace, with acknowledgements and retries",
    command: "deno task produce --speedup 120",
    artefacts: [QUALITY, "docs/guarantees.md"],
    faults: (evidence) => {
      const runs = jsonAt(evidence, QUALITY)?.runs ?? [];
      const produced = runs.reduce((sum: number, run: { produced: number }) => sum + run.produced, 0);
      return [
        ...missing(evidence, ["docs/guarantees.md"]),
        ...unless(runs.length > 0 && produced > 0, "no replay is on record"),
        ...unless(runs.every((run: { pace: string }) => run.pace !== ""), "a replay has no pace"),
        ...unless(
          produced === counts(evidence).produced,
          `the replays sent ${produced} readings, the proof has ${counts(evidence).produced ?? "none"}`,
        ),
      ];
    },
    shows: (evidence) => `${counts(evidence).produced} readings sent, ${jsonAt(evidence, QUALITY).runs.at(-1).pace}`,
  },
  {
    id: "1.3",
    phase: 1,
    points: 4,
    asks: "A consumer that validates, treats -200 as missing, and writes Parquet by date",
    command: "deno task consume",
    artefacts: [QUALITY, "docs/preprocessing.md"],
    faults: (evidence) => {
      const { quality } = jsonAt(evidence, QUALITY) ?? {}, { accepted, rejected, silverFiles } = counts(evidence);
      return [
        ...lacks(evidence, "docs/preprocessing.md", ["-200"]),
        ...unless(
          quality?.rows > 0 && quality.rows === accepted,
          `accepted: ${quality?.rows} in the report, ${accepted} in the proof`,
        ),
        ...unless(
          quality?.rejected === rejected,
          `rejected: ${quality?.rejected} in the report, ${rejected} in the proof`,
        ),
        ...unless(silverFiles > 0, "silver has no file"),
      ];
    },
    shows: (evidence) =>
      `${counts(evidence).accepted} rows in ${counts(evidence).silverFiles} files of silver, ${
        counts(evidence).rejected
      } rejected with their reasons`,
  },
  {
    id: "1.4",
    phase: 1,
    points: 3,
    asks: "Fault tolerance: nothing lost, nothing counted twice",
    command: "deno task prove",
    artefacts: [PROOF, "docs/faults.md"],
    faults: (evidence) => {
      const proof = jsonAt(evidence, PROOF),
        checks: { law: string; left: number; right: number; holds: boolean }[] = proof?.checks ?? [];
      const { dataLines, blankLines, produced, accepted, rejected, cleanMessages, deadLetters } = counts(evidence);
      return [
        ...missing(evidence, ["docs/faults.md"]),
        ...unless(proof?.holds === true && checks.length > 0, "the proof does not hold"),
        ...checks.filter(({ left, right, holds }) => !holds || left !== right).map(({ law, left, right }) =>
          `${law}: ${left} and ${right}`
        ),
        // Its own arithmetic, as a digit of a count may have been changed.
        ...unless(
          dataLines === blankLines + produced,
          `data lines ${dataLines}, blank and produced ${blankLines + produced}`,
        ),
        ...unless(
          produced === accepted + rejected,
          `produced ${produced}, accepted and rejected ${accepted + rejected}`,
        ),
        ...unless(
          accepted === cleanMessages && rejected === deadLetters,
          "clean messages or dead letters differ from accepted or rejected",
        ),
      ];
    },
    shows: (evidence) => `${jsonAt(evidence, PROOF).checks.length} laws hold`,
  },
  {
    id: "1.5",
    phase: 1,
    points: 2,
    asks: "Monitoring and logs",
    command: "deno task dashboard",
    artefacts: ["docs/operations/prometheus_rules.yml", "docs/operations/grafana_dashboard.json", "docs/live_page.md"],
    faults: (evidence) => [
      ...lacks(evidence, "docs/operations/prometheus_rules.yml", ["alert:", "expr:"]),
      ...unless(
        (jsonAt(evidence, "docs/operations/grafana_dashboard.json")?.panels ?? []).length > 0,
        "docs/operations/grafana_dashboard.json has no panel",
      ),
      ...missing(evidence, ["docs/live_page.md"]),
    ],
    shows: (evidence) =>
      `${jsonAt(evidence, "docs/operations/grafana_dashboard.json").panels.length} panels, alert rules, a live page`,
  },
  {
    id: "1.6",
    phase: 1,
    points: 2,
    asks: "Data quality: what is missing and why, shown",
    command: "deno task report",
    artefacts: [QUALITY, "reports/quality/index.html", "reports/quality/missing-by-hour.svg"],
    faults: (evidence) => {
      const report = jsonAt(evidence, QUALITY), own = report === null ? "" : digestOf(report.quality ?? null);
      return [
        ...missing(evidence, ["reports/quality/index.html"]),
        ...noPictures(evidence, ["reports/quality/missing-by-hour.svg"]),
        ...unless(
          own === evidence.remade.qualityDigest,
          "reports/quality/quality.json has other numbers than the lake",
        ),
        ...unless(report?.digest === own, "its digest is not that of its numbers"),
      ];
    },
    shows: (evidence) => `${jsonAt(evidence, QUALITY).quality.fields.length} measurements, equal to the lake's`,
  },
  {
    id: "1.7",
    phase: 1,
    points: 1,
    asks: "A troubleshooting guide",
    command: "deno task doctor",
    artefacts: ["docs/troubleshooting.md"],
    faults: (evidence) =>
      lacks(evidence, "docs/troubleshooting.md", ["topic_missing", "broker_down", "csv_unreadable"]),
    shows: () => "each fault by name, with the command that fixes it",
  },
];
