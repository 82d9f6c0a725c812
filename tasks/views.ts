import { PipelineError } from "../pipeline/common/mod.ts";
import { writeViews } from "../pipeline/views/mod.ts";
import { defineCommand, runTask, text } from "./cli/command.ts";
import { LAKE, lakeOf } from "./options/lake.ts";
import { booleanFlag, OUT_DIR } from "./options/pipeline_options.ts";
import { count } from "./text/progress_text.ts";
import { textTable } from "./text/text_table.ts";

const command = defineCommand({
  name: "views",
  summary: "Writes the dashboard, learning and regulatory views of silver as Parquet and CSV, each fill flagged.",
  options: {
    outDir: { ...OUT_DIR, describe: "the lake to read silver from" },
    lake: LAKE,
    viewsDir: {
      flag: "views-dir",
      path: true,
      env: "AIR_QUALITY_VIEWS_DIR",
      schema: text(),
      default: "data/views",
      placeholder: "FOLDER",
      describe: "where the views go",
    },
    json: booleanFlag("json", "print what was written as JSON"),
  },
  examples: ["views", "views --views-dir /tmp/views"],
});

await runTask(command, async ({ viewsDir, json, ...flags }, { stdout }) => {
  const lake = lakeOf(flags), written = await writeViews(lake, viewsDir);
  if (written.length === 0) {
    throw new PipelineError("not_found", `Cannot make views of ${lake.location}/silver as there is no row in it`, {
      hint: "fill it: deno task pipeline",
    });
  }
  stdout(json ? JSON.stringify(written, null, 2) : table());
  return 0;

  function table(): string {
    const rows = written.map(({ path, rows, filled }) => [`${path}.parquet, .csv`, count(rows), count(filled)]);
    return textTable(["file", "rows", "filled values"], rows);
  }
});
