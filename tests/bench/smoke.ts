import process from "node:process";
import { chunks, compress, encodeRecords } from "../../pipeline/records/mod.ts";
import { CleanRows } from "../../pipeline/validate/mod.ts";
import { silverColumns } from "../../pipeline/silver/columns.ts";
import { encodeParquet } from "../../pipeline/parquet/mod.ts";
import { SAMPLE } from "../../pipeline/source/mod.ts";
import { judgeAll, rawValues } from "./judging.ts";

/**
 * What one thing costs against another in processor time, within one run: a busy machine makes both wait, and neither dearer. A limit is
 * some three times what was measured, so that it tells a step that grew out of all proportion and nothing less.
 */
export interface SmokeRatio {
  what: string;
  limit: number;
  measure(): number;
}

/** Enough for the compiler to have come to its best code. */
const ROUNDS = 40;

/** The ratios of the steps of a consumer to JSON.parse of the same readings, those of the sample; and of ten times the work to it. */
export async function smokeRatios(): Promise<SmokeRatio[]> {
  const values = await rawValues(new URL(`../../data/sample/${SAMPLE.name}`, import.meta.url).pathname);
  const texts = values.map((value) => new TextDecoder().decode(value));

  const silver = new CleanRows(false), forwarded = new CleanRows(true);
  const encode = (rows: CleanRows) =>
    encodeParquet(silverColumns(rows), Uint32Array.from({ length: rows.length }, (_, row) => row));
  const wholeJob = () => {
    judgeAll(values, forwarded);
    encode(forwarded);
    compress(forwarded.messages.slice(0, forwarded.ends[forwarded.length - 1]));
  };
  const all = new Uint8Array(await new Blob(values as BlobPart[]).arrayBuffer());
  judgeAll(values, silver);
  const step = (what: string, limit: number, round: () => void): SmokeRatio => ({
    what: `${what} over JSON.parse of the same readings`,
    limit,
    measure: () => leastCpu(ROUNDS, round) / leastCpu(ROUNDS, () => texts.forEach((text) => JSON.parse(text))),
  });

  const message = { key: "s", value: "{}" };
  const send = (messages: number) => {
    const batch = Array.from({ length: messages }, () => message);
    return leastCpu(ROUNDS, () => {
      for (const chunk of chunks(batch, () => 0)) chunk.forEach(encodeRecords);
    });
  };
  return [
    step("judging with notes", 5, () => judgeAll(values, silver)),
    step("judging with notes and clean messages", 5, () => judgeAll(values, forwarded)),
    step("making a file", 3, () => encode(silver)),
    step("compressing as messages are", 5, () => compress(all)),
    step("the whole job but for broker and disk", 12, wholeJob),
    { what: "a batch of ten times the messages over a batch", limit: 30, measure: () => send(10_000) / send(1_000) },
  ];
}

/** Processor time of the cheapest of some rounds, in microseconds. */
function leastCpu(rounds: number, round: () => void): number {
  let least = Infinity;
  for (let i = 0; i < rounds; i++) {
    const before = process.cpuUsage();
    round();
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, user + system);
  }
  return least;
}
