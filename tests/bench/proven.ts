import { PipelineError } from "../../pipeline/common/mod.ts";
import type { Proof } from "../../pipeline/facts/mod.ts";
import { measureTask, textOf } from "./task.ts";

/** A consumer's run that is to be proven. */
export interface ToProve {
  folder: string;
  /** The flags that consume and prove have in common. */
  flags: readonly string[];
  rawTopic: string;
  /** Null where the run forwarded nothing. */
  forward: { clean: string; dead: string } | null;
  rows: number;
  signal: AbortSignal;
}

/** @throws {PipelineError} `not_conserved` where the proof does not hold for every row: a rate at which rows are lost is none */
export async function requireProven({ folder, flags, rawTopic, forward, rows, signal }: ToProve): Promise<void> {
  const out = forward === null ? ["--no-forward"] : ["--clean-topic", forward.clean, "--dlq-topic", forward.dead];
  const line = ["prove", ...flags, "--raw-topic", rawTopic, ...out, "--json"] as const;
  const { holds, checks, counts }: Proof = JSON.parse(textOf(await measureTask(line, { cwd: folder, signal })));
  const got = counts.accepted + counts.rejected;
  if (holds && got === rows) return;
  const broken = checks.filter((check) => !check.holds).map(({ law, detail }) => `${law}: ${detail}`);
  throw new PipelineError(
    "not_conserved",
    [`Cannot count this run as a measurement: expected ${rows} rows that are proven, got ${got}`, ...broken].join("\n"),
  );
}
