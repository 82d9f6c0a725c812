import { LATE_MS, ledger } from "./ledger.ts";

/** The end of a notebook: fails with what failed behind its back, which the kernel itself would swallow. To be awaited. */
export async function finish(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, LATE_MS));
  if (ledger.lateErrors.length === 0) return;
  throw new Error(`Failed after their cells had ended:\n${ledger.lateErrors.map(({ text }) => text).join("\n")}`);
}
