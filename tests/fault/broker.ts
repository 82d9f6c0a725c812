import { connectKafka, openTransactor, verifyTopics } from "../../pipeline/broker/mod.ts";
import { freePort } from "../../pipeline/broker/address.ts";
import { withAdmin } from "../../pipeline/broker/offsets.ts";
import { kafkaClassPath, requireJava } from "../../pipeline/local_kafka/java.ts";
import { probeBroker } from "../../pipeline/broker/probe.ts";
import { type JavaProcess, spawnJava } from "../../pipeline/local_kafka/process.ts";
import { kafkaProperties } from "../../pipeline/local_kafka/properties.ts";
import { newId } from "../../pipeline/local_kafka/quick_start.ts";
import { cacheDir } from "../support/kafka.ts";
import { waitFor } from "../support/wait.ts";
import { FaultProxy } from "./proxy.ts";
import { runToEnd } from "../support/process.ts";

/** A broker's place in its cluster. */
interface Place {
  readonly clusterId: string;
  /** Counts from 1; one without a controller comes after those that have one. */
  readonly node: number;
  readonly controllerPorts: readonly number[];
  /** Lines of `server.properties`. */
  readonly settings?: string;
}

const DEAD = "somebody-elses.dead";

/**
 * A broker that is reached through a proxy only and lets members of groups be silent for a second before it gives them up, so that a
 * run takes seconds. That is why it is not one of `ensureBroker`'s.
 */
export class FaultBroker {
  readonly proxy: FaultProxy;
  readonly #folder: string;
  readonly #port: number;
  /** Where the cluster's other brokers reach this one, without the proxy. */
  readonly #innerPort = freePort();
  readonly #place: Place;
  readonly #classPath: string;
  #process: JavaProcess | null = null;

  private constructor(folder: string, port: number, classPath: string, place: Place) {
    this.#folder = folder;
    this.#place = place;
    this.#port = port;
    this.#classPath = classPath;
    this.proxy = new FaultProxy(port);
  }

  /** Starts one. It ends with this process at the latest. */
  static async open(): Promise<FaultBroker> {
    const [broker] = await FaultBroker.openCluster(1);
    return broker!;
  }

