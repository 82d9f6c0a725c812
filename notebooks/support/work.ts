import { createHash } from "node:crypto";
import { isAbsent } from "../../pipeline/common/mod.ts";
import { HOME } from "./settings.ts";

/** A file that a task has made. */
export interface MadeFile {
  readonly sha256: string;
  readonly text: string;
}

/** A file below `reports/` in the checkout; null where no task has made it. */
export async function readReportFile(path: string): Promise<MadeFile | null> {
  try {
    const bytes = await Deno.readFile(`${HOME}/reports/${path}`);
    return { sha256: createHash("sha256").update(bytes).digest("hex"), text: new TextDecoder().decode(bytes) };
  } catch (error) {
    if (isAbsent(error)) return null;
    throw error;
  }
}
