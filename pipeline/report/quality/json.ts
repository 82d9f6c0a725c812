import { createHash } from "node:crypto";
import type { QualityNumbers } from "../../quality/mod.ts";
import type { ReportInputs } from "./inputs.ts";

/** The form of `quality.json`: raised where a reader of the former one would go wrong. */
export const FORMAT = 1;

/**
 * The report's numbers for programs: what docs/contract/quality.schema.json describes. `digest` is that of `quality` alone, which is
 * made only from the rows and rules of the lake: facts of runs have times of the wall clock.
 */
export function jsonReport({ quality, runs, consumers, proof, measured }: ReportInputs): string {
  const synthetic = runs.some((run) => run.source.synthetic);
  const report = {
    format: FORMAT,
    digest: digestOf(quality),
    synthetic,
    quality,
    proof,
    runs,
    consumers,
    measures: measured && { ...measured.measures, levels: measured.levels },
  };
  return `${jsonText(report)}\n`;
}

/**
 * SHA-256 of the numbers: the same for lakes with the same rows and rules. It stands in `quality.json` as `digest`.
 *
 * @example
 * ```ts
 * import { digestOf } from "../mod.ts";
 * import { readQuality } from "../../quality/mod.ts";
 * import assert from "node:assert/strict";
 * assert.match(digestOf(await readQuality("no such folder")), /^[0-9a-f]{64}$/);
 * ```
 */
export function digestOf(quality: QualityNumbers): string {
  return createHash("sha256").update(JSON.stringify(quality)).digest("hex");
}

/** JSON with a member a line, but lists of numbers and texts on one. Keys are in the order in which they were made, which is fixed. */
export function jsonText(value: unknown, indent = ""): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.every(isFlat)) return JSON.stringify(value);
    return `[\n${value.map((item) => inner + jsonText(item, inner)).join(",\n")}\n${indent}]`;
  }
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  if (members.length === 0) return "{}";
  return `{\n${
    members.map(([name, member]) => `${inner}${JSON.stringify(name)}: ${jsonText(member, inner)}`).join(",\n")
  }\n${indent}}`;
}

const isFlat = (item: unknown): boolean =>
  typeof item !== "object" || item === null || (Array.isArray(item) && item.every((each) => typeof each !== "object"));
