/** How often a message has gone back from the dead-letter topic to the raw topic, as text from `1`. */
export const REDRIVE_HOPS_HEADER = "airquality.redrive.hops";

/** The dead letter that a message went back from, as `<dead-letter topic>:<partition>:<offset>`. */
export const REDRIVE_ORIGIN_HEADER = "airquality.redrive.origin";

/** Whether a header was added when a message went back to the raw topic. */
export const isRedriveHeader = (name: string): boolean => name.startsWith("airquality.redrive.");

/** A position in a topic. */
export interface Position {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

type Headers = Readonly<Record<string, readonly Uint8Array[]>>;

const decoder = new TextDecoder();

/**
 * True for a message that went back from the dead-letter topic: the replay that its header names sent it once, before.
 *
 * @example
 * ```ts
 * import { isRedriven } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.ok(!isRedriven({ "airquality.run": [new Uint8Array()] }));
 * ```
 */
export const isRedriven = (headers: Headers): boolean => headers[REDRIVE_ORIGIN_HEADER] !== undefined;

/**
 * The dead letter that a message last went back from; null where it never did, or its header cannot be read.
 *
 * @example
 * ```ts
 * import { redriveOrigin } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const headers = { "airquality.redrive.origin": [new TextEncoder().encode("air_quality.dlq:2:17")] };
 * assert.deepEqual(redriveOrigin(headers), { topic: "air_quality.dlq", partition: 2, offset: 17 });
 * assert.equal(redriveOrigin({}), null);
 * ```
 */
export function redriveOrigin(headers: Headers): Position | null {
  const header = headers[REDRIVE_ORIGIN_HEADER]?.at(-1);
  const found = header === undefined ? null : /^(.+):(\d{1,15}):(\d{1,15})$/.exec(decoder.decode(header));
  return found === null ? null : { topic: found[1]!, partition: Number(found[2]), offset: Number(found[3]) };
}
