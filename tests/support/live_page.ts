import { freePort } from "../../pipeline/broker/address.ts";
import {
  connectKafka,
  createPublisher,
  createTopics,
  type Kafka,
  type OutgoingMessage,
} from "../../pipeline/broker/mod.ts";
import { type Page, startBrowser } from "./browser.ts";
import { startTestBroker, type TestBroker } from "./kafka.ts";
import { usingFolder } from "./lake.ts";
import { type RunningTask, startTask } from "./task.ts";

export const RAW = "air_quality.raw", CLEAN = "air_quality.clean", DEAD = "air_quality.dlq";

/** The live page, opened in a browser, on a broker of its own with the pipeline's topics. */
export interface LivePage {
  readonly kafka: Kafka;
  readonly broker: TestBroker;
  readonly url: string;
  readonly page: Page;
  readonly dashboard: RunningTask;
  /** @param port of its metrics; the page asks that of the default only */
  startConsumer(port?: string): RunningTask;
  send(topic: string, messages: OutgoingMessage[]): Promise<void>;
}

/** Runs `work` with the live page; whatever happens, nothing of it is left behind. */
export async function usingLivePage(flags: string[], work: (live: LivePage) => Promise<void>): Promise<void> {
  await using left = new AsyncDisposableStack();
  const broker = await startTestBroker();
  left.defer(() => broker.stop());
  const browser = await startBrowser();
  left.defer(() => browser.close());
  await usingFolder(async (cwd) => {
    await using started = new AsyncDisposableStack();
    const start = (name: string, ...args: string[]) => {
      const task = startTask(cwd, [name, "--bootstrap", broker.address, ...args]);
      started.defer(async () => {
        await task.signal("KILL");
        await task.outcome;
      });
      return task;
    };
    const kafka = connectKafka({ brokers: [broker.address] });
    await createTopics(kafka, [RAW, CLEAN, DEAD]);
    const [port, metricsPort] = [String(freePort()), String(freePort())];
    const metricsUrl = `http://127.0.0.1:${metricsPort}/metrics`, url = `http://127.0.0.1:${port}`;
    const dashboard = start("dashboard", "--port", port, "--metrics-url", metricsUrl, ...flags);
    const answers = () => fetch(url).then((response) => response.body!.cancel()).then(() => true, () => false);
    await dashboard.until("it serves", answers);
    await browser.page.setWidth(1440);
    await browser.page.goto(url);
    await work({
      kafka,
      broker,
      url,
      page: browser.page,
      dashboard,
      startConsumer: (port = metricsPort) => start("consume", "--metrics-port", port, "--flush-interval", "200ms"),
      async send(topic, messages) {
        const publisher = await createPublisher(kafka, topic, 3);
        await publisher.publish(messages);
        await publisher.close();
      },
    });
  });
}
