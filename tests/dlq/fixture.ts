import type { IncomingMessage, OutgoingMessage } from "../../pipeline/broker/mod.ts";
import { type DeadLetter, parseLetter } from "../../pipeline/dlq/letter.ts";
import { deadLetter } from "../../pipeline/silver/dead_letter.ts";
import { judge } from "../../pipeline/validate/mod.ts";

const encode = (text: string) => new TextEncoder().encode(text);

/** A message as its reader gets it. */
export function asRead(message: OutgoingMessage, partition: number, offset: number): IncomingMessage {
  const bytes = (value: Uint8Array | string) => typeof value === "string" ? encode(value) : value;
  return {
    partition,
    offset,
    key: message.key === null ? null : bytes(message.key),
    value: message.value === null ? null : bytes(message.value),
    timestampMs: message.timestampMs ?? 0,
    headers: Object.fromEntries(
      Object.entries(message.headers ?? {}).map((
        [name, value],
      ) => [name, (Array.isArray(value) ? value : [value]).map(bytes)]),
    ),
  };
}

/** A reading whose carbon monoxide is text, at an hour of a station: rejected by default, and read by `numericText`. */
export const textReading = (hour: number, station = "s"): Record<string, unknown> => ({
  station_id: station,
  ts: new Date(Date.UTC(2004, 2, 10) + hour * 3_600_000).toISOString(),
  co_gt: "2.6",
  no2_gt: 113,
  source_line: hour + 2,
});

/** What a letter is made from. */
export interface LetterPlan {
  value: Record<string, unknown> | string | null;
  key?: string | null;
  headers?: Record<string, string>;
  partition?: number;
  /** In the dead-letter topic; in the raw topic it is 100 more. */
  offset: number;
  isDuplicate?: boolean;
}

/** The message of the dead-letter topic that the consumer makes of a message which it rejects, read back. */
export function letterMessage(
  { value, key = "s", headers = {}, partition = 0, offset, isDuplicate }: LetterPlan,
): IncomingMessage {
  const text = value === null || typeof value === "string" ? value : JSON.stringify(value);
  const raw = asRead(
    { key, value: text, headers: { "airquality.run": "r1", ...headers }, timestampMs: 5 },
    partition,
    offset + 100,
  );
  const verdict = judge(raw, () => isDuplicate ?? false);
  if (verdict.accepted) throw new Error("this message would be accepted");
  return asRead(
    deadLetter({ message: raw, rejection: verdict.rejection }, "raw", 3, "1-0123456789ab"),
    partition,
    offset,
  );
}

/** The same, as a letter. */
export const letterOf = (plan: LetterPlan): DeadLetter => parseLetter(letterMessage(plan))!;
