import { join } from "node:path";
import { PipelineError } from "../common/mod.ts";
import { download, type Fetch, type Publication, UCI_AIR_QUALITY } from "./download.ts";
import { digestFile, isThere } from "./file.ts";
import { SAMPLE } from "./sample.ts";

/** The CSV to use and how it was found. */
export interface Dataset {
  path: string;
  origin: "flag" | "environment" | "data folder" | "download" | "sample";
  /** What the user must know of the choice; null where there is nothing. */
  notice: string | null;
}

/** Where a data set can come from. */
export interface DatasetOptions {
  /** `--csv`: wins, and is not checked here. */
  csv?: string | undefined;
  /** `AIR_QUALITY_CSV`, not checked here either: a wrong one must be an error, not passed over. */
  envCsv?: string | undefined;
  dataDir: string;
  sampleDir: string;
  fetch: Fetch;
  /** For the whole download. */
  timeoutMs: number;
}

/**
 * Chooses the data set: the flag, the environment, `AirQualityUCI.csv` in the data folder, its official download to there, or, where
 * that fails, the synthetic sample with a notice.
 *
 * @throws PipelineError `not_found` where there is not even the sample; `no_permission` where a download cannot be written.
 *
 * @example
 * ```ts
 * import { chooseDataset } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const offline = () => Promise.reject(new TypeError("no network"));
 * const dataset = await chooseDataset({
 *   csv: "mine.csv",
 *   dataDir: "data",
 *   sampleDir: "data/sample",
 *   fetch: offline,
 *   timeoutMs: 1_000,
 * });
 * assert.deepEqual(dataset, { path: "mine.csv", origin: "flag", notice: null });
 * ```
 */
export async function chooseDataset(options: DatasetOptions): Promise<Dataset> {
  const { csv, envCsv, dataDir, sampleDir } = options;
  if (csv) return { path: csv, origin: "flag", notice: null };
  if (envCsv) return { path: envCsv, origin: "environment", notice: null };
  const path = officialPath(dataDir);
  if (await isThere(path)) return { path, origin: "data folder", notice: null };
  try {
    await download(path, UCI_AIR_QUALITY, options);
    return { path, origin: "download", notice: `downloaded ${UCI_AIR_QUALITY.url} to ${path}` };
  } catch (error) {
    if (!(error instanceof PipelineError) || error.code !== "download_failed") throw error;
    const sample = join(sampleDir, SAMPLE.name);
    if (await isThere(sample)) {
      const notice =
        `SYNTHETIC data: using ${sample}, invented readings, as the real data set is not there. ${error.message}`;
      return { path: sample, origin: "sample", notice };
    }
    throw new PipelineError("not_found", `Cannot choose a data set: expected ${path} or ${sample}, got neither`, {
      hint: "create the sample: deno task data --sample",
      cause: error,
    });
  }
}

/**
 * Brings the official file to the data folder, or checks the one that is there. Resolves to its path and whether it was downloaded.
 *
 * @throws PipelineError `download_failed`, also where another file is in its place; `no_permission`.
 *
 * @example
 * ```ts
 * import { obtainOfficial } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const offline = () => Promise.reject(new TypeError("no network"));
 * const dataDir = await Deno.makeTempDir();
 * await assert.rejects(obtainOfficial(dataDir, { fetch: offline, timeoutMs: 1_000 }), { code: "download_failed" });
 * await Deno.remove(dataDir, { recursive: true });
 * ```
 */
export async function obtainOfficial(
  dataDir: string,
  effects: { fetch: Fetch; timeoutMs: number },
  publication: Publication = UCI_AIR_QUALITY,
): Promise<{ path: string; downloaded: boolean }> {
  const path = officialPath(dataDir);
  if (!await isThere(path)) {
    await download(path, publication, effects);
    return { path, downloaded: true };
  }
  const { sha256 } = await digestFile(path);
  if (publication.sha256.includes(sha256)) return { path, downloaded: false };
  throw new PipelineError(
    "download_failed",
    `Cannot take ${path} as the official data set: expected sha256 ${publication.sha256.join(" or ")}, got ${sha256}`,
    { hint: `move it away and try again; to use it as your own data set: --csv ${path}` },
  );
}

const officialPath = (dataDir: string) => join(dataDir, UCI_AIR_QUALITY.innerName);
