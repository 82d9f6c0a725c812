import { PipelineError } from "../../pipeline/common/mod.ts";
import { visible } from "./visible.ts";

const LEVEL_COLORS: Record<string, number> = { debug: 90, warn: 33, error: 31 };

const paint = (text: string, color: number | undefined) => color === undefined ? text : `\x1b[${color}m${text}\x1b[0m`;

/** One JSON line of the log as a person reads it, in local time: `12:03:04 info  message key=value`. */
export function humanLine(json: string, color: boolean): string {
  const { time, level, msg, ...fields } = JSON.parse(json);
  const label = color ? paint(level.padEnd(5), LEVEL_COLORS[level]) : level.padEnd(5);
  const pairs = Object.entries(fields).map(([key, value]) => ` ${key}=${fieldText(value)}`).join("");
  return `${new Date(time).toTimeString().slice(0, 8)} ${label} ${visible(msg)}${color ? paint(pairs, 90) : pairs}`;
}

function fieldText(value: unknown): string {
  if (value instanceof Object && "stack" in value && "message" in value) return fieldText(value.message);
  if (typeof value === "string" && /^[^\s"=\p{Cc}]+$/u.test(value)) return value;
  return visible(JSON.stringify(value));
}

/** The text of a failure: what is wrong and what to do; with `verbose` also where, and the cause. */
export function errorText(error: unknown, { color, verbose, logPath }: ErrorTextOptions): string {
  const [message, hint] = error instanceof PipelineError
    ? [error.message, error.hint]
    : isRefusal(error)
    ? [`Cannot continue: ${error.message}`, "check that file or folder, its permissions and the free space on its disk"]
    : [`unexpected fault (code internal): ${String(error).split("\n")[0]}`, `details are in ${logPath}`];
  const lines = [`${color ? paint("error:", 31) : "error:"} ${message.split("\n").map(visible).join("\n")}`];
  if (hint !== undefined) lines.push(`  → ${visible(hint)}`);
  if (verbose) lines.push(Deno.inspect(error, { colors: color }));
  return lines.join("\n");
}

/** The operating system would not: the machine's matter, not a bug. */
const isRefusal = (error: unknown): error is Error => error instanceof Error && /\(os error \d+\)/.test(error.message);

/** What a task wrote on its standard error by {@linkcode errorText}, without colour; undefined where it ended without a word of why. */
export function toldError(lines: readonly string[]): { message: string; hint?: string } | undefined {
  const start = lines.findLastIndex((line) => line.startsWith("error: "));
  if (start < 0) return undefined;
  const end = lines.findIndex((line, at) => at > start && line.startsWith("  → "));
  const message = lines.slice(start, end < 0 ? undefined : end).join("\n").slice("error: ".length);
  return end < 0 ? { message } : { message, hint: lines[end]!.slice("  → ".length) };
}

export interface ErrorTextOptions {
  color: boolean;
  verbose: boolean;
  /** The log that holds the rest. */
  logPath: string;
}
