import { freePort } from "../../pipeline/broker/address.ts";
import { cacheFolder } from "../../pipeline/common/mod.ts";
import { ensureBroker } from "../../pipeline/local_kafka/ensure.ts";
import { brokerStatus, stopBroker } from "../../pipeline/local_kafka/local.ts";
import { runToEnd } from "./process.ts";

/** Jars are fetched once for all tests and tasks of this user. */
export const cacheDir = cacheFolder((name) => Deno.env.get(name));

/** A real broker on a free loopback port, with its data in a temporary folder. */
export interface TestBroker {
  address: string;
  /** As given to `ensureBroker`: start it again here after {@linkcode kill9}. */
  dataDir: string;
  /** Ends it as a power cut would: no flush, no good-bye. */
  kill9(): Promise<void>;
  /** Starts it again at its address and on its data. */
  restart(): Promise<void>;
  /** Stops it, if it runs, and removes its folder. */
  stop(): Promise<void>;
}

/** Starts a broker of one's own: for tests that kill it. It takes some 4 s; tests that only talk to one take {@linkcode sharedBroker}. */
export async function startTestBroker(options: { zookeeper?: boolean } = {}): Promise<TestBroker> {
  const dataDir = await Deno.makeTempDir({ prefix: "broker-" });
  const address = `127.0.0.1:${freePort()}`;
  const start = async () => {
    await ensureBroker({ ...options, brokers: [address], dataDir, cacheDir, onStep: () => {} });
  };
  await start();
  return {
    address,
    dataDir,
    restart: start,
    async kill9() {
      const { pids } = (await brokerStatus(dataDir))!;
      await runToEnd("kill", ["-KILL", ...pids.map(String)]);
      await stopBroker(dataDir); // waits until they are gone
    },
    async stop() {
      await stopBroker(dataDir);
      await Deno.remove(dataDir, { recursive: true });
    },
  };
}

/** Runs `work` with a broker of its own, which is stopped whatever happens. */
export async function usingBroker(work: (broker: TestBroker) => Promise<void>): Promise<void> {
  const broker = await startTestBroker();
  try {
    await work(broker);
  } finally {
    await broker.stop();
  }
}

/**
 * The address of the broker that all test files share (`TEST_KAFKA`, set by `deno task test`), or of one started for this file alone.
 * Call it at the top level of a test file, so that Deno's leak checks do not lay the broker at one test's door; name topics uniquely.
 */
export async function sharedBroker(): Promise<string> {
  const shared = Deno.env.get("TEST_KAFKA");
  if (shared) return shared;
  const { address, dataDir } = await startTestBroker();
  const { pids } = (await brokerStatus(dataDir))!;
  // An unload listener cannot wait: no stop in good order here.
  addEventListener("unload", () => {
    new Deno.Command("kill", { args: ["-KILL", ...pids.map(String)] }).outputSync();
    Deno.removeSync(dataDir, { recursive: true });
  });
  return address;
}
