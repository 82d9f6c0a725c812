import { z } from "zod";
import { peekLetters, redrive, summarizeLetters } from "../pipeline/dlq/mod.ts";
import { systemClock } from "../pipeline/common/mod.ts";
import { REASON_CODES, ruleSetVersion } from "../pipeline/reading/mod.ts";
import { defineCommand, positiveInteger, runTask, text } from "./cli/command.ts";
import { readRules, RULES } from "./options/rules.ts";
import { reachKafka } from "./options/kafka.ts";
import { letterFacts, lettersText, matrixText, summaryText } from "./text/dead_letter_text.ts";
import { BOOTSTRAP } from "./options/local_broker.ts";
import { booleanFlag, DLQ_TOPIC, RAW_TOPIC } from "./options/pipeline_options.ts";
import { count } from "./text/progress_text.ts";
import { visibleJson } from "./text/visible.ts";

const command = defineCommand({
  name: "dlq",
  summary: "Shows the dead-letter topic, and returns the messages that the rules accept now to the raw topic.",
  options: {
    bootstrap: BOOTSTRAP,
    rawTopic: RAW_TOPIC,
    dlqTopic: DLQ_TOPIC,
    rule: {
      flag: "rule",
      schema: z.enum(REASON_CODES).optional(),
      placeholder: "CODE",
      describe: "only dead letters that this rule rejected (other rules may too)",
    },
    field: {
      flag: "field",
      schema: text().optional(),
      placeholder: "FIELD",
      describe: "only dead letters with a reason about this field",
    },
    station: {
      flag: "station",
      schema: text().optional(),
      placeholder: "ID",
      describe: "only dead letters of this station",
    },
    last: {
      flag: "last",
      schema: positiveInteger("letters"),
      default: 20,
      placeholder: "MESSAGES",
      describe: "peek: show at most this many, newest last",
    },
    rules: RULES,
    limit: {
      flag: "limit",
      schema: positiveInteger("messages").optional(),
      placeholder: "MESSAGES",
      describe: "redrive: return at most this many",
    },
    go: booleanFlag("go", "redrive: send them; without this flag nothing is sent"),
    json: booleanFlag("json", "as JSON"),
  },
  positionals: [{
    name: "action",
    choices: ["peek", "summary", "redrive"],
    describe:
      "show the newest ones; count them by rule, field and day; judge them again and return those that are accepted now",
  }],
  examples: [
    "dlq peek --rule schema_violation --last 5",
    "dlq summary",
    "dlq redrive --rules rules.json",
    "dlq redrive --rules rules.json --go",
  ],
});

await runTask(command, async (options, { stdout, log, signal, progress }, [action]) => {
  const { rawTopic, dlqTopic, rule, field, station, last, limit, go, json } = options;
  const filter = { rule, field, station };
  const rules = await readRules(options.rules);
  const kafka = await reachKafka(options.bootstrap, log);
  if (action === "peek") {
    const letters = await peekLetters(kafka, dlqTopic, { ...filter, last, signal });
    stdout(json ? visibleJson(letters.map(letterFacts)) : lettersText(letters));
    return 0;
  }
  if (action === "summary") {
    const summary = await summarizeLetters(kafka, dlqTopic, filter, signal);
    stdout(json ? visibleJson(summary) : summaryText(summary));
    return 0;
  }
  const ruleSet = ruleSetVersion(rules);
  const live = go && !json ? progress(["redrive"]) : null;
  const startMs = systemClock.now();
  const outcome = await redrive(kafka, { rawTopic, deadLetterTopic: dlqTopic, rules, filter, limit, go }, {
    signal,
    onProgress: (sent) => live?.update("redrive", `${count(sent)} returned`),
  });
  live?.end();
  const seconds = (systemClock.now() - startMs) / 1000;
  stdout(json ? visibleJson({ ruleSet, go, ...outcome, seconds }) : matrixText(outcome, ruleSet));
  if (json) return 0;
  const given = options.rules === undefined ? "without --rules" : `with --rules ${options.rules}`;
  stdout(
    go
      ? `${count(outcome.sent)} returned in ${
        seconds.toFixed(1)
      } s. The running consumer must use the same rules, ${given}; ` +
        "otherwise it rejects them again"
      : `dry run, nothing was sent: ${count(Math.min(outcome.candidates, limit ?? Infinity))} would return with --go`,
  );
  return 0;
});
