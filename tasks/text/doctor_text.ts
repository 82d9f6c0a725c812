import type { Diagnosis } from "../../pipeline/watch/mod.ts";
import { visible } from "./visible.ts";

/** What was looked at, area by area, and what was found: what it is, why, and what fixes it. */
export function doctorText(diagnoses: readonly Diagnosis[]): string {
  const lines = diagnoses.flatMap(({ area, sound, findings }) => [
    ...(sound.length === 0 ? [] : [`ok       ${area.padEnd(8)}  ${sound.join(", ")}`]),
    ...findings.flatMap(({ severity, what, why, fix }) => [
      ...indented(`${severity.padEnd(7)}  ${area.padEnd(8)}  `, what),
      `                   why: ${why}`,
      `                   → ${fix}`,
    ]),
  ]);
  const count = (severity: string) =>
    diagnoses.flatMap(({ findings }) => findings).filter((each) => each.severity === severity).length;
  const errors = count("error"), warnings = count("warning");
  const plural = (of: number, what: string) => `${of} ${what}${of === 1 ? "" : "s"}`;
  return [
    ...lines.map(visible),
    errors + warnings === 0 ? "nothing is wrong" : `${plural(errors, "error")}, ${plural(warnings, "warning")}`,
  ].join("\n");
}

const indented = (head: string, text: string) =>
  text.split("\n").map((line, at) => `${at === 0 ? head : " ".repeat(head.length)}${line}`);
