import { isOnPath } from "./program.ts";
import { waitFor } from "./wait.ts";

/** Whether there is a browser that this process may start. */
export const hasBrowser: boolean = await isOnPath("chromium");

/**
 * A headless Chromium with one page, by the DevTools protocol. Playwright would do, but to import it under Deno takes every permission
 * (it looks into /proc).
 */
export interface Browser {
  readonly page: Page;
  close(): Promise<void>;
}

export async function startBrowser(): Promise<Browser> {
  const profile = await Deno.makeTempDir({ prefix: "chromium-" });
  const child = new Deno.Command("chromium", {
    // As root it has no sandbox of its own.
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--no-first-run",
      "--remote-debugging-port=0",
      `--user-data-dir=${profile}`,
      "about:blank",
    ],
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  const portFile = `${profile}/DevToolsActivePort`;
  const readPort = () => Deno.readTextFile(portFile).then((text) => Number(text.split("\n")[0]), () => NaN);
  await waitFor("the browser listens", async () => await readPort() > 0);
  const origin = `http://127.0.0.1:${await readPort()}`;
  const targets: { type: string; webSocketDebuggerUrl: string }[] = await (await fetch(`${origin}/json`)).json();
  const page = await openPage(targets.find(({ type }) => type === "page")!.webSocketDebuggerUrl);
  return {
    page,
    async close() {
      await page.send("Browser.close");
      await child.status;
      await page.closed;
      // It may still be putting its profile away.
      await waitFor(
        "its profile is removed",
        () => Deno.remove(profile, { recursive: true }).then(() => true, () => false),
      );
    },
  };
}

/** A page that is looked at and used. */
export class Page {
  /** Errors and warnings of the page, and the addresses that it asked for. */
  readonly complaints: string[] = [];
  readonly requests: string[] = [];
  readonly closed: Promise<void>;
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, PromiseWithResolvers<Record<string, unknown>>>();
  #loaded = Promise.withResolvers<void>();
  #calls = 0;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.onmessage = ({ data }) => this.#receive(JSON.parse(data));
    this.closed = new Promise((resolve) => socket.onclose = () => resolve());
  }

  send(method: string, params: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
    const id = ++this.#calls, call = Promise.withResolvers<Record<string, unknown>>();
    this.#waiting.set(id, call);
    this.#socket.send(JSON.stringify({ id, method, params }));
    return call.promise;
  }

  async goto(url: string): Promise<void> {
    this.#loaded = Promise.withResolvers<void>();
    const { loaderId } = await this.send("Page.navigate", { url });
    if (loaderId !== undefined) await this.#loaded.promise; // else only the part after # is another
  }

  /** What an expression is in the page, as JSON. */
  async evaluate<T>(expression: string): Promise<T> {
    const answer = await this.send("Runtime.evaluate", { expression, returnByValue: true, awaitPromise: true });
    const { result, exceptionDetails } = answer as {
      result: { value: T };
      exceptionDetails?: { exception: { description: string } };
    };
    if (exceptionDetails !== undefined) throw new Error(exceptionDetails.exception.description);
    return result.value;
  }

  texts(selector: string): Promise<string[]> {
    return this.evaluate(`[...document.querySelectorAll(${JSON.stringify(selector)})].map((each) => each.textContent)`);
  }

  /** Waits until the texts of the elements, with | between them, are as expected. */
  async until(what: string, selector: string, expected: RegExp): Promise<void> {
    let last = "";
    await waitFor(what, async () => expected.test(last = (await this.texts(selector)).join("|")))
      .catch((error) => {
        throw new Error(`${error.message}; ${selector} has: ${last}`);
      });
  }

  click(selector: string): Promise<void> {
    return this.evaluate(`document.querySelector(${JSON.stringify(selector)}).click()`);
  }

  /** Gives a field of a form its value as a user does. */
  fill(selector: string, value: string): Promise<void> {
    return this.evaluate(`{
      const field = document.querySelector(${JSON.stringify(selector)});
      field.value = ${JSON.stringify(value)};
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }`);
  }

  async press(key: "Tab" | "Enter"): Promise<void> {
    const code = { Tab: 9, Enter: 13 }[key];
    const event = { key, code: key, windowsVirtualKeyCode: code, ...(key === "Enter" ? { text: "\r" } : {}) };
    await this.send("Input.dispatchKeyEvent", { type: "keyDown", ...event });
    await this.send("Input.dispatchKeyEvent", { type: "keyUp", ...event });
  }

  /** A page so wide, without a bar beside it. */
  async setWidth(width: number): Promise<void> {
    const metrics = { width, height: 900, deviceScaleFactor: 1, mobile: false };
    await this.send("Emulation.setDeviceMetricsOverride", metrics);
    await this.send("Emulation.setScrollbarsHidden", { hidden: true });
  }

  /** As a user's settings: `{"prefers-color-scheme": "dark"}`. */
  async setMedia(features: Record<string, string>): Promise<void> {
    const list = Object.entries(features).map(([name, value]) => ({ name, value }));
    await this.send("Emulation.setEmulatedMedia", { features: list });
  }

  /** The whole page as PNG. */
  async screenshot(): Promise<Uint8Array> {
    const { data } = await this.send("Page.captureScreenshot", { captureBeyondViewport: true });
    return Uint8Array.fromBase64(data as string);
  }

  // deno-lint-ignore no-explicit-any -- the protocol's messages are many, and only some are looked into
  #receive({ id, result, error, method, params }: any): void {
    if (id !== undefined) {
      const call = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error === undefined) call?.resolve(result);
      else call?.reject(new Error(error.message));
    } else if (method === "Page.loadEventFired") this.#loaded.resolve();
    else if (method === "Network.requestWillBeSent") this.requests.push(params.request.url);
    else if (method === "Runtime.exceptionThrown") this.complaints.push(params.exceptionDetails.exception?.description);
    else if (method === "Log.entryAdded" && params.entry.level !== "verbose" && params.entry.level !== "info") {
      this.complaints.push(params.entry.text);
    } else if (method === "Runtime.consoleAPICalled" && (params.type === "error" || params.type === "warning")) {
      this.complaints.push(JSON.stringify(params.args));
    }
  }
}

async function openPage(url: string): Promise<Page> {
  const socket = new WebSocket(url);
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = reject;
  });
  const page = new Page(socket);
  for (const domain of ["Page", "Runtime", "Log", "Network"]) await page.send(`${domain}.enable`);
  return page;
}
