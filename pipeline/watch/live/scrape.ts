import type { Clock } from "../../common/mod.ts";
import { parseMetrics, type ScrapedSample } from "../metrics/exposition.ts";

const TIMEOUT_MS = 2_000;
/** A page of this pipeline's metrics has some 15 kB. */
const MAX_BYTES = 2_000_000;
/** A process at hard work may miss one question or two. */
const REMEMBER_MS = 5_000;

/** Asks processes for their metrics. One that did not answer for 5 s does not run, or shows none. */
export class Scraper {
  readonly #urls: readonly string[];
  readonly #clock: Clock;
  readonly #known = new Map<string, { atMs: number; samples: ScrapedSample[] }>();

  constructor(urls: readonly string[], clock: Clock) {
    this.#urls = urls;
    this.#clock = clock;
  }

  /** The samples of all that answer, one after the other. */
  async read(): Promise<ScrapedSample[]> {
    const all = await Promise.all(this.#urls.map(async (url) => {
      const samples = await scrape(url);
      if (samples !== null) this.#known.set(url, { atMs: this.#clock.now(), samples });
      const known = this.#known.get(url);
      return known !== undefined && this.#clock.now() - known.atMs < REMEMBER_MS ? known.samples : [];
    }));
    return all.flat();
  }
}

async function scrape(url: string): Promise<ScrapedSample[] | null> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS), redirect: "error" });
    let text = "";
    for await (const part of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += part;
      if (text.length > MAX_BYTES) return null;
    }
    return response.ok ? parseMetrics(text) : null;
  } catch {
    return null;
  }
}
