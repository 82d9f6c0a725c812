import { type Block, type Document, renderDocument } from "../../document/mod.ts";
import type { Grade, GradeLine } from "./judge.ts";

const PHASES = ["Streaming", "Data intelligence", "Forecasts", "Final report"];

/**
 * The grade as files, by name: `index.html`, `grade.json`, `grade.md`.
 *
 * @example
 * ```ts
 * import { renderGrade } from "../mod.ts";
 * import assert from "node:assert/strict";
 * const files = await renderGrade({ synthetic: false, points: { earned: 0, possible: 0, bonus: 0, bonus_possible: 0 }, lines: [] });
 * assert.deepEqual([...files.keys()], ["index.html", "grade.json", "grade.md"]);
 * ```
 */
export function renderGrade(grade: Grade): Promise<Map<string, string>> {
  return renderDocument(gradeDocument(grade), "grade", `${JSON.stringify(grade, null, 2)}\n`);
}

function gradeDocument({ synthetic, points, lines }: Grade): Document {
  const failed = lines.filter(({ pass }) => !pass);
  const blocks: Block[] = [
    ...synthetic
      ? [
        {
          kind: "notice",
          tone: "warning",
          lead: "Synthetic data.",
          text: "The readings are invented: the numbers say nothing about air.",
        } as const,
      ]
      : [],
    {
      kind: "notice",
      tone: failed.length === 0 ? "good" : "bad",
      lead: `${points.earned} of ${points.possible} points, ${points.bonus} of ${points.bonus_possible} bonus`,
      text: failed.length === 0 ? "Every line passes." : `These lines fail: ${failed.map(({ id }) => id).join(", ")}.`,
    },
    {
      kind: "text",
      text:
        "A phase's points are the assignment's. How they are shared among its lines is chosen here: the assignment's own list may differ.",
    },
  ];
  return {
    title: "Air quality: the assignment, line by line",
    subtitle:
      "What each line asks, the command that shows it, its files, and whether it passes. A file that was changed by hand fails its line.",
    sections: [
      { id: "summary", heading: "Summary", blocks },
      ...PHASES.map((name, index) => ({
        id: `phase-${index + 1}`,
        heading: `Phase ${index + 1}: ${name}`,
        blocks: phaseBlocks(lines.filter(({ phase }) => phase === index + 1)),
      })),
    ],
  };
}

function phaseBlocks(lines: readonly GradeLine[]): Block[] {
  return [
    {
      kind: "table",
      caption: "Lines of this phase",
      columns: [
        { header: "Line", as: "text" },
        { header: "Points", as: "number" },
        { header: "Asked", as: "prose" },
        { header: "Verdict", as: "text" },
        { header: "Why", as: "prose" },
        { header: "Command", as: "command" },
      ],
      rows: lines.map(({ id, points, bonus, asks, pass, reason, command }) => [
        id,
        `${points}${bonus ? " bonus" : ""}`,
        asks,
        pass ? "pass" : "FAIL",
        reason,
        command,
      ]),
    },
    {
      kind: "table",
      caption: "Files of this phase, and their SHA-256",
      columns: [{ header: "Line", as: "text" }, { header: "File", as: "value" }, { header: "SHA-256", as: "value" }],
      rows: lines.flatMap(({ id, artefacts }) =>
        artefacts.map(({ path, sha256 }) => [id, path, sha256 ?? "no such file"])
      ),
      folded: true,
    },
  ];
}
