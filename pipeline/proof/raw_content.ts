import { lineAtEnds, parseTimestamp } from "../reading/mod.ts";

/** What a raw message says of itself. */
export interface Identity {
  readonly station: string | null;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly ts: number | null;
  readonly line: number | null;
}

/** As a value is judged: without a byte order mark. */
const decoder = new TextDecoder();

/** The JSON object that a value is; null where it is something else. */
export function objectOf(value: Uint8Array | null): Record<string, unknown> | null {
  try {
    const json: unknown = value === null ? null : JSON.parse(decoder.decode(value));
    return typeof json === "object" && !Array.isArray(json) ? json as Record<string, unknown> | null : null;
  } catch {
    return null;
  }
}

/** @param json of the value, as {@linkcode objectOf} gives it */
export function identityOf(json: Record<string, unknown> | null, value: Uint8Array | null): Identity {
  const { station_id: station, ts, source_line: line } = json ?? {};
  return {
    station: typeof station === "string" ? station : null,
    ts: typeof ts === "string" ? parseTimestamp(ts) ?? null : null,
    line: typeof line === "number" ? line : json === null && value !== null ? lineAtEnds(value) : null,
  };
}

/** A measurement as sent; as text where the rule set takes decimal numbers in text, too. -0 and 0 are one value. */
export function numberOf(value: unknown): number {
  const number = typeof value === "string" ? Number(value.replace(",", ".")) : value;
  return typeof number === "number" ? number + 0 : NaN;
}
