import { exists, PipelineError } from "../common/mod.ts";
import { jarsFolder, javaMajor, kafkaClassPath, type KafkaJarsOptions, MINIMUM_JAVA, run } from "./java.ts";

/** What a broker of this machine would be started with. */
export interface KafkaTools {
  /** Major version of the `java` on PATH, 0 where it does not say; null where there is none. */
  readonly java: number | null;
  /** The least one that Kafka runs on. */
  readonly javaNeeded: number;
  /** There is a `mvn` on PATH; not looked for, and true, where the jars are there. */
  readonly maven: boolean;
  /** Kafka's jars are there: of `kafkaHome`, or fetched before. */
  readonly jars: boolean;
  /** Folders that an interrupted fetch left in the cache folder. */
  readonly partial: readonly string[];
}

/**
 * Looks for Java, Maven and Kafka's jars. Nothing is started, fetched or changed.
 *
 * @example
 * ```ts
 * import { inspectTools } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const { jars, partial } = await inspectTools({ cacheDir: "no-such-folder" });
 * assert.deepEqual([jars, partial], [false, []]);
 * ```
 */
export async function inspectTools(options: Pick<KafkaJarsOptions, "cacheDir" | "kafkaHome">): Promise<KafkaTools> {
  const { cacheDir, kafkaHome } = options;
  const partial = await exists(cacheDir)
    ? Array.from(Deno.readDirSync(cacheDir), ({ name }) => name).filter((name) => name.startsWith(".fetching-"))
    : [];
  const jars = kafkaHome === undefined
    ? await exists(await jarsFolder({ cacheDir }))
    : await kafkaClassPath({ cacheDir, kafkaHome, onStep: () => {} }).then(() => true, () => false);
  const java = await outputOf("java", ["-version"]);
  return {
    java: java === null ? null : javaMajor(java),
    javaNeeded: MINIMUM_JAVA,
    maven: jars || await outputOf("mvn", ["--version"]) !== null,
    jars,
    partial: partial.map((name) => `${cacheDir}/${name}`),
  };
}

async function outputOf(program: string, args: string[]): Promise<string | null> {
  try {
    return (await run(program, args, { hint: "" })).output;
  } catch (error) {
    if (error instanceof PipelineError) return null;
    throw error;
  }
}
