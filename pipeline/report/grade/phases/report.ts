import { changed, missing, noPictures, textAt, unless } from "../look.ts";
import type { Evidence, RubricLine } from "../rubric_line.ts";

const FOLDER = "reports/final/", PDF = `${FOLDER}final_report.pdf`, TEXT = `${FOLDER}final_report.md`;

/** Every file of the report, made again from the results on disk; a result that is missing, stale or changed is the reason. */
function stale(evidence: Evidence): string[] {
  const { final } = evidence.remade;
  if ("reason" in final) return [final.reason];
  return changed(evidence, new Map([...final.files].map(([name, content]) => [`${FOLDER}${name}`, content])));
}

/** A line that is a section of the report, with the words of the assignment that have to be in it. */
function section(id: string, points: number, heading: string, asks: string, words: readonly string[]): RubricLine {
  const own = (evidence: Evidence) => {
    const text = textAt(evidence, TEXT), start = text.search(new RegExp(`^## \\d+\\. ${heading}`, "m"));
    return start < 0 ? "" : text.slice(start).split(/^## /m)[1] ?? "";
  };
  return {
    id,
    phase: 4,
    points,
    asks,
    command: "deno task final",
    artefacts: [PDF, TEXT],
    faults: (evidence) => [
      ...stale(evidence),
      ...unless(own(evidence) !== "", `the report has no section "${heading}"`),
      ...words.filter((word) => !own(evidence).includes(word)).map((word) =>
        `the section "${heading}" lacks "${word}"`
      ),
    ],
    shows: (evidence) => `section "${heading}", ${own(evidence).split(/\s+/).length} words`,
  };
}

/** Phase 4: the report. */
export const REPORT: readonly RubricLine[] = [
  section("4.1", 3, "Executive summary", "Executive summary and business context, on one page that reads alone", [
    "What was built",
    "How sure",
    "To do",
  ]),
  section(
    "4.2",
    4,
    "Technical architecture",
    "Architecture with a figure, configuration decisions, challenges and how they were solved",
    [
      "Configuration decisions",
      "Challenges",
      "Figure",
    ],
  ),
  section("4.3", 4, "Data intelligence", "What the exploration found, with figures", ["Rhythm", "Relations", "Figure"]),
  section("4.4", 5, "Predictive analytics", "Method, features, evaluation, deployment and monitoring", [
    "Method",
    "Features",
    "Evaluation",
    "persistence",
    "Deployment and monitoring",
  ]),
  section("4.5", 2, "Conclusions", "Limitations, lessons, scaling, references", [
    "Limitations",
    "Lessons",
    "Scaling",
    "De Vito",
  ]),
  {
    id: "4.6",
    phase: 4,
    points: 2,
    asks: "At most ten pages with figures, as PDF",
    command: "deno task final",
    artefacts: [PDF, `${FOLDER}final_report.html`, `${FOLDER}figure_1.svg`],
    faults: (evidence) => {
      const { final } = evidence.remade;
      const pages = "pages" in final ? final.pages : Infinity;
      return [
        ...stale(evidence),
        ...missing(evidence, [PDF, `${FOLDER}final_report.html`]),
        ...noPictures(evidence, [`${FOLDER}figure_1.svg`]),
        ...unless(pages <= 10, `it has ${pages} pages`),
      ];
    },
    shows: ({ remade: { final } }) => `${"pages" in final ? final.pages : 0} pages`,
  },
];
