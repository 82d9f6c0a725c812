import { DEFAULT_RULE_SET, encodeRuleSet, FIELDS, RULES, ruleSetVersion } from "../../../reading/mod.ts";
import { count, type Section } from "../../../document/mod.ts";
import type { ReportInputs } from "../inputs.ts";
import { changesOf } from "../rule_set_changes.ts";

/** What the names mean: fields, rules, and the rules that this lake was judged by. */
export function dictionarySection({ quality: { ruleSets } }: ReportInputs): Section {
  const standard = ruleSetVersion(DEFAULT_RULE_SET);
  const others = ruleSets.filter(({ version }) => version !== standard);
  const changes = others.flatMap(({ version, rules }) =>
    changesOf(JSON.parse(encodeRuleSet(DEFAULT_RULE_SET)), rules).map(({ path, from, to }) => [version, path, from, to])
  );
  const versions = ruleSets.map(({ version }) => version).join(", ");
  return {
    id: "dictionary",
    heading: "Fields and rules",
    blocks: [
      {
        kind: "text",
        text: ruleSets.length === 0
          ? `Thresholds are those of the default rule set, ${standard}; the lake does not name a rule set.`
          : `Judged by ${versions}${
            others.length === 0 ? ", the default rule set" : ""
          }. Thresholds below are the default’s.`,
      },
      ...(changes.length === 0 ? [] : [{
        kind: "table" as const,
        caption: "Where this lake’s rules differ from the default",
        columns: [
          { header: "Rule set", as: "code" as const },
          { header: "Setting", as: "code" as const },
          { header: "Default", as: "number" as const },
          { header: "Here", as: "number" as const },
        ],
        rows: changes,
      }]),
      {
        kind: "table",
        folded: true,
        caption: `The ${FIELDS.length} measurements`,
        columns: [
          { header: "Name", as: "code" },
          { header: "In the UCI file", as: "text" },
          { header: "What it is", as: "prose" },
          { header: "Unit", as: "text" },
          { header: "Plausible range", as: "text" },
          { header: "Why this range", as: "prose" },
        ],
        rows: FIELDS.map(({ name, header, description, unit, min, max, rangeReason }) => [
          name,
          header,
          description,
          unit === "" ? "no unit" : unit,
          max === Infinity ? `from ${count(min)}` : `${count(min)} to ${count(max)}`,
          rangeReason,
        ]),
      },
      {
        kind: "table",
        folded: true,
        caption: "The rules",
        columns: [
          { header: "Rule", as: "code" },
          { header: "Field", as: "code" },
          { header: "Level", as: "text" },
          { header: "What it says", as: "prose" },
          { header: "Threshold", as: "prose" },
          { header: "Why", as: "prose" },
        ],
        rows: RULES.map(({ code, field, level, what, threshold, unit, justification }) => [
          code,
          field || "–",
          level,
          what.replaceAll("`", ""),
          `${threshold} ${unit}`.trim() || "–",
          justification,
        ]),
      },
    ],
  };
}
