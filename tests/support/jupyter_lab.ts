import { freePort } from "../../pipeline/broker/address.ts";
import { type Browser, type Page, startBrowser } from "./browser.ts";
import { startTask } from "./task.ts";
import { waitFor } from "./wait.ts";

/** JupyterLab as `deno task notebooks:lab` starts it, and a browser without a screen. */
export interface Lab {
  /** Opens one of the notebooks and runs all of its cells, as its menu does. Fails where a cell does. */
  runAll(notebook: string): Promise<Page>;
  /** Scrolls to a cell of the notebook, by its place from 0. */
  showCell(index: number): Promise<void>;
  /** Ends browser, server and kernels. */
  close(): Promise<void>;
}

export interface LabOptions {
  /** data/ and reports/ of the notebooks are below it, and so are JupyterLab's settings: nobody's own ones count. */
  home: string;
  /** Address of the broker. */
  broker: string;
  csv: string;
  theme?: "JupyterLab Light" | "JupyterLab Dark";
}

const SIZE = { width: 1_200, height: 900, deviceScaleFactor: 1, mobile: false };

export async function openLab({ home, broker, csv, theme = "JupyterLab Light" }: LabOptions): Promise<Lab> {
  const port = freePort(), token = crypto.randomUUID();
  await writeSettings(`${home}/jupyter`, theme);
  const task = startTask(home, ["notebooks:lab", "--no-browser", "--port", String(port)], {
    JUPYTER_TOKEN: token,
    JUPYTER_CONFIG_DIR: `${home}/jupyter`,
    JUPYTER_DATA_DIR: `${home}/jupyter/data`,
    NOTEBOOKS_HOME: home,
    KAFKA_BROKERS: broker,
    AIR_QUALITY_CSV: csv,
  });
  let browser: Browser | undefined;
  const close = async () => {
    await browser?.close();
    await task.signal("TERM");
    await task.outcome;
  };
  try {
    const address = `http://127.0.0.1:${port}`;
    await task.until("JupyterLab answers", () => answers(`${address}/api?token=${token}`), 120_000);
    browser = await startBrowser();
    const { page } = browser;
    await page.send("Emulation.setDeviceMetricsOverride", SIZE);
    return {
      async runAll(notebook) {
        await page.goto(`${address}/lab?token=${token}`);
        await waitFor("JupyterLab is drawn", () => page.evaluate<boolean>("window.jupyterapp !== undefined"), 90_000);
        await page.evaluate(runAllOf(`notebooks/${notebook}`));
        return page;
      },
      showCell: (index) => page.evaluate(`window.notebook.widgets[${index}].node.scrollIntoView()`),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What is run before the kernel is there would never be run. */
const runAllOf = (path: string) =>
  `(async () => {
  await jupyterapp.restored;
  const panel = await jupyterapp.commands.execute("docmanager:open", { path: ${JSON.stringify(path)} });
  window.notebook = panel.content;
  jupyterapp.shell.collapseLeft();
  await panel.context.ready;
  await panel.sessionContext.ready;
  await panel.sessionContext.session.kernel.info;
  await Promise.race([
    jupyterapp.commands.execute("notebook:run-all-cells"),
    new Promise((_, reject) => setTimeout(() => reject(new Error("the cells have not ended within 180 s")), 180000)),
  ]);
  for (const { model } of window.notebook.widgets.filter(({ model }) => model.type === "code")) {
    const failed = model.outputs.toJSON().find(({ output_type }) => output_type === "error");
    if (failed !== undefined) throw new Error(failed.ename + ": " + failed.evalue);
  }
})()`;

/** Saves nothing of its own accord: the notebooks are those of the checkout. */
async function writeSettings(folder: string, theme: string): Promise<void> {
  const settings = `${folder}/lab/user-settings/@jupyterlab`;
  const files = {
    [`${folder}/jupyter_lab_config.json`]: { LabApp: { expose_app_in_browser: true } },
    [`${settings}/docmanager-extension/plugin.jupyterlab-settings`]: { autosave: false },
    [`${settings}/notebook-extension/tracker.jupyterlab-settings`]: { windowingMode: "none" }, // cells out of sight too
    [`${settings}/apputils-extension/themes.jupyterlab-settings`]: { theme },
  };
  for (const [path, value] of Object.entries(files)) {
    await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
    await Deno.writeTextFile(path, JSON.stringify(value));
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url);
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
