import { z } from "zod";
import { obtainOfficial, SAMPLE, UCI_AIR_QUALITY, writeSample } from "../pipeline/source/mod.ts";
import { defineCommand, runTask } from "./cli/command.ts";

const TIMEOUT_MS = 60_000;

const command = defineCommand({
  name: "data",
  summary: "Downloads the official data set to data/ and checks its digest, or creates the synthetic sample.",
  options: {
    sample: {
      flag: "sample",
      schema: z.boolean(),
      boolean: true,
      describe: "create the synthetic sample in data/sample/ instead of downloading",
    },
    json: { flag: "json", schema: z.boolean(), boolean: true, describe: "print the outcome as JSON" },
  },
  examples: ["data", "data --sample"],
});

if (import.meta.main) {
  await runTask(command, async ({ sample, json }, { log, stdout }) => {
    if (sample) {
      const path = await writeSample("data/sample");
      stdout(json ? JSON.stringify({ path, synthetic: true, ...SAMPLE }) : `${path}: synthetic, seed ${SAMPLE.seed}`);
      return 0;
    }
    log.info("looking for the official data set", { url: UCI_AIR_QUALITY.url });
    const { path, downloaded } = await obtainOfficial("data", { fetch, timeoutMs: TIMEOUT_MS });
    const how = downloaded ? "downloaded, its digest is right" : "already there, its digest is right";
    stdout(json ? JSON.stringify({ path, synthetic: false, downloaded }) : `${path}: ${how}`);
    return 0;
  });
}
