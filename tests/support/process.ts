/** What a process left behind when it ended. */
export interface ProcessOutcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end. It has nothing to read. */
export async function runToEnd(
  program: string,
  args: readonly string[],
  options: Pick<Deno.CommandOptions, "cwd" | "env" | "clearEnv"> = {},
): Promise<ProcessOutcome> {
  const { code, stdout, stderr } = await new Deno.Command(program, { ...options, args: [...args], stdin: "null" })
    .output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

/** The arguments that let Deno run a script which reads and writes a lake and topics, and may kill itself; its order is its only argument. */
export function lakeScript(script: string, order: unknown): string[] {
  return [
    ...[
      "run",
      "--no-prompt",
      "--allow-read",
      "--allow-write",
      "--allow-net",
      "--allow-env",
      "--allow-sys",
      "--allow-ffi",
    ],
    ...["--allow-run=kill", script, JSON.stringify(order)],
  ];
}
