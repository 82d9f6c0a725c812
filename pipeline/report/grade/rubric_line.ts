import type { FinalReport } from "../final/render.ts";

/** What the grader made itself, to compare the files on disk with. */
export interface Remade {
  /** Of the lake's quality numbers. */
  readonly qualityDigest: string;
  /** The text of explore.json, made again from silver. */
  readonly explore: string;
  /** The strategic report made again: its PDF and pages, or why it cannot be made. */
  readonly strategy: { readonly bytes: Uint8Array; readonly pages: number } | { readonly reason: string };
  /** The final report made again from the results on disk, or why it cannot be made. */
  readonly final: FinalReport | { readonly reason: string };
  /** docs/features.md, from the table of features. */
  readonly features: string;
}

/** What a line is judged on. Paths begin with `reports/`, `data/` (the lake) or a folder of the repository. */
export interface Evidence {
  /** The bytes of a file; undefined if it does not exist. */
  readonly bytes: (path: string) => Uint8Array | undefined;
  readonly remade: Remade;
}

/** One line of the rubric. */
export interface RubricLine {
  /** Phase and number: "2.3". */
  readonly id: string;
  readonly phase: 1 | 2 | 3 | 4;
  readonly points: number;
  /** Beyond what the phase needs. */
  readonly bonus?: boolean;
  /** What the assignment asks. */
  readonly asks: string;
  /** Shows it. */
  readonly command: string;
  /** The files that show it; the first one is the main one. */
  readonly artefacts: readonly string[];
  /** What is wrong, each with the reason; nothing where the line passes. */
  readonly faults: (evidence: Evidence) => string[];
  /** What a passing line shows, with its number. */
  readonly shows: (evidence: Evidence) => string;
}
