/**
 * The arguments by which `deno` runs a task of deno.json, whatever the working folder: its permissions stand there and nowhere else.
 */
export async function taskLine(name: string): Promise<string[]> {
  const root = new URL("../../", import.meta.url);
  const { tasks } = JSON.parse(await Deno.readTextFile(new URL("deno.json", root))) as {
    tasks: Record<string, string>;
  };
  const [, ...args] = tasks[name]!.split(" ");
  return args.map((arg) => arg.startsWith("tasks/") ? new URL(arg, root).href : arg);
}
