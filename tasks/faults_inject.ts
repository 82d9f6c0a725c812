import { z } from "zod";
import {
  FILE_RULES,
  injectFile,
  judgeCsv,
  levelsOfCsv,
  measureLevels,
  measureRules,
} from "../pipeline/evaluate/mod.ts";
import { renderRuleMeasures } from "../pipeline/report/quality/rule_measure.ts";
import { defineCommand, nonNegativeInteger, runTask, text } from "./cli/command.ts";
import { booleanFlag } from "./options/pipeline_options.ts";

const command = defineCommand({
  name: "faults:inject",
  summary: "Writes a copy of a CSV with seeded, labelled faults, to measure the rules.",
  options: {
    csv: {
      flag: "csv",
      path: true,
      schema: text(),
      placeholder: "IN",
      describe: "the readings, in the form of the UCI file",
    },
    out: {
      flag: "out",
      path: true,
      schema: text(),
      placeholder: "OUT",
      describe: "where the copy goes; reports call it synthetic if its name ends in .synthetic.csv",
    },
    labels: {
      flag: "labels",
      path: true,
      schema: text(),
      placeholder: "FILE",
      describe: "where the labels go, as JSON: each fault, its lines, and the rule that should find it",
    },
    seed: {
      flag: "seed",
      schema: nonNegativeInteger("seed"),
      default: "2026",
      placeholder: "N",
      describe: "the same seed gives the same bytes",
    },
    rate: {
      flag: "rate",
      schema: z.coerce.number("expected a number").gt(0, "expected more than 0").max(0.2, "expected 0.2 at most"),
      default: "0.1",
      placeholder: "SHARE",
      describe: "approximate share of readings that get a fault",
    },
    levels: booleanFlag(
      "levels",
      "instead of all other faults, channels in another unit for three weeks each: the quality report should find them",
    ),
    measure: booleanFlag(
      "measure",
      "print as Markdown how well the default rules, and the report, find the faults; needs no broker",
    ),
  },
  examples: [
    "faults:inject --csv data/AirQualityUCI.csv --out data/faults.synthetic.csv --labels data/faults.labels.json",
    "pipeline --csv data/faults.synthetic.csv --out-dir data/faults",
    "report --out-dir data/faults --labels data/faults.labels.json",
  ],
});

if (import.meta.main) {
  await runTask(command, async ({ csv, out, labels: labelsPath, seed, rate, levels, measure }, { log, stdout }) => {
    const labels = await injectFile({ csv, out, labels: labelsPath }, { seed, rate, levels });
    const lines = labels.faults.reduce((total, fault) => total + fault.lines.length, 0);
    log.info("faults injected", { out, labels: labelsPath, faults: labels.faults.length, lines });
    if (measure) {
      const measures = measureRules(labels, await judgeCsv(out), FILE_RULES);
      stdout(renderRuleMeasures({ labels, measures, levels: measureLevels(labels, await levelsOfCsv(out)) }));
    }
    return 0;
  });
}
