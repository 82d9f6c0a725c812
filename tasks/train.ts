import { makeFolder, systemClock, writeFileAtomic } from "../pipeline/common/mod.ts";
import { modelIndexOf, type Trained, trainModels, withHistory } from "../pipeline/forecast/mod.ts";
import { changeModelIndex, keepChampions } from "../pipeline/infer/mod.ts";
import { digestLake } from "../pipeline/lake/mod.ts";
import { defineCommand, positiveInteger, runTask } from "./cli/command.ts";
import { LAKE, lakeOf } from "./options/lake.ts";
import { chooseSeries, FORECAST_OPTIONS } from "./options/forecast.ts";
import { booleanFlag, OUT_DIR } from "./options/pipeline_options.ts";
import { forecastCodeDigest } from "./process/code_digest.ts";
import { keepWatchlist } from "./process/keep_watchlist.ts";
import { textTable } from "./text/text_table.ts";

const command = defineCommand({
  name: "train",
  summary: "Trains the forecast models on silver up to the cut, into models/ in the lake; the same bytes on every run.",
  options: {
    outDir: { ...OUT_DIR, describe: "the lake: silver is read, models/ gets the models" },
    lake: { ...LAKE, describe: `${LAKE.describe}; models/ stays in --out-dir` },
    ...FORECAST_OPTIONS,
    workers: {
      flag: "workers",
      schema: positiveInteger("workers"),
      default: "2",
      placeholder: "N",
      describe: "models trained at the same time",
    },
    json: booleanFlag("json", "print the index of the models as JSON"),
  },
  examples: ["train", "train --cut 2004-09-30T23:00 --models ridge,boosting --targets co_gt"],
});

await runTask(command, async (options, { log, stdout, progress }) => {
  const { outDir, cut, targets, models, seed, workers } = options;
  await makeFolder(`${outDir}/models`, "the models", "name another folder with --out-dir");
  const lake = lakeOf(options);
  const startMs = systemClock.now();
  const hours = await chooseSeries(lake, options.station);
  const origin = {
    silverDigest: await digestLake(lake),
    codeDigest: forecastCodeDigest(),
    deno: Deno.version.deno,
  };
  const live = progress(["trained"]);
  const folder = `${outDir}/models`;
  let count = 0;
  await keepChampions(outDir);
  const keep = async ({ file }: Trained, text: string) => {
    await writeFileAtomic(`${folder}/${file}`, text);
    count++;
    live.update("trained", `${count} of ${targets.length * models.length}  ${file}`);
  };
  const given = { hours, cutMs: cut, targets, models, seed, origin, workers, keep };
  const trained = await trainModels(given), fresh = modelIndexOf(given, trained);
  live.update("trained", `${count} models; calibrating the drift detectors`);
  await keepWatchlist({ folder, hours, cutMs: cut, index: fresh, seed, log });
  live.end();
  // Last: it names what is complete.
  const index = await changeModelIndex(outDir, (former) => withHistory(fresh, former));
  const seconds = (systemClock.now() - startMs) / 1000;
  // Apart from all else, which is the same on every run.
  const made = {
    at: new Date().toISOString(),
    seconds,
    models: Object.fromEntries(trained.map(({ file, milliseconds }) => [file, milliseconds])),
  };
  await writeFileAtomic(`${folder}/made.json`, `${JSON.stringify(made)}\n`);
  log.info("models trained", { folder, models: trained.length, seconds });
  stdout(options.json ? JSON.stringify(index, null, 2) : table());
  return 0;

  function table(): string {
    const rows = index.models.map((each, i) => [
      each.target,
      each.model,
      each.mae_month_before_cut.toFixed(3),
      `${(trained[i]!.milliseconds / 1000).toFixed(1)} s`,
      `${(each.bytes / 1024).toFixed(0)} KiB`,
    ]);
    return textTable(["target", "model", "MAE, month before the cut", "time", "size"], rows);
  }
});
