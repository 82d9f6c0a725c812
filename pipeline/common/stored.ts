import type { z } from "zod";
import { PipelineError } from "./error.ts";

/** What a file of ours holds. @throws {PipelineError} `lake_mismatch` where it is damaged: the message begins with `failure` */
export function parseStored<T>(schema: z.ZodType<T>, text: string, failure: string, { hint }: { hint: string }): T {
  const damaged = (got: string, cause: unknown) =>
    new PipelineError("lake_mismatch", `${failure}: expected the JSON that was written there, got ${got}`, {
      hint,
      cause,
    });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw damaged("text that is not JSON", error);
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [first] = result.error.issues;
  throw damaged(`unexpected content at ${first!.path.join(".") || "its top"}`, result.error);
}
