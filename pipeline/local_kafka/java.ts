import { fileURLToPath } from "node:url";
import { exists, makeFolder, PipelineError, withLock } from "../common/mod.ts";

/** Kafka 4 runs its brokers on Java 17 and later only. */
export const MINIMUM_JAVA = 17;
const POM = new URL("./pom.xml", import.meta.url);

/** Where Kafka's jars come from. */
export interface KafkaJarsOptions {
  /** Folder that jars brought by Maven are kept in, shared by all checkouts. */
  cacheDir: string;
  /** An unpacked Apache Kafka, taken instead of Maven's. */
  kafkaHome?: string | undefined;
  /** More arguments for mvn, for example `-Dmaven.repo.local=DIR`. Passed on because Maven before 3.9 ignores MAVEN_ARGS. */
  mavenArgs?: string[] | undefined;
  zookeeper?: boolean | undefined;
  onStep: (text: string) => void;
  signal?: AbortSignal | undefined;
}

/** Checks that `java` is there and new enough. @returns what it says of its version @throws {PipelineError} `tool_missing` */
export async function requireJava(): Promise<string> {
  const { output } = await run("java", ["-version"], {
    hint: `install Java ${MINIMUM_JAVA} or later (Debian: apt-get install default-jre-headless)`,
  });
  const major = javaMajor(output);
  if (major < MINIMUM_JAVA) {
    throw new PipelineError(
      "tool_missing",
      `Cannot start Kafka with the java on PATH: expected version ${MINIMUM_JAVA} or later, got ${
        major || "an unknown version"
      }`,
      { hint: `put the bin folder of a newer Java first on PATH` },
    );
  }
  return output;
}

/** The major version in what `java -version` prints: 8 for "1.8.0_402", 17 for "17.0.15", 0 for other text. */
export function javaMajor(output: string): number {
  const [, first, second] = /version "(\d+)(?:\.(\d+))?/.exec(output) ?? [];
  return Number(first === "1" ? second : first) || 0;
}

/**
 * The class path of Kafka: the `libs` of `kafkaHome`, or a folder of `cacheDir` that Maven fills once.
 * The folder's name holds the digest of pom.xml, and it appears by one rename, complete: a changed pom or an interrupted copy leaves no wrong jars.
 * @throws {PipelineError} `not_found` (no Kafka in `kafkaHome`), `tool_missing` (Maven is missing or failed)
 */
export async function kafkaClassPath(options: KafkaJarsOptions): Promise<string> {
  if (options.kafkaHome !== undefined) return await classPathOfHome(options.kafkaHome);
  const folder = await jarsFolder(options);
  if (!await exists(folder)) {
    await makeFolder(options.cacheDir, "Kafka's jars");
    const onWait = () => options.onStep("waiting for another process that is fetching Kafka");
    await withLock(`${folder}.lock`, { onWait, signal: options.signal }, async () => {
      if (!await exists(folder)) await fetchJars(folder, options);
    });
  }
  return await jarsOf(folder);
}

/** The folder of the cache that the jars are in, or will be. */
export async function jarsFolder(
  { cacheDir, zookeeper }: Pick<KafkaJarsOptions, "cacheDir" | "zookeeper">,
): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", await Deno.readFile(POM));
  return `${cacheDir}/kafka-${zookeeper ? "zookeeper" : "kraft"}-${new Uint8Array(digest).toHex().slice(0, 12)}`;
}

async function classPathOfHome(kafkaHome: string): Promise<string> {
  const libs = `${kafkaHome}/libs`;
  const jars = await exists(libs) ? Array.from(Deno.readDirSync(libs), (entry) => entry.name) : [];
  if (!jars.some((name) => /^kafka_.*\.jar$/.test(name))) {
    throw new PipelineError(
      "not_found",
      `Cannot start Kafka from ${kafkaHome}: expected libs/kafka_*.jar, found none`,
      {
        hint: "set KAFKA_HOME to an unpacked Apache Kafka, or unset it to have Maven fetch one",
      },
    );
  }
  return await jarsOf(libs);
}

/** Java runs in another folder than this process: relative paths would lead astray there. */
async function jarsOf(folder: string): Promise<string> {
  return `${await Deno.realPath(folder)}/*`;
}

async function fetchJars(folder: string, options: KafkaJarsOptions): Promise<void> {
  options.onStep("fetching Apache Kafka with Maven (about 54 MB, once)");
  const temporary = await Deno.makeTempDir({ dir: options.cacheDir, prefix: ".fetching-" });
  try {
    const { success, output } = await run(
      "mvn",
      [
        ...["--quiet", "--batch-mode", "--strict-checksums", "--file", fileURLToPath(POM)],
        ...(options.zookeeper ? ["--activate-profiles", "zookeeper"] : []),
        ...(options.mavenArgs ?? []),
        ...["dependency:copy-dependencies", `-DoutputDirectory=${await Deno.realPath(temporary)}`],
      ],
      {
        signal: options.signal,
        hint: "install Maven (Debian: apt-get install maven), or set KAFKA_HOME to an unpacked Apache Kafka",
      },
    );
    options.signal?.throwIfAborted();
    if (!success) {
      throw new PipelineError(
        "tool_missing",
        `Cannot fetch Apache Kafka as mvn failed:\n${output.trim().split("\n").slice(0, 6).join("\n")}`,
        { hint: "Maven needs the network once; offline, set KAFKA_HOME to an unpacked Apache Kafka" },
      );
    }
    await Deno.rename(temporary, folder);
  } finally {
    await Deno.remove(temporary, { recursive: true }).catch(() => {});
  }
}

/** Runs a program to its end. @throws {PipelineError} `tool_missing` where it is not on PATH */
export async function run(
  program: string,
  args: string[],
  { hint, signal }: { hint: string; signal?: AbortSignal | undefined },
) {
  try {
    const command = new Deno.Command(program, { args, stdin: "null", ...(signal ? { signal } : {}) });
    const { success, stdout, stderr } = await command.output();
    return { success, output: new TextDecoder().decode(stderr) + new TextDecoder().decode(stdout) };
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
    throw new PipelineError("tool_missing", `Cannot start Kafka as there is no ${program} on PATH`, { hint, cause });
  }
}
