/**
 * Every way in which a step of the pipeline can fail, as a closed list. Tasks map a code to an exit status; tests match on it.
 *
 * | code | meaning |
 * |---|---|
 * | `usage` | flags, environment or configuration are wrong |
 * | `not_found` | a file or folder that must be there is not |
 * | `not_a_file` | a folder or device where a file is expected |
 * | `no_permission` | the file system refused |
 * | `bad_csv` | the CSV cannot be read as air-quality readings (empty, header only, unknown header, wrong delimiter) |
 * | `source_changed` | the CSV is no longer the file whose digest was taken: it was replaced, or it grows |
 * | `tool_missing` | Java, Maven or another program is missing or too old |
 * | `port_taken` | something that is not Kafka, or not the Kafka that was asked for, listens at the broker's address |
 * | `broker_unreachable` | no broker answers, or it was lost |
 * | `topic_mismatch` | a topic is missing, has another partition count, or holds data it should not |
 * | `message_refused` | the broker refused a message (too large, bad record) |
 * | `poison_message` | a message fails each time that it is processed, and holds its partition |
 * | `fenced` | another consumer has taken the partition over |
 * | `group_active` | the consumer group has members, and must have none |
 * | `lake_mismatch` | the lake belongs to another group or cluster, or holds a damaged or foreign file |
 * | `store_unreachable` | the object store does not answer |
 * | `store_unfit` | the store cannot keep a lake safely: it ignores conditions of writes |
 * | `model_mismatch` | a trained model was changed, or is of another version, other data or other code |
 * | `download_failed` | the data set could not be downloaded or its digest is wrong |
 * | `not_conserved` | the law of conservation does not hold |
 * | `internal` | a fault of this program |
 */
export type ErrorCode =
  | "usage"
  | "not_found"
  | "not_a_file"
  | "no_permission"
  | "bad_csv"
  | "source_changed"
  | "tool_missing"
  | "port_taken"
  | "broker_unreachable"
  | "topic_mismatch"
  | "message_refused"
  | "poison_message"
  | "fenced"
  | "group_active"
  | "lake_mismatch"
  | "store_unreachable"
  | "store_unfit"
  | "model_mismatch"
  | "download_failed"
  | "not_conserved"
  | "internal";

/** Failures that the same attempt may not meet again, a while later and with nothing changed by hand. */
const RETRIABLE: ReadonlySet<ErrorCode> = new Set(["fenced", "broker_unreachable"]);

/**
 * The one error class of the pipeline: a closed `code`, a message "Cannot X as Y: expected Z, got W", and `hint`: what to do next.
 *
 * @example
 * ```ts
 * import { PipelineError } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const error = new PipelineError("not_found", "Cannot read x.csv as there is no such file", { hint: "give --csv FILE" });
 * assert.equal(error.code, "not_found");
 * assert.equal(error.hint, "give --csv FILE");
 * ```
 */
export class PipelineError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "PipelineError";
    this.code = code;
    this.hint = options.hint;
  }

  /** Whether to try again later makes sense, with nothing changed by hand. */
  get isRetriable(): boolean {
    return RETRIABLE.has(this.code);
  }
}
