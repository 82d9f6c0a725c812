import type { CompactorOrder } from "./compactor.ts";

/** The status of a process that was killed by SIGKILL, as Deno tells it. */
export const KILLED = 128 + 9;

/** Lets a compaction run to its end or its death. */
export async function compact(root: string, order: CompactorOrder): Promise<{ code: number; stderr: string }> {
  const { code, stderr } = await new Deno.Command("deno", {
    args: [
      ...["run", "--no-prompt", "--allow-read", "--allow-write", "--allow-net", "--allow-env", "--allow-sys"],
      ...["--allow-ffi", "--allow-run=kill", `${root}/tests/fault/compactor.ts`, JSON.stringify(order)],
    ],
    stdin: "null",
  }).output();
  return { code, stderr: new TextDecoder().decode(stderr) };
}
