import { FINDINGS } from "./finding.ts";
import { AREAS, type FindingKind } from "./findings/kind.ts";

const HEADINGS: Record<string, string> = {
  "machine": "The machine",
  "broker": "The broker",
  "topics": "Topics",
  "group": "Nothing arrives, or too slowly",
  "data set": "The data set",
  "lake": "The lake",
};

/**
 * The troubleshooting guide in Markdown, made from {@linkcode FINDINGS}.
 *
 * @example
 * ```ts
 * import { FINDINGS, guideText } from "../mod.ts";
 * import assert from "node:assert/strict";
 * assert.ok(Object.values(FINDINGS).every(({ title }) => guideText().includes(`### ${title}\n`)));
 * ```
 */
export function guideText(): string {
  const kinds: [string, FindingKind][] = Object.entries(FINDINGS);
  const sections = AREAS.flatMap((area) => [
    `## ${HEADINGS[area]}`,
    ...kinds.filter(([, { area: own }]) => own === area).flatMap(([id, kind]) => entry(id, kind)),
  ]);
  return [
    "# Troubleshooting",
    "<!-- Made by `deno task doctor --guide`; edit pipeline/watch/doctor/findings/ instead. -->",
    wrap(
      "`deno task doctor` checks for all of this and names what it finds, why it matters, and the command that fixes it; " +
        "`--json` for a program. Its exit status is 0 unless there is an error. Each entry below ends with the name that doctor reports.",
    ),
    ...sections,
  ].join("\n\n") + "\n";
}

/** A command alone, without a word about it. */
const COMMAND = /^(deno task|npx|apt-get|timedatectl|unset|kafka-configs) (?!.*([,;:] | \())/;

function entry(id: string, { title, severity, why, fix, symptoms }: FindingKind): string[] {
  return [
    `### ${title}`,
    ...(symptoms.length === 0 ? [] : [wrap(`You may see: ${symptoms.map((each) => `“${each}”`).join(", ")}.`)]),
    wrap(why),
    ...(COMMAND.test(fix) ? ["```\n" + fix + "\n```"] : [wrap(`Fix: ${fix}.`)]),
    `_${severity}, \`${id}\`_`,
  ];
}

/** As `deno fmt` wraps. */
function wrap(text: string, width = 120): string {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1)!;
    if (line === "") lines[lines.length - 1] = word;
    else if (line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines.join("\n");
}
