import { z } from "zod";
import { PipelineError, readTextIfThere } from "../pipeline/common/mod.ts";
import {
  candidateCalled,
  candidatesOf,
  type Champion,
  championOf,
  type ModelIndex,
  previousOf,
  promote,
  type Target,
  TARGETS,
} from "../pipeline/forecast/mod.ts";
import { changeModelIndex, keepChampion, readChampion, readModelIndex } from "../pipeline/infer/registry.ts";
import { defineCommand, runTask } from "./cli/command.ts";
import { booleanFlag, OUT_DIR } from "./options/pipeline_options.ts";
import { textTable } from "./text/text_table.ts";

const command = defineCommand({
  name: "models",
  summary:
    "Lists the models of a lake and which of them serve, or makes another one serve. Running forecasters switch to it within two seconds.",
  options: {
    outDir: { ...OUT_DIR, describe: "the lake, with models/ of deno task train" },
    json: booleanFlag("json", "print as JSON"),
  },
  positionals: [
    {
      name: "action",
      choices: ["promote", "rollback"],
      describe: "forecast TARGET with MODEL from now on; return to the model that served before",
      optional: true,
    },
    { name: "target", choices: TARGETS, describe: "the field that is forecast", optional: true },
    {
      name: "model",
      describe:
        "promote: the model's name, or the beginning of its digest, which also names one of an earlier training",
      optional: true,
    },
  ],
  examples: ["models", "models promote no2_gt sarima", "models promote no2_gt 3f2a91", "models rollback no2_gt"],
});

/** A row of the list. */
interface Listed extends Champion {
  readonly state: "serves" | "trained" | "served before";
  /** Whether its file is still there. */
  readonly available: boolean;
}

const FORMS = { promote: "promote TARGET MODEL", rollback: "rollback TARGET" };

const nameOf = ({ model, sha256, cut }: Champion) => `${model} (${sha256.slice(0, 12)}, learnt up to ${cut})`;

await runTask(command, async ({ outDir, json }, { stdout }, [action, targetText, called]) => {
  const index = await readModelIndex(outDir);
  if (index === null) {
    throw new PipelineError("not_found", `Cannot list the models of ${outDir} as nothing was trained there`, {
      hint: "train them: deno task train",
    });
  }
  if (action === undefined) {
    const listed = await list(outDir, index);
    const trainedAt = await trainingTime(outDir), { cut, silver_digest, deno } = index;
    if (json) stdout(JSON.stringify({ trained_at: trainedAt, cut, silver_digest, deno, models: listed }, null, 2));
    else {
      stdout(
        `last training: ${trainedAt ?? "at an unknown time"}, hours up to ${cut}, silver ${silver_digest.slice(0, 12)}`,
      );
      stdout(tableOf(listed));
    }
    return 0;
  }
  const target = z.enum(TARGETS).safeParse(targetText).data;
  if (target === undefined || (action === "promote") !== (called !== undefined)) {
    throw new PipelineError("usage", `Cannot ${action} a model: expected ${FORMS[action as keyof typeof FORMS]}`, {
      hint: "deno task models lists targets and models",
    });
  }
  const wanted = (index: ModelIndex) =>
    action === "promote" ? candidateCalled(index, target, called!) : previousOf(index, target);
  let former: Champion | undefined;
  const changed = await changeModelIndex(outDir, async (index) => {
    const champion = wanted(index!);
    former = championOf(index!, target);
    await keepChampion(outDir, champion);
    if (former !== undefined && former.sha256 !== champion.sha256) await keepIfThere(former);
    return promote(index!, champion);
  });
  const now = championOf(changed, target)!;
  if (json) stdout(JSON.stringify({ former, now }, null, 2));
  else if (former?.sha256 === now.sha256) stdout(`${target}: ${nameOf(now)} serves already`);
  else stdout(`${target}: ${nameOf(now)} serves in place of ${former === undefined ? "no model" : nameOf(former)}`);
  return 0;

  /** What served is kept for a rollback; one whose file is gone cannot be. */
  async function keepIfThere(champion: Champion): Promise<void> {
    if (await readChampion(outDir, champion) !== null) await keepChampion(outDir, champion);
  }
});

/** When the last training ended; null where the models came without the file that says so. */
async function trainingTime(outDir: string): Promise<string | null> {
  const text = await readTextIfThere(`${outDir}/models/made.json`);
  return text === undefined ? null : JSON.parse(text).at ?? null;
}

async function list(outDir: string, index: ModelIndex): Promise<Listed[]> {
  const listed: Listed[] = [];
  for (const target of TARGETS as readonly Target[]) {
    const serving = championOf(index, target)?.sha256;
    const trained = new Set(index.models.map(({ sha256 }) => sha256));
    for (const each of candidatesOf(index, target)) {
      const state = each.sha256 === serving ? "serves" : trained.has(each.sha256) ? "trained" : "served before";
      listed.push({ ...each, state, available: await readChampion(outDir, each) !== null });
    }
  }
  return listed;
}

function tableOf(listed: readonly Listed[]): string {
  const rows = listed.map(({ target, model, state, available, sha256, cut, mae_month_before_cut }) => [
    ...[target, model, available ? state : `${state}, its file is gone`, sha256.slice(0, 12), cut],
    mae_month_before_cut.toFixed(3),
  ]);
  return textTable(["target", "model", "state", "digest", "learnt up to", "MAE, month before"], rows);
}
