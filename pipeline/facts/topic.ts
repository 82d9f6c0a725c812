import { z } from "zod";
import { parseStored, PipelineError, readTextIfThere, writeFileAtomic } from "../common/mod.ts";

/** The form of what is kept of a topic. */
const TOPIC_FACTS = z.object({
  topic: z.string(),
  /** As Kafka's tools print it: a topic that is made again under the same name has another one. */
  id: z.string(),
});

const pathOf = (lakeDir: string, topic: string) => `${lakeDir}/topics/${topic}.json`;

/**
 * The id of the topic that a lake was filled from; null where none is kept, as in lakes of older versions.
 *
 * @throws {PipelineError} `lake_mismatch` where its file is damaged
 *
 * @example
 * ```ts
 * import { readKeptTopic } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.equal(await readKeptTopic("no such folder", "air_quality.raw"), null);
 * ```
 */
export async function readKeptTopic(lakeDir: string, topic: string): Promise<string | null> {
  const path = pathOf(lakeDir, topic);
  const text = await readTextIfThere(path);
  if (text === undefined) return null;
  const hint = "remove it: the topic's id is kept again at the next start of a consumer";
  return parseStored(TOPIC_FACTS, text, `Cannot read ${path} as facts of a topic`, { hint }).id;
}

/**
 * Keeps the id of the topic that a lake is filled from, as `topics/<topic>.json`, and refuses another one: its offsets mean other messages.
 *
 * @param id null where the cluster gives none: then nothing is compared
 * @throws {PipelineError} `topic_mismatch` where the lake was filled from another topic of this name
 *
 * @example
 * ```ts
 * import { requireTopic } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const lakeDir = await Deno.makeTempDir();
 * await requireTopic(lakeDir, "raw", "Y1msZT70RYKB__MUpW6inQ");
 * await assert.rejects(requireTopic(lakeDir, "raw", "lf0HiNj2Q9eno0Tf806dTg"), { code: "topic_mismatch" });
 * await Deno.remove(lakeDir, { recursive: true });
 * ```
 */
export async function requireTopic(lakeDir: string, topic: string, id: string | null): Promise<void> {
  if (id === null) return;
  const kept = await readKeptTopic(lakeDir, topic);
  if (kept === id) return;
  if (kept !== null) {
    throw new PipelineError(
      "topic_mismatch",
      `Cannot fill ${lakeDir} from ${topic} as the topic was deleted or created again: its id was ${kept} and is ${id}`,
      {
        hint:
          `its rows are of the former topic: start with another --out-dir than ${lakeDir} and another --group-id, ` +
          "or from a clean slate: deno task pipeline",
      },
    );
  }
  await Deno.mkdir(`${lakeDir}/topics`, { recursive: true });
  await writeFileAtomic(pathOf(lakeDir, topic), JSON.stringify({ topic, id }) + "\n");
}
