import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";

import { parse, stringify } from "yaml";
import { freePort } from "../../pipeline/broker/address.ts";
import { csv } from "../support/csv.ts";
import { sharedBroker } from "../support/kafka.ts";
import { isOnPath } from "../support/program.ts";
import { startTask } from "../support/task.ts";
import { waitFor } from "../support/wait.ts";
import { usingWorld } from "../support/world.ts";

const OPERATIONS = new URL("../../docs/operations/", import.meta.url);
const isThere = await isOnPath("prometheus");
const address = isThere ? await sharedBroker() : "";

/** Of four lines one has no pollutant, and one a value that cannot be. */
const ROWS = ["2,6;113", ";", "99999;113", "2,6;"];
const LINES = Array.from(
  { length: 96 },
  (_, hour) => `${10 + Math.floor(hour / 24)}/03/2004;${hour % 24}.00.00;${ROWS[hour % ROWS.length]}`,
);

/** The server with our configuration: other ports, and a second in place of five. */
async function startPrometheus(folder: string, targets: readonly string[]) {
  const config = parse(await Deno.readTextFile(new URL("prometheus.yml", OPERATIONS)));
  config.global = { scrape_interval: "1s", evaluation_interval: "1s" };
  config.rule_files = config.rule_files.map((file: string) => fileURLToPath(new URL(file, OPERATIONS)));
  config.scrape_configs[0].static_configs[0].targets = targets;
  await Deno.writeTextFile(`${folder}/prometheus.yml`, stringify(config));
  const port = freePort();
  const process = new Deno.Command("prometheus", {
    args: [
      `--config.file=${folder}/prometheus.yml`,
      `--storage.tsdb.path=${folder}/tsdb`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    stdout: "null",
    stderr: "null",
  }).spawn();
  return {
    /** What the HTTP API answers, if it does. */
    async ask<T>(path: string): Promise<T | undefined> {
      try {
        const { status, error, data } = await (await fetch(`http://127.0.0.1:${port}/api/v1/${path}`)).json();
        assert.equal(status, "success", `${path}: ${error}`);
        return data;
      } catch (error) {
        if (error instanceof assert.AssertionError) throw error;
        return undefined; // it is starting
      }
    },
    async [Symbol.asyncDispose]() {
      process.kill("SIGTERM");
      await process.status;
    },
  };
}

Deno.test({
  name:
    "a real Prometheus takes configuration and rules, fires on faults, and answers each panel of consumer and producer in Grafana (skipped without it)",
  ignore: !isThere,
  fn: () =>
    usingWorld(address, async ({ cwd, consume, raw }) => {
      await Deno.writeTextFile(`${cwd}/readings.csv`, csv("Date;Time;CO(GT);NO2(GT)", ...LINES));
      const ports = [freePort(), freePort()];
      const [consumerPort, producerPort] = ports.map(String) as [string, string];
      const consumer = startTask(cwd, [...consume, "--metrics-port", consumerPort]);
      const source = ["--topic", raw, "--csv", "readings.csv", "--loop", "--rate", "200"];
      const producer = startTask(cwd, [
        ...["produce", "--bootstrap", address, ...source, "--metrics-port", producerPort],
      ]);
      try {
        await using prometheus = await startPrometheus(cwd, ports.map((port) => `127.0.0.1:${port}`));
        const { ask } = prometheus;

        type Targets = { activeTargets: { health: string }[] };
        await waitFor("both targets are up", async () => {
          const targets = (await ask<Targets>("targets"))?.activeTargets ?? [];
          return targets.length === 2 && targets.every(({ health }) => health === "up");
        });

        const { panels } = JSON.parse(await Deno.readTextFile(new URL("grafana_dashboard.json", OPERATIONS)));
        const queries: string[] = panels.flatMap(({ targets }: { targets: { expr: string }[] }) =>
          targets.map(({ expr }) => expr)
        );
        for (const query of queries) {
          type Answer = { result: { value: [number, string] }[] };
          await waitFor(`there is an answer to ${query}`, async () => {
            const { result } = (await ask<Answer>(`query?query=${encodeURIComponent(query)}`))!;
            // No forecaster runs here: of its panels only the grammar is tried.
            return /airquality_(air|forecast|drift)/.test(query) ||
              result.length > 0 && result.every(({ value: [, value] }) => Number.isFinite(Number(value)));
          });
        }

        type Rules = { groups: { rules: { name: string; type: string; health: string; state?: string }[] }[] };
        const rules = async () => (await ask<Rules>("rules"))!.groups.flatMap(({ rules }) => rules);
        await waitFor("a quarter of the messages rejected is an alert", async () =>
          (await rules()).some(({ name, state }) => name === "AirQualityDeadLetters" && state === "firing"));
        assert.deepEqual(
          (await rules()).filter(({ health }) =>
            health !== "ok"
          ),
          [],
        );
      } finally {
        for (const task of [producer, consumer]) {
          await task.signal("KILL");
          await task.outcome;
        }
      }
    }),
});
