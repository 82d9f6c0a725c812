import type { Proof, RunFacts } from "../../pipeline/facts/mod.ts";
import type { Evidence, EvidenceMessage } from "../../pipeline/proof/mod.ts";
import { encodeClean } from "../../pipeline/reading/mod.ts";
import { deadLetter, type Refused } from "../../pipeline/silver/dead_letter.ts";
import { judge } from "../../pipeline/validate/mod.ts";
import { cleanRows } from "../support/clean_rows.ts";
import { FakePartition, readingOf } from "../support/fake_partition.ts";
import { filesOf } from "../support/lake.ts";
import { writeJudged } from "../support/lake_rows.ts";

export const encode = (text: string) => new TextEncoder().encode(text);
export const RUN = {
  run: "r1",
  topic: "raw",
  dataLines: 31,
  blankLines: 1,
  produced: 30,
  partial: false,
  looped: false,
} as RunFacts;

export interface World {
  lakeDir: string;
  raw: EvidenceMessage[];
  clean: EvidenceMessage[];
  dead: EvidenceMessage[];
  evidence: Evidence;
}

/** A sound lake of 30 readings, 3 of them rejected, and all that belongs to it. */
export async function soundWorld(lakeDir: string): Promise<World> {
  const source = new FakePartition();
  for (let hour = 0; hour < 30; hour++) source.add(readingOf(hour));
  const raw = source.messages.map((message) => ({ ...message, headers: { "airquality.run": [encode("r1")] } }));
  const verdicts = raw.map((message) => ({ message, verdict: judge(message, () => false) }));
  const accepted = verdicts.flatMap(({ verdict }) => verdict.accepted ? [verdict.reading] : []);
  const rejected: Refused[] = verdicts.flatMap(({ message, verdict }) =>
    verdict.accepted ? [] : [{ message, rejection: verdict.rejection }]
  );
  await writeJudged(lakeDir, {
    topic: "raw",
    partition: 0,
    epoch: 1,
    ruleSet: "1-0123456789ab",
    accepted: cleanRows(accepted),
    rejected,
  });
  const clean = accepted.map((reading, offset) => ({
    partition: 0,
    offset,
    key: encode(reading.station_id),
    value: encode(encodeClean(reading)),
    headers: {},
  }));
  const dead = rejected.map(letterOf);
  const world: World = { lakeDir, raw, clean, dead, evidence: null as never };
  const read = (name: "raw" | "clean" | "dead") => (take: (messages: EvidenceMessage[]) => void) =>
    Promise.resolve(take(world[name]));
  world.evidence = {
    lake: lakeDir,
    topic: "raw",
    runs: [RUN],
    fileLines: 32,
    remade: [],
    open: 0,
    raw: read("raw"),
    clean: read("clean"),
    deadLetters: read("dead"),
    progress: new Map([[0, { low: 0, committed: 30, end: 30 }]]),
    removed: { clean: 0, deadLetters: 0 },
  };
  return world;
}

/** The dead letter of a refused message, as it is read. */
export function letterOf(refused: Refused, offset: number): EvidenceMessage {
  const { headers = {} } = deadLetter(refused, "raw", 1, "1-0123456789ab"), { key, value } = refused.message;
  const asRead = Object.entries(headers).map((
    [name, value],
  ) => [name, typeof value === "string" ? [encode(value)] : value]);
  return { partition: 0, offset, key, value, headers: Object.fromEntries(asRead) };
}

export const failed = ({ checks }: Proof) => checks.filter(({ holds }) => !holds).map(({ law }) => law);
export const silverPath = async (lakeDir: string) => (await filesOf(lakeDir, "silver"))[0]!;

/** Laws of a proof by what they are about. */
export const RAW = "raw messages = accepted + rejected", LOST = "raw offsets in neither silver nor rejected = 0";
export const TWICE = "raw offsets more than once in silver and rejected = 0", EXTRA = "rows without a raw message = 0";
export const CLEAN = "clean messages = silver rows", DEAD = "dead letters = rejected rows";
export const CLEAN_MATCH = "clean messages that match no row, repeat a row, or are missing = 0";
export const DEAD_MATCH = "dead letters that match no row, repeat a row, or are missing = 0";
export const FILES = "damaged or foreign files in the lake = 0",
  PENDING = "raw messages not committed by the group = 0";
export const PRODUCED = "produced = messages of these runs in the raw topic";

export const DOUBLED = "readings of a station and timestamp that silver has again = 0";
export const SILVER_CONTENT = "silver rows that differ from their raw message = 0";
export const REJECTED_CONTENT = "rejected rows that differ from their raw message = 0";
export const CLEAN_CONTENT = "clean messages that differ from their silver row = 0";
export const DEAD_CONTENT = "dead letters that differ from their rejected row = 0";
