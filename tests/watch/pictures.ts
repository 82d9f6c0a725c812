/**
 * Takes the pictures of the live page that the docs show: `deno task pictures`. They are of a real run: the synthetic sample, sent by a
 * dozen invented stations that are some weeks apart in it.
 */
import { PipelineError } from "../../pipeline/common/mod.ts";
import { defineCommand, runTask } from "../../tasks/cli/command.ts";
import { hasBrowser } from "../support/browser.ts";
import { type LivePage, RAW, usingLivePage } from "../support/live_page.ts";

const ROOT = new URL("../../", import.meta.url);
const STATIONS = [
  "via-roma",
  "porta-nuova",
  "stazione-centrale",
  "parco-nord",
  "viale-europa",
  "lungolago",
  "ospedale",
  "corso-italia",
  "piazza-duomo",
  "scuola-media",
  "aeroporto",
  "castello",
];
const ROWS_A_ROUND = 4;
const ROUND_MS = 250;
const SECONDS = 75;

const command = defineCommand({
  name: "pictures",
  summary: "Takes the pictures of the live page that the docs show, into docs/pictures, by the chromium on PATH.",
  options: {},
});

await runTask(command, async () => {
  if (!hasBrowser) throw new PipelineError("tool_missing", "Cannot take pictures as there is no chromium on PATH");
  await usingLivePage([], takeAll);
  return 0;
});

async function takeAll(live: LivePage): Promise<void> {
  const sending = send(live);
  live.startConsumer();
  await live.page.until("the page is in full swing", "#tiles .figure", /^\d+\/s.*\d/);
  await new Promise((resolve) => setTimeout(resolve, (SECONDS - 25) * 1000));
  await take(live, "overview", 1440, "light");
  await take(live, "overview-dark", 1440, "dark");
  await take(live, "overview-768", 768, "light");
  await take(live, "overview-390", 390, "dark");
  await live.page.goto(`${live.url}#messages?topic=air_quality.clean`);
  await live.page.until("messages are shown", "#message-note", / read/);
  await live.page.evaluate(
    `document.querySelectorAll("#message-list details").forEach((each, at) => at > 12 && each.remove())`,
  );
  await live.page.click("#message-list details:nth-child(2) summary");
  await take(live, "messages", 1440, "light");
  await live.page.goto(`${live.url}#dead-letters`);
  await live.page.click("#redrive-try");
  await live.page.until("the dry run is over", "#redrive-note", /Nothing was sent/);
  await take(live, "dead-letters", 1440, "light");
  await sending;
}

async function send({ send }: LivePage): Promise<void> {
  const [, ...lines] = (await Deno.readTextFile(new URL("data/sample/AirQuality.synthetic.csv", ROOT))).split(/\r?\n/);
  const names = [
    "co_gt",
    "pt08_s1_co",
    "nmhc_gt",
    "c6h6_gt",
    "pt08_s2_nmhc",
    "nox_gt",
    "pt08_s3_nox",
    "no2_gt",
    "pt08_s4_no2",
    "pt08_s5_o3",
    "t",
    "rh",
    "ah",
  ];
  const rows = lines.flatMap((line, index) => {
    const [date = "", time = "", ...cells] = line.split(";");
    if (cells.length < names.length || date === "") return [];
    const values = names.map((name, at) => [name, Number(cells[at]!.replace(",", "."))]);
    return [{
      ts: `${date.split("/").reverse().join("-")}T${time.replaceAll(".", ":")}Z`,
      ...Object.fromEntries(values),
      source_line: index + 2,
    }];
  });
  for (let round = 0; round < SECONDS * 1000 / ROUND_MS; round++) {
    const messages = STATIONS.flatMap((station_id, station) =>
      Array.from({ length: ROWS_A_ROUND }, (_, at) => ({
        key: station_id,
        value: JSON.stringify({ station_id, ...rows[station * 600 + round * ROWS_A_ROUND + at] }),
      }))
    );
    await send(RAW, messages);
    await new Promise((resolve) => setTimeout(resolve, ROUND_MS));
  }
}

async function take({ page }: LivePage, name: string, width: number, theme: "light" | "dark"): Promise<void> {
  await page.setWidth(width);
  await page.setMedia({ "prefers-color-scheme": theme, "prefers-reduced-motion": "reduce" });
  await new Promise((resolve) => setTimeout(resolve, 1_500)); // the next state is drawn
  await Deno.mkdir(new URL("docs/pictures/", ROOT), { recursive: true });
  await Deno.writeFile(new URL(`docs/pictures/dashboard-${name}.png`, ROOT), await page.screenshot());
}
