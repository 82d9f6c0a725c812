import { taskLine } from "../../tasks/process/task_line.ts";
import type { BenchBroker } from "./bench_broker.ts";
import type { Bench } from "./bench_setting.ts";
import { runProgram } from "./program.ts";
import type { Figures } from "./summary.ts";

/** Why the comparison with Python cannot be made, in plain words; null where it can. */
export async function pythonMissing(compare: string): Promise<string | null> {
  const folder = compare.replace(/[^/]*$/, "");
  try {
    await Deno.stat(compare);
    const packages = (await Deno.readTextFile(`${folder}requirements.txt`)).trim().split(/\s+/);
    return await importsMissing(packages.map((name) => name.replaceAll("-", "_")), `${folder}requirements.txt`);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return `there is no ${compare}`;
    throw error;
  }
}

/** Why the `python3` on PATH cannot import some modules, in plain words; null where it can. */
export async function importsMissing(modules: readonly string[], requirements: string): Promise<string | null> {
  try {
    const args = ["-c", `import ${modules.join(", ")}`];
    const { success } = await new Deno.Command("python3", { args, stderr: "null" }).output();
    return success ? null : `the python3 on PATH lacks a package of ${requirements}`;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "there is no python3 on PATH";
    if (error instanceof Deno.errors.NotCapable) return "there was no python3 on PATH when the bench was started";
    throw error;
  }
}

/** Our consumer and the two Python ones, as `compare.py` measures them: whole processes, one after the other. */
export async function measurePython(
  { csv, rows, folder, signal }: Bench,
  { address }: BenchBroker,
  compare: string,
): Promise<Figures> {
  const consume = [...taskLine("consume"), "--bootstrap", "{bootstrap}", "--in-topic", "{in_topic}"];
  const out = ["--out-topic", "{out_topic}", "--dlq-topic", "{dlq_topic}", "--group-id", "{group}"];
  const ours = ["deno", ...consume, ...out, "--out-dir", "{out_dir}", "--until-end"].map((arg) => `'${arg}'`).join(" ");
  const flags = ["--bootstrap", address, "--csv", csv, "--rows", String(rows), "--ours", ours, "--cwd", folder];
  const { lines } = await runProgram("Python", ["python3", compare, ...flags], { cwd: folder, signal });
  return parseCompare(lines.map(({ text }) => text));
}

/** What `compare.py` tells, by the consumer that it stands for: `seed` is the reference's way, `best` the best in Python. */
export function parseCompare(lines: readonly string[]): Figures {
  const told = (who: string) =>
    JSON.parse(lines.find((line) => line.startsWith(`${who} {`))?.slice(who.length) ?? "{}");
  const [seed, best, ours] = ["seed", "best", "ours"].map(told);
  return {
    "rows/s": ours.rows_per_s ?? NaN,
    "rows/s, best Python": best.rows_per_s ?? NaN,
    "rows/s, reference's way": seed.rows_per_s ?? NaN,
    "times best Python": ours.rows_per_s / best.rows_per_s,
    "times the reference's way": ours.rows_per_s / seed.rows_per_s,
    "CPU µs a row": ours.cpu_us_per_row ?? NaN,
    "CPU µs a row, best Python": best.cpu_us_per_row ?? NaN,
    "CPU seconds of the best Python over ours": best.cpu_us_per_row / ours.cpu_us_per_row,
    "peak MiB": ours.peak_mib ?? NaN,
    "peak MiB, best Python": best.peak_mib ?? NaN,
    "rows in silver": ours.silver_rows ?? NaN,
  };
}
