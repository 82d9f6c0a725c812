import { freePort } from "../../pipeline/broker/address.ts";
import type { Bench } from "./bench_setting.ts";
import type { Figures } from "./summary.ts";
import { measureTask } from "./task.ts";

/**
 * The whole job at full speed, as `deno task pipeline` does it: broker, topics, replay, consumption, proof, report, and the stop of the
 * broker. The stages are the times between the lines of its log.
 */
export async function measureWhole({ csv, folder, signal }: Bench): Promise<Figures> {
  const cwd = `${folder}/whole`;
  await Deno.mkdir(cwd);
  const flags = ["--bootstrap", `127.0.0.1:${freePort()}`, "--csv", csv, "--speedup", "max"];
  const startedMs = Date.now();
  const { seconds } = await measureTask(["pipeline", ...flags], { cwd, signal });
  const endedMs = Date.now();
  const stages = stageSeconds(await Deno.readTextFile(`${cwd}/data/logs/pipeline.jsonl`), startedMs, endedMs);
  await Deno.remove(cwd, { recursive: true });
  return { seconds, ...stages };
}

function stageSeconds(log: string, startedMs: number, endedMs: number): Figures {
  const entries = log.trim().split("\n").map((line) => JSON.parse(line) as { time: string; msg: string });
  const marks = [
    { name: "start", atMs: startedMs },
    // The address differs from run to run.
    ...entries.map(({ time, msg }) => ({ name: msg.replace(/ at \S+$/, ""), atMs: Date.parse(time) })),
  ];
  return Object.fromEntries(
    marks.map(({ name, atMs }, at) => [`seconds: ${name}`, ((marks[at + 1]?.atMs ?? endedMs) - atMs) / 1000]),
  );
}
