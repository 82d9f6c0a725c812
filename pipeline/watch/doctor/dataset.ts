import { PipelineError } from "../../common/mod.ts";
import { FIELDS } from "../../reading/mod.ts";
import {
  describeDialect,
  detectDialect,
  type DialectOptions,
  identifyFile,
  readRows,
  type SourceRow,
} from "../../source/mod.ts";
import { type Diagnosis, type Finding, finding } from "./finding.ts";

/** Bad lines that are named. */
const MAX_LINES = 5;

/** Looks at the CSV that would be replayed; undefined if none was found. */
export async function diagnoseDataset(path: string | undefined, forced: DialectOptions = {}): Promise<Diagnosis> {
  const area = "data set" as const;
  if (path === undefined) {
    return {
      area,
      sound: [],
      findings: [finding("csv_absent", "neither AIR_QUALITY_CSV nor data/AirQualityUCI.csv is there")],
    };
  }
  try {
    const file = await identifyFile(path);
    const dialect = await detectDialect(file, forced);
    const findings: Finding[] = dialect.basis.dateOrder.how === "assumed"
      ? [finding("csv_date_order", `${path}: ${dialect.dateOrder} is assumed`)]
      : [];
    const bad = await firstBadLines(readRows(file, dialect, "doctor"));
    if (bad.length > 0) findings.push(finding("csv_bad_lines", `${path}: ${bad.join("; ")}`));
    return { area, sound: [`${path}: ${describeDialect(dialect)}`], findings };
  } catch (error) {
    if (!(error instanceof PipelineError)) throw error;
    const id = error.code === "bad_csv" ? "csv_foreign" : "csv_unreadable";
    return {
      area,
      sound: [],
      findings: [finding(id, error.message, error.hint === undefined ? {} : { fix: error.hint })],
    };
  }
}

async function firstBadLines(blocks: AsyncIterable<{ rows: SourceRow[] }>): Promise<string[]> {
  const bad: string[] = [];
  for await (const { rows } of blocks) {
    for (const row of rows) {
      const fault = faultOf(row);
      if (fault !== null) bad.push(`line ${row.sourceLine} ${fault}`);
      if (bad.length === MAX_LINES) return [...bad, "and maybe more"];
    }
  }
  return bad;
}

function faultOf(row: SourceRow): string | null {
  if (row.kind === "blank") return null;
  if (row.kind === "malformed") return `has other cells than the header: ${quoted(row.message.raw)}`;
  if (row.timestampMs === null) return `has no valid timestamp: ${quoted(row.message.ts)}`;
  const text = FIELDS.find(({ name }) => typeof row.message[name] === "string");
  return text === undefined ? null : `has no number for ${text.header}: ${quoted(String(row.message[text.name]))}`;
}

const quoted = (text: string) => JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
