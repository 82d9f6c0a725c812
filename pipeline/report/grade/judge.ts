import { createHash } from "node:crypto";
import { EXPLORATION } from "./phases/exploration.ts";
import { FORECASTS } from "./phases/forecasts.ts";
import { REPORT } from "./phases/report.ts";
import { STREAMING } from "./phases/streaming.ts";
import type { Evidence, RubricLine } from "./rubric_line.ts";

/** All lines. A phase's points are the assignment's (20, 25 and 5, 35, 20); how they are shared among its lines is chosen here. */
const RUBRIC: readonly RubricLine[] = [...STREAMING, ...EXPLORATION, ...FORECASTS, ...REPORT];

/**
 * Every file that the rubric names, once.
 *
 * @example
 * ```ts
 * import { gradedFiles } from "../mod.ts";
 * import assert from "node:assert/strict";
 * assert.ok(gradedFiles().includes("reports/explore/explore.json"));
 * ```
 */
export const gradedFiles = (): string[] => [...new Set(RUBRIC.flatMap(({ artefacts }) => artefacts))];

/** A line, judged. */
export interface GradeLine {
  readonly id: string;
  readonly phase: number;
  readonly points: number;
  readonly bonus: boolean;
  readonly asks: string;
  readonly command: string;
  /** Null where there is no such file. */
  readonly artefacts: readonly { readonly path: string; readonly sha256: string | null }[];
  readonly pass: boolean;
  /** What it shows, or why it fails. */
  readonly reason: string;
}

/** What `grade.json` holds. */
export interface Grade {
  readonly synthetic: boolean;
  readonly points: {
    readonly earned: number;
    readonly possible: number;
    readonly bonus: number;
    readonly bonus_possible: number;
  };
  readonly lines: readonly GradeLine[];
}

/** Faults beyond this many say nothing new. */
const MAX_FAULTS = 4;

/**
 * Judges every line of the rubric. Nothing is believed: results are compared with what the lake gives, and the report with its results.
 *
 * @example
 * ```ts
 * import { gradeWork } from "../mod.ts";
 * import assert from "node:assert/strict";
 * const reason = "nothing was made";
 * const remade = { qualityDigest: "", explore: "", strategy: { reason }, final: { reason }, features: "" };
 * const { points, lines } = gradeWork({ bytes: () => undefined, remade }, false);
 * assert.deepEqual(points, { earned: 0, possible: 100, bonus: 0, bonus_possible: 5 });
 * assert.ok(lines.every(({ pass }) => !pass));
 * ```
 */
export function gradeWork(evidence: Evidence, synthetic: boolean): Grade {
  const lines = RUBRIC.map((line) => judged(line, evidence));
  const sum = (wanted: (line: GradeLine) => boolean) =>
    lines.filter(wanted).reduce((total, { points }) => total + points, 0);
  return {
    synthetic,
    points: {
      earned: sum(({ pass, bonus }) => pass && !bonus),
      possible: sum(({ bonus }) => !bonus),
      bonus: sum(({ pass, bonus }) => pass && bonus),
      bonus_possible: sum(({ bonus }) => bonus),
    },
    lines,
  };
}

function judged(
  { id, phase, points, bonus = false, asks, command, artefacts, faults, shows }: RubricLine,
  evidence: Evidence,
): GradeLine {
  const found = faultsOf(faults, evidence);
  const more = found.length > MAX_FAULTS ? `; and ${found.length - MAX_FAULTS} more` : "";
  return {
    id,
    phase,
    points,
    bonus,
    asks,
    command,
    artefacts: artefacts.map((path) => ({ path, sha256: sha256(evidence.bytes(path)) })),
    pass: found.length === 0,
    reason: found.length === 0 ? shows(evidence) : found.slice(0, MAX_FAULTS).join("; ") + more,
  };
}

/** A file of a strange form is a fault of the line, not of the grader. */
function faultsOf(faults: RubricLine["faults"], evidence: Evidence): string[] {
  try {
    return faults(evidence);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return [`a file has another form than expected: ${error.message}`];
  }
}

const sha256 = (bytes: Uint8Array | undefined): string | null =>
  bytes === undefined ? null : createHash("sha256").update(bytes).digest("hex");
