import type { OnSinkStep } from "../../pipeline/sink/mod.ts";
import { writeParts as write } from "../../pipeline/sink/parts.ts";
import type { RotationWork } from "../../pipeline/sink/worker/work.ts";
import type { Judged } from "../../pipeline/silver/judged.ts";
import { tablesOf } from "../../pipeline/silver/tables.ts";

/** What was judged, and who writes it. */
export interface JudgedRotation extends Judged {
  readonly partition: number;
  readonly epoch: number;
}

/** Writes what was judged as the parts of one rotation. @returns the number of files */
export async function writeParts(
  lakeDir: string,
  rotation: JudgedRotation,
  onStep?: OnSinkStep,
  work?: RotationWork,
): Promise<number> {
  return (await write(lakeDir, rotation, tablesOf(rotation), onStep, work)).files;
}
