import { type CleanReading, FIELDS, NO2_HOURLY_LIMIT, type Reason } from "../../pipeline/reading/mod.ts";
import { writeJudged } from "../support/lake_rows.ts";
import { cleanRows } from "../support/clean_rows.ts";

/** A reading as a test states it: what it leaves out is a plain valid reading of station "a" with every field at 10. */
export interface Accepted {
  at: string;
  station?: string;
  values?: Record<string, number | null>;
  outOfRange?: Record<string, number>;
  /** Further notes. */
  notes?: string[];
  partition?: number;
  offset: number;
}

/** A refused message as a test states it. */
export interface Rejected {
  at?: string;
  station?: string;
  codes: Reason["code"][];
  value?: string;
  got?: string;
  partition?: number;
  offset: number;
}

/** Writes rows with the pipeline's own writer, `rowsAPart` at a time, and gives the folder to `use`; nothing is left behind. */
export async function withLake(
  rows: { accepted?: Accepted[]; rejected?: Rejected[]; rowsAPart?: number },
  use: (lakeDir: string) => Promise<void>,
): Promise<void> {
  const lakeDir = await Deno.makeTempDir();
  try {
    const accepted = (rows.accepted ?? []).map(cleanReading), rejected = (rows.rejected ?? []).map(refused);
    const partitions = new Set([
      ...accepted.map((row) => row.kafka_partition),
      ...rejected.map((row) => row.message.partition),
    ]);
    for (const partition of partitions) {
      const mine = accepted.filter((row) => row.kafka_partition === partition);
      const refusals = rejected.filter((row) => row.message.partition === partition);
      const step = rows.rowsAPart ?? Infinity;
      for (let start = 0; start < Math.max(mine.length, refusals.length); start += step) {
        const part = { topic: "raw", partition, epoch: 1, ruleSet: "1-0123456789ab" };
        await writeJudged(lakeDir, {
          ...part,
          accepted: cleanRows(mine.slice(start, start + step)),
          rejected: refusals.slice(start, start + step),
        });
      }
    }
    await use(lakeDir);
  } finally {
    await Deno.remove(lakeDir, { recursive: true });
  }
}

function cleanReading(
  { at, station = "a", values = {}, outOfRange = {}, notes: further = [], partition = 0, offset }: Accepted,
): CleanReading {
  const measured = FIELDS.map(({ name }) => name in outOfRange ? null : name in values ? values[name]! : 10);
  const notes = [...Object.entries(outOfRange).map(([name, value]) => `out_of_range:${name}=${value}`), ...further];
  const no2 = measured[FIELDS.findIndex((field) => field.name === "no2_gt")]!;
  return {
    station_id: station,
    ts: Date.parse(at),
    values: measured,
    qa_missing_fields: measured.filter((value) => value === null).length - Object.keys(outOfRange).length,
    qa_out_of_range_fields: Object.keys(outOfRange).length,
    validation_notes: notes.length === 0 ? null : notes.join(";"),
    no2_status: no2 === null ? null : no2 > NO2_HOURLY_LIMIT ? "Unhealthy" : "Acceptable",
    row_validity: notes.length === 0 ? "valid" : "suspect",
    kafka_partition: partition,
    kafka_offset: offset,
    source_line: offset + 2,
  };
}

function refused({ at, station, codes, value = "x", got = "x", partition = 0, offset }: Rejected) {
  const [first, ...rest] = codes.map((code): Reason => ({ code, field: "ts", expected: "something else", got }));
  return {
    message: {
      partition,
      offset,
      timestampMs: 0,
      key: null,
      value: new TextEncoder().encode(value),
      headers: {},
    },
    rejection: {
      reasons: [first!, ...rest] as const,
      station_id: station ?? null,
      ts: at === undefined ? null : Date.parse(at),
      source_line: offset + 2,
    },
  };
}
