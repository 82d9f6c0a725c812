import { join } from "node:path";
import { FIELDS, MISSING_SENTINEL } from "../reading/mod.ts";
import { writeSource } from "./file.ts";
import { seededRandom } from "../stats/mod.ts";
import { stationHours } from "./station.ts";

/**
 * The committed sample: a year of invented readings. Its name ends in `.synthetic.csv`, which is how it is known not to be measurements.
 *
 * @example
 * ```ts
 * import { generateSample, SAMPLE } from "./mod.ts";
 * import assert from "node:assert/strict";
 * import { createHash } from "node:crypto";
 * assert.equal(createHash("sha256").update(generateSample(SAMPLE.seed)).digest("hex"), SAMPLE.sha256);
 * ```
 */
export const SAMPLE = {
  name: "AirQuality.synthetic.csv",
  seed: 360,
  sha256: "1fc4190ce40b0bfa9fb4103d3111562099889cc65a74790a5d2169595cf8fdb5",
} as const;

/** Whether a file was generated: by its name, or by its digest where the sample was renamed. */
export const isSynthetic = (path: string, sha256: string): boolean =>
  path.toLowerCase().endsWith(".synthetic.csv") || sha256 === SAMPLE.sha256;

const FIRST_MS = Date.UTC(2004, 2, 10, 18);
const HOUR_MS = 3_600_000;
const HOURS = 365 * 24;
const BLANK_LINES = 40;
const DIGITS: Record<string, number> = { co_gt: 1, c6h6_gt: 1, t: 1, rh: 1, ah: 4 };

type Cells = string[];
const withCell = (index: number, text: string) => (cells: Cells) => [cells.with(index, text)];
const field = (name: string) => 2 + FIELDS.findIndex((field) => field.name === name);

/** What is wrong with the sample, by the hour it is in: each makes the hour's lines of its cells. */
const FAULTS: Record<number, (cells: Cells) => Cells[]> = {
  200: withCell(field("co_gt"), "n/a"),
  555: withCell(field("t"), "error"),
  1_234: (cells) => [cells.slice(0, 9)],
  1_999: (cells) => [[...cells, "42"]],
  2_500: withCell(0, "31/06/2004"),
  3_100: withCell(1, "25.00.00"),
  3_777: (cells) => [cells, cells],
  4_321: withCell(field("nox_gt"), "6000"),
  4_900: withCell(field("rh"), "120,0"),
  5_432: withCell(field("co_gt"), "2.6"),
  6_100: withCell(field("co_gt"), "-5,0"),
  7_007: withCell(field("t"), "85,0"),
};

/**
 * A year of hourly readings in the form of the UCI file (`;`, decimal comma, CRLF, two trailing empty columns, blank lines at the end), with
 * its patterns of missing values, one storm of -200, one "n/a" and eleven bad lines. The same bytes for the same seed.
 *
 * @example
 * ```ts
 * import { generateSample } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.match(generateSample(1), /^Date;Time;CO\(GT\);.*;AH;;\r\n10\/03\/2004;18\.00\.00;/);
 * assert.equal(generateSample(1), generateSample(1));
 * ```
 */
export function generateSample(seed: number): string {
  const hourly = stationHours(seededRandom(seed));
  const lines: Cells[] = [["Date", "Time", ...FIELDS.map(({ header }) => header), "", ""]];
  for (let hour = 0; hour < HOURS; hour++) {
    const timestampMs = FIRST_MS + hour * HOUR_MS;
    const cells = [...dateAndTime(timestampMs), ...hourly(timestampMs).map(cellOf), "", ""];
    lines.push(...(FAULTS[hour]?.(cells) ?? [cells]));
  }
  for (let blank = 0; blank < BLANK_LINES; blank++) lines.push(Array<string>(FIELDS.length + 4).fill(""));
  return lines.map((cells) => `${cells.join(";")}\r\n`).join("");
}

/**
 * Writes the committed sample into a folder again; the same bytes each time.
 *
 * @throws PipelineError `no_permission`
 *
 * @example
 * ```ts
 * import { SAMPLE, writeSample } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const folder = await Deno.makeTempDir();
 * assert.ok((await writeSample(folder)).endsWith(SAMPLE.name));
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export async function writeSample(folder: string): Promise<string> {
  const path = join(folder, SAMPLE.name);
  await writeSource(path, generateSample(SAMPLE.seed));
  return path;
}

function dateAndTime(timestampMs: number): Cells {
  const [year, month, day, hour] = new Date(timestampMs).toISOString().split(/[-T:]/);
  return [`${day}/${month}/${year}`, `${hour}.00.00`];
}

/** As the UCI file writes it: a fixed number of decimals, a comma, and a bare -200. */
const cellOf = (value: number, index: number) =>
  value === MISSING_SENTINEL ? "-200" : value.toFixed(DIGITS[FIELDS[index]?.name ?? ""] ?? 0).replace(".", ",");
