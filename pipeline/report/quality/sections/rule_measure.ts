import { FAULT_KINDS } from "../../../evaluate/mod.ts";
import { type Block, count, type Section, share } from "../../../document/mod.ts";
import type { MeasuredRules } from "../inputs.ts";

/** How well the rules find faults that were injected on purpose. */
export function ruleMeasureSection({ labels, measures }: MeasuredRules): Section {
  const faults = count(labels.faults.length);
  const lines = measures.kinds.reduce((total, kind) => total + kind.lines, 0);
  const wrong = measures.kinds.reduce((total, kind) => total + (kind.leaves === "wrong" ? kind.unnoticed : 0), 0);
  return {
    id: "rules",
    heading: "The rules measured",
    blocks: [
      {
        kind: "text",
        text:
          `${faults} faults were put into the source (seed ${labels.seed}, rate ${labels.rate}), apart from each other and ` +
          "each labelled with the rule that should find it on which lines. What is counted are flags: a line and, for a rule about one " +
          "channel, that channel. What a rule flags in the same lines without the faults is its baseline; it counts neither for nor " +
          "against it.",
      },
      {
        kind: "facts",
        items: [
          [
            "Expected",
            "flags that the injected faults should cause; for a stretch, from the hour or day at which its rule applies",
          ],
          ["Found", "expected and flagged; Missed: expected and not flagged"],
          [
            "False",
            "flagged, not expected, on a line without a fault or with one that leaves its reading right; the jump back after a fault is such",
          ],
          [
            "Beside",
            "flagged, not expected, but on a line that a fault made wrong or that is due another flag, or before the rule was due: " +
            "neither for nor against it",
          ],
          ["Precision", "found / (found + false); Recall: found / expected; – where the divisor is 0"],
          ["Baseline", "flags without the faults, on lines that got none; Kept: those still there among the faults"],
        ],
      },
      rulesTable(measures.rules),
      {
        kind: "text",
        text:
          "A line counts as found where any rule flags it more than without the fault; as unnoticed where it went into silver " +
          "with no such flag, which is harmless where the reading is still right. " +
          `${count(wrong)} of ${count(lines)} lines went into silver unnoticed with a wrong reading.`,
      },
      kindsTable(measures.kinds),
    ],
  };
}

const ratio = (value: number | null) => value === null ? "–" : share(value, 1);

type Measures = MeasuredRules["measures"];

function rulesTable(rules: Measures["rules"]): Block {
  return {
    kind: "table",
    caption: "Precision and recall of each rule",
    columns: [
      { header: "Rule", as: "code" },
      ...["Expected", "Found", "Missed", "False", "Beside", "Precision", "Recall", "Baseline", "Kept"].map((
        header,
      ) => ({
        header,
        as: "number" as const,
      })),
    ],
    rows: rules.map((rule) => [
      rule.rule,
      count(rule.expected),
      count(rule.truePositives),
      count(rule.falseNegatives),
      count(rule.falsePositives),
      count(rule.beside),
      ratio(rule.precision),
      ratio(rule.recall),
      count(rule.baseline),
      count(rule.kept),
    ]),
  };
}

function kindsTable(kinds: Measures["kinds"]): Block {
  return {
    kind: "table",
    caption: "What becomes of each kind of fault",
    columns: [
      { header: "Fault", as: "code" },
      { header: "What it is", as: "prose" },
      { header: "Faults", as: "number" },
      { header: "Lines", as: "number" },
      { header: "Share found", as: "number" },
      { header: "By (lines)", as: "prose" },
      { header: "Rejected", as: "number" },
      { header: "Unnoticed", as: "number" },
      { header: "Share unnoticed", as: "number" },
      { header: "Silver then holds", as: "text" },
    ],
    rows: kinds.map((kind) => [
      kind.kind,
      FAULT_KINDS[kind.kind].what,
      count(kind.faults),
      count(kind.lines),
      share(kind.found, kind.lines),
      kind.foundBy.map(({ rule, lines }) => `${rule} (${count(lines)})`).join(", ") || "–",
      count(kind.rejected),
      count(kind.unnoticed),
      share(kind.unnoticed, kind.lines),
      kind.unnoticed === 0 ? "–" : kind.leaves === "right" ? "right readings" : "WRONG readings",
    ]),
  };
}
