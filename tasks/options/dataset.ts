import {
  chooseDataset,
  describeDialect,
  detectDialect,
  type DialectOptions,
  identifyFile,
} from "../../pipeline/source/mod.ts";
import { DATA_DIR } from "./local_broker.ts";
import { fromCaller } from "../cli/run.ts";
import type { Logger } from "../cli/log.ts";

/** A download of 1.5 MB: whoever needs longer is offline for all that a user cares. */
const DOWNLOAD_TIMEOUT_MS = 20_000;

/** The folder of the committed sample, wherever the task is called from. */
export const SAMPLE_DIR = decodeURIComponent(new URL("../../data/sample", import.meta.url).pathname);

/**
 * The path of the CSV to use, which was seen to hold readings: a wrong file is an error before anything is started for it. What the user
 * must know of the choice goes to the log.
 */
export async function chooseCsv(csv: string | undefined, log: Logger, forced: DialectOptions = {}): Promise<string> {
  const envCsv = Deno.env.get("AIR_QUALITY_CSV");
  const { path, notice } = await chooseDataset({
    csv,
    envCsv: envCsv && fromCaller(envCsv),
    dataDir: DATA_DIR,
    sampleDir: SAMPLE_DIR,
    fetch,
    timeoutMs: DOWNLOAD_TIMEOUT_MS,
  });
  if (notice !== null) log.warn(notice);
  const dialect = await detectDialect(await identifyFile(path), forced);
  log.info(`${path}: ${describeDialect(dialect)}`);
  if (dialect.basis.dateOrder.how === "assumed") {
    log.warn(`no row shows whether ${dialect.dateForm} is right: say it with --date-order where it is not`);
  }
  return path;
}
