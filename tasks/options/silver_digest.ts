import { PipelineError } from "../../pipeline/common/mod.ts";
import { digestLake, type LakeAt } from "../../pipeline/lake/mod.ts";

/** The digest of a lake's silver, by which results say what they are of; null where silver is not compacted. Ask after reading the lake: a damaged file has been named by then. */
export async function silverDigestOf(lake: LakeAt): Promise<string | null> {
  try {
    return await digestLake(lake);
  } catch (cause) {
    if (cause instanceof PipelineError && cause.code === "lake_mismatch") return null;
    throw cause;
  }
}
