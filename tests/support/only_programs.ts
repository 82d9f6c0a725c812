import { taskLine } from "../../tasks/process/task_line.ts";
import { type ProcessOutcome, runToEnd } from "./process.ts";

const ON_PATH = new URL("on_path.ts", import.meta.url).href;

/** Runs a task to its end in a folder of its own, on a machine that has these programs and no others. @param programs a shell script by its name */
export async function runTaskWithOnly(
  programs: Readonly<Record<string, string>>,
  cwd: string,
  [task, ...args]: readonly string[],
): Promise<ProcessOutcome> {
  const bin = `${cwd}/bin`;
  await Deno.mkdir(bin);
  await Deno.symlink(Deno.execPath(), `${bin}/deno`);
  for (const [name, script] of Object.entries(programs)) {
    await Deno.writeTextFile(`${bin}/${name}`, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }
  // Deno's own cache stays where it is, else it would fetch every package again.
  const { denoDir } = JSON.parse((await runToEnd("deno", ["info", "--json"])).stdout);
  const line = ["run", "--no-check", "--allow-all", ON_PATH, bin, ...taskLine(task!, cwd), ...args];
  return await runToEnd("deno", line, {
    cwd,
    env: { NO_COLOR: "1", XDG_CACHE_HOME: `${cwd}/cache`, DENO_DIR: denoDir },
  });
}
