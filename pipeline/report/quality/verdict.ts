import type { ReportInputs } from "./inputs.ts";
import { count, plural, share } from "../../document/mod.ts";

export type Level = "good" | "warn" | "bad";

/** One question of the verdict, with the thresholds by which it was answered. */
export interface Judged {
  question: string;
  answer: string;
  level: Level;
  /** As text; empty where there is none. */
  warnsAt: string;
  badAt: string;
}

/** Whether a run can be trusted, and the data with it: the worst level of the questions. */
export interface Verdict {
  level: Level;
  checks: Judged[];
}

/** Those of shares of messages and values are the thresholds of the alerts. */
const REJECTED = [0.05, 0.25], SUSPECT = [0.05, 0.25], MISSING = [0.3, 0.6];
/** Directive 2008/50/EC, annex XI: share of the values that a mean needs. */
const NEEDED_VALUES = 0.75;

export function judgeRun(inputs: ReportInputs): Verdict {
  const { quality: { rows, suspect, rejected, fields, rules, levels, humidity, summerTime } } = inputs;
  const implausible = rules.reduce((sum, { code, rows }) => code === "implausible_time" ? sum + rows : sum, 0);
  const values = rows * fields.length;
  const missing = fields.reduce((total, field) => total + field.missing + field.outOfRange, 0);
  const weakest = fields.reduce((worst, field) => gapsOf(field) > gapsOf(worst) ? field : worst);
  const checks: Judged[] = [
    conservation(inputs),
    ...(rows + rejected === 0 ? [] : [shareOf("Rejected messages", rejected, rows + rejected, REJECTED)]),
    ...(rows === 0
      ? [{ question: "Accepted readings", answer: "none", level: "bad" as const, warnsAt: "", badAt: "none" }]
      : [
        shareOf("Suspect readings", suspect, rows, SUSPECT),
        noneOf("Implausible times", implausible),
        noneOf("Changed levels", levels.total),
        noneOf("Stations with contradicting humidities", humidity.total),
        noneOf("Stations on summer time", summerTime.total),
        shareOf("Missing values", missing, values, MISSING),
        {
          question: "Weakest measurement",
          answer: `${weakest.name} has ${share(rows - gapsOf(weakest), rows)} of its values`,
          level: gapsOf(weakest) > (1 - NEEDED_VALUES) * rows ? "warn" as const : "good" as const,
          warnsAt: `below ${100 * NEEDED_VALUES} %`,
          badAt: "",
        },
      ]),
    ...(inputs.runs.some((run) => run.source.synthetic)
      ? [{ question: "Origin", answer: "synthetic data", level: "warn" as const, warnsAt: "not measured", badAt: "" }]
      : []),
  ];
  const level = (["bad", "warn"] as const).find((level) => checks.some((check) => check.level === level)) ?? "good";
  return { level, checks };
}

const noneOf = (question: string, found: number): Judged => ({
  question,
  answer: count(found),
  level: found > 0 ? "warn" : "good",
  warnsAt: "over 0",
  badAt: "",
});

const gapsOf = ({ missing, outOfRange }: { missing: number; outOfRange: number }) => missing + outOfRange;

function shareOf(question: string, part: number, whole: number, [warn, bad]: readonly number[]): Judged {
  const value = part / whole;
  return {
    question,
    answer: `${share(part, whole)} (${count(part)} of ${count(whole)})`,
    level: value > bad! ? "bad" : value > warn! ? "warn" : "good",
    warnsAt: `over ${100 * warn!} %`,
    badAt: `over ${100 * bad!} %`,
  };
}

function conservation({ proof, quality }: ReportInputs): Judged {
  const check = { question: "Conservation", warnsAt: "not proven", badAt: "a law does not hold" };
  if (proof === null) return { ...check, answer: "not proven: deno task prove", level: "warn" };
  if (proof.counts.accepted !== quality.rows || proof.counts.rejected !== quality.rejected) {
    return { ...check, answer: "the proof is from an earlier state of the lake", level: "bad" };
  }
  const failing = proof.checks.filter(({ holds }) => !holds).length;
  return proof.holds
    ? { ...check, answer: `holds: ${plural(proof.checks.length, "law")}`, level: "good" }
    : { ...check, answer: `${count(failing)} of ${plural(proof.checks.length, "law")} broken`, level: "bad" };
}
