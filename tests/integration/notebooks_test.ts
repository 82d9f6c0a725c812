import assert from "node:assert/strict";
import { freePort } from "../../pipeline/broker/address.ts";
import { probeBroker } from "../../pipeline/broker/mod.ts";
import { type Notebook, readNotebook } from "../../tasks/notebook/file.ts";
import { hasPython } from "../notebooks/fixture.ts";
import { hasBrowser } from "../support/browser.ts";
import { openLab } from "../support/jupyter_lab.ts";
import { sharedBroker } from "../support/kafka.ts";
import { usingFolder } from "../support/lake.ts";
import { runTask, startTask } from "../support/task.ts";

const SAMPLE = { AIR_QUALITY_CSV: new URL("../../data/sample/AirQuality.synthetic.csv", import.meta.url).pathname };
const VEGA = "application/vnd.vegalite.v5+json";

const bundles = ({ cells }: Notebook) => cells.flatMap(({ outputs = [] }) => outputs.map(({ data = {} }) => data));

Deno.test({
  name:
    "notebooks runs all seven, keeps copies and HTML with every chart, and leaves no broker (skipped without python3)",
  ignore: !hasPython,
  fn: () =>
    usingFolder(async (cwd) => {
      const address = `127.0.0.1:${freePort()}`;
      const { code, stdout, stderr } = await runTask(
        cwd,
        ["notebooks", "--bootstrap", address, "-p", "speedup=max"],
        SAMPLE,
      );
      assert.equal(code, 0, stdout + stderr);
      assert.deepEqual(stdout.match(/ok .* s {2}0\d/g)?.length, 7, stdout);
      assert.equal((await probeBroker(address)).kind, "closed");

      const quality = await readNotebook(`${cwd}/reports/notebooks/03_quality.ipynb`);
      const charts = bundles(quality).filter((data) => VEGA in data);
      assert.ok(charts.length >= 4);
      const html = await Deno.readTextFile(`${cwd}/reports/notebooks/03_quality.html`);
      for (const chart of charts) {
        const png = String(chart["image/png"]).replaceAll("\n", "");
        assert.ok(html.replaceAll("\n", "").includes(png), String(chart["text/plain"]));
      }
      const pipeline = await readNotebook(`${cwd}/reports/notebooks/02_pipeline.ipynb`);
      const texts = bundles(pipeline).map((data) => [data["text/plain"]].flat().join(""));
      assert.ok(texts.some((text) => text.startsWith("The law of conservation holds")), texts.join("\n"));
      assert.ok(bundles(pipeline).filter((data) => VEGA in data).length >= 2);
      const explore = await readNotebook(`${cwd}/reports/notebooks/04_explore.ipynb`);
      assert.ok(bundles(explore).filter((data) => "image/png" in data).length >= 10);
      const forecast = await readNotebook(`${cwd}/reports/notebooks/05_forecast.ipynb`);
      assert.ok(bundles(forecast).filter((data) => VEGA in data).length >= 3);
      const stream = await readNotebook(`${cwd}/reports/notebooks/06_stream.ipynb`);
      assert.equal(bundles(stream).filter((data) => VEGA in data).length, 2);
      const shown = bundles(stream).map((data) => [data["text/plain"]].flat().join(""));
      assert.ok(shown.some((text) => text.startsWith("The forecasts hold")), shown.join("\n"));
      assert.ok(shown.some((text) => /ratio +no2_gt\/nox_gt +cusum/.test(text)), "the drift is alarmed");
      const final = bundles(await readNotebook(`${cwd}/reports/notebooks/07_final.ipynb`))
        .map((data) => [data["text/plain"]].flat().join(""));
      assert.ok(final.some((text) => /final_report\.pdf +deno task final +not there yet/.test(text)), final.join("\n"));
      assert.ok((await Deno.stat(`${cwd}/reports/notebooks/quality/index.html`)).isFile);
      assert.ok((await Deno.stat(`${cwd}/reports/notebooks/explore/index.html`)).isFile);
    }),
});

Deno.test({
  name: "notebooks ends at Ctrl+C, with the broker that a notebook had started (skipped without python3)",
  ignore: !hasPython,
  fn: () =>
    usingFolder(async (cwd) => {
      const address = `127.0.0.1:${freePort()}`;
      const running = startTask(cwd, ["notebooks", "01", "--bootstrap", address], SAMPLE);
      const isUp = async () => (await probeBroker(address)).kind === "kafka";
      await running.until("the notebook has started a broker", isUp, 120_000);
      await running.signal("INT");
      assert.equal((await running.outcome).code, 130, running.stderr());
      assert.equal((await probeBroker(address)).kind, "closed");
    }),
});

Deno.test("notebooks refuses a parameter that no notebook knows, and a notebook that is not there", () =>
  usingFolder(async (cwd) => {
    const parameter = await runTask(cwd, ["notebooks", "-p", "sped=max"]);
    assert.equal(parameter.code, 2);
    assert.match(parameter.stderr, /Cannot set the parameter sped: expected readings, speedup/);
    const notebook = await runTask(cwd, ["notebooks", "99"]);
    assert.equal(notebook.code, 2);
    assert.match(notebook.stderr, /Cannot run 99: expected one of 01_setup/);
  }));

Deno.test({
  name: "notebooks:lab runs 03 in a browser, which draws the charts (skipped without python3 and chromium)",
  ignore: !hasPython || !hasBrowser,
  fn: async () => {
    const broker = await sharedBroker();
    await usingFolder(async (home) => {
      const lab = await openLab({ home, broker, csv: SAMPLE.AIR_QUALITY_CSV });
      try {
        const page = await lab.runAll("03_quality.ipynb");
        const count = (selector: string) => page.evaluate<number>(`document.querySelectorAll("${selector}").length`);
        assert.ok(await count(".vega-embed canvas, .vega-embed svg.marks") >= 4);
        assert.equal(await count(".jp-RenderedHTMLCommon[data-mime-type='application/vnd.jupyter.error']"), 0);
      } finally {
        await lab.close();
      }
    });
  },
});
