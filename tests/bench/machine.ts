import { cpus } from "node:os";

/** What the figures were measured on: without it they say nothing. */
export interface Machine {
  date: string;
  cpu: string;
  cores: number;
  memoryGib: number;
  system: string;
  deno: string;
  /** Of the packages that carry the load, as deno.json pins them. */
  packages: Record<string, string>;
  kafka: string;
}

/** This machine, now. */
export async function describeMachine(): Promise<Machine> {
  const root = new URL("../../", import.meta.url);
  const { imports } = JSON.parse(await Deno.readTextFile(new URL("deno.json", root))) as {
    imports: Record<string, string>;
  };
  const pom = await Deno.readTextFile(new URL("pipeline/local_kafka/pom.xml", root));
  const versionOf = (name: string) => imports[name]!.slice(imports[name]!.lastIndexOf("@") + 1);
  return {
    date: new Date().toISOString(),
    cpu: cpus()[0]?.model ?? "unknown",
    cores: navigator.hardwareConcurrency,
    memoryGib: Math.round(Deno.systemMemoryInfo().total / 2 ** 30),
    system: `${Deno.build.os} ${Deno.osRelease()} ${Deno.build.arch}`,
    deno: Deno.version.deno,
    packages: Object.fromEntries(
      ["kafkajs", "nodejs-polars", "zod"].map((name) => [name, versionOf(name)]),
    ),
    kafka: /<kafka\.version>([^<]+)/.exec(pom)![1]!,
  };
}