  /** Starts a cluster of so many. They end with this process at the latest. */
  static async openCluster(nodes: number): Promise<FaultBroker[]> {
    await requireJava();
    const clusterId = newId(), controllerPorts = Array.from({ length: nodes }, () => freePort());
    const places = controllerPorts.map((_, at) => ({ clusterId, node: at + 1, controllerPorts }));
    const opened = await Promise.allSettled(places.map((place) => FaultBroker.#open(place)));
    const brokers = opened.flatMap((each) => each.status === "fulfilled" ? [each.value] : []);
    const failed = opened.find((each) => each.status === "rejected");
    if (failed === undefined) {
      const knowsAll = async ({ proxy }: FaultBroker) => {
        const probe = await probeBroker(proxy.address);
        return probe.kind === "kafka" && probe.brokers === nodes;
      };
      await waitFor("each broker knows all", async () => (await Promise.all(brokers.map(knowsAll))).every(Boolean));
      return brokers;
    }
    await Promise.all(brokers.map((broker) => broker.close()));
    throw failed.reason;
  }

  /**
   * Starts one that has a stranger's topic whose only copy is on another broker, which is dead for good. Transactions that nobody ends are
   * aborted within a second after their time. It ends with this process at the latest.
   */
  static async openBesideDead(): Promise<FaultBroker> {
    await requireJava();
    const settings = "transaction.abort.timed.out.transaction.cleanup.interval.ms=1000\n";
    const place = { clusterId: newId(), controllerPorts: [freePort()], settings };
    const broker = await FaultBroker.#open({ ...place, node: 1 });
    try {
      const kafka = connectKafka({ brokers: [broker.proxy.address] });
      // By these calls Kafka makes its own topics: later they might be put on the broker that dies.
      await (await openTransactor(kafka, { groupId: DEAD, topic: DEAD, partition: 0 })).close();
      await withAdmin(kafka, "find a coordinator", (admin) => admin.describeGroups([DEAD]));
      const other = await FaultBroker.#open({ ...place, node: 2 });
      try {
        const replicaAssignment = [{ partition: 0, replicas: [2] }];
        await withAdmin(
          kafka,
          "create a topic",
          (admin) => admin.createTopics({ topics: [{ topic: DEAD, replicaAssignment }], waitForLeaders: false }),
        );
      } finally {
        await other.close();
      }
      await waitFor(
        "the stranger's topic is dead",
        () => verifyTopics(kafka, [DEAD], 1).then(() => false, ({ message }) => /has no leader/.test(message)),
      );
      return broker;
    } catch (error) {
      await broker.close();
      throw error;
    }
  }

  static async #open(place: Place): Promise<FaultBroker> {
    const classPath = await kafkaClassPath({ cacheDir, onStep: () => {} });
    const broker = new FaultBroker(await Deno.makeTempDir({ prefix: "fault-broker-" }), freePort(), classPath, place);
    addEventListener("unload", broker.#onUnload);
    try {
      const { clusterId } = place;
      await Deno.writeTextFile(`${broker.#folder}/kafka.properties`, broker.#properties());
      const format = ["kafka.tools.StorageTool", "format", "--config", "kafka.properties", `--cluster-id=${clusterId}`];
      if (await broker.#java(format).ended !== 0) throw new Error("Kafka's storage could not be formatted");
      await broker.start();
      return broker;
    } catch (error) {
      await broker.close();
      throw error;
    }
  }

  /** Starts it on the data that it has, and waits until it answers. */
  async start(): Promise<void> {
    const kafka = this.#process = this.#java(["kafka.Kafka", "kafka.properties"]);
    await waitFor("Kafka answers", async () => {
      if (kafka.hasEnded()) throw new Error(`Kafka ended: ${kafka.stderr()}`);
      const probe = await probeBroker(`127.0.0.1:${this.#port}`);
      return probe.kind === "kafka" && probe.brokers > 0;
    });
  }

  /** Ends it as a power cut would, but for the page cache. */
  async kill9(): Promise<void> {
    this.#process?.kill();
    await this.#process?.ended;
  }

  /** Ends it cleanly. */
  async stop(): Promise<void> {
    await runToEnd("kill", ["-TERM", String(this.#process?.pid)]);
    await this.#process?.ended;
  }

  readonly #onUnload = () => {
    // Nothing can be waited for here.
    if (this.#process !== null) new Deno.Command("kill", { args: ["-KILL", String(this.#process.pid)] }).outputSync();
    Deno.removeSync(this.#folder, { recursive: true });
  };

  async close(): Promise<void> {
    removeEventListener("unload", this.#onUnload);
    await this.kill9();
    await this.proxy.close();
    await Deno.remove(this.#folder, { recursive: true });
  }

  #properties(): string {
    const { node, controllerPorts, settings: more = "" } = this.#place;
    const settings = { address: `127.0.0.1:${this.#port}`, mode: "kraft" as const, node, controllerPorts };
    const inner = `BETWEEN://127.0.0.1:${this.#innerPort}`, controllerPort = controllerPorts[node - 1];
    const isController = controllerPort !== undefined;
    // In a properties file the last value of a key counts.
    return `${kafkaProperties(settings)}
process.roles=broker${isController ? ",controller" : ""}
listeners=PLAINTEXT://127.0.0.1:${this.#port},${inner}${isController ? `,CONTROLLER://127.0.0.1:${controllerPort}` : ""}
advertised.listeners=PLAINTEXT://${this.proxy.address},${inner}
inter.broker.listener.name=BETWEEN
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,BETWEEN:PLAINTEXT,CONTROLLER:PLAINTEXT
group.min.session.timeout.ms=500
${more}`;
  }

  #java(args: readonly string[]): JavaProcess {
    const logging = new URL("../../pipeline/local_kafka/log4j2.properties", import.meta.url).href;
    const quickStart = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m", "-XX:-UsePerfData"];
    const log = [`-Dlog4j2.configurationFile=${logging}`, "-Dairquality.log=kafka.log"];
    return spawnJava("kafka", [...quickStart, ...log, "-cp", this.#classPath, ...args], this.#folder);
  }
}
