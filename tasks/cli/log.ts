import pino from "pino";
import { humanLine } from "../text/human.ts";
import { type LineSink, openLogFile } from "./log_file.ts";
import { SECRET_KEYS } from "./secret.ts";

export const LOG_LEVELS = ["debug", "info", "warn", "error"] as const;

export type LogLevel = typeof LOG_LEVELS[number];

/** Messages with fields, at four levels. An error belongs in the field `error`. */
export type Logger = Record<LogLevel, (message: string, fields?: Record<string, unknown>) => void>;

export interface LogOptions {
  /** The file of JSON lines. */
  path: string;
  /** Least level of the human lines; the file gets `info` and above in any case. */
  level: LogLevel;
  color: boolean;
  /** Takes one human line, without its end. */
  human(line: string): void;
  /** Wall clock, ms since 1970. */
  now(): number;
}

/** Opens the two forms of a task's log. `recorded` goes to the file alone: for what the user sees in another form. */
export function openLog({ path, level, color, human, now }: LogOptions): { log: Logger; recorded: Logger } {
  const forHumans: LineSink = { write: (line) => human(humanLine(line, color)) };
  const humanStream = { stream: forHumans, level };
  const humanOnly = loggerTo([humanStream], now);
  const file = openLogFile(path, (error) => humanOnly.warn("the log file cannot be written", { path, error }));
  const fileStream = { stream: file, level: level === "debug" ? level : "info" } as const;
  return { log: loggerTo([humanStream, fileStream], now), recorded: loggerTo([fileStream], now) };
}

function loggerTo(streams: pino.StreamEntry[], now: () => number): Logger {
  const sink = pino({
    base: null,
    level: "debug",
    timestamp: () => `,"time":"${new Date(now()).toISOString()}"`,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { error: pino.stdSerializers.errWithCause },
    redact: { paths: SECRET_KEYS.flatMap((key) => [key, `*.${key}`]), censor: "[hidden]" },
  }, pino.multistream(streams));
  const at = (level: LogLevel) => (message: string, fields: Record<string, unknown> = {}) =>
    sink[level](fields, message);
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}
