import { splitAddress } from "../broker/mod.ts";

/** How one broker is set up. Folders are relative to the working folder, which spares escaping: a properties file is ISO 8859-1. */
export type BrokerSettings =
  & { address: string }
  & (
    /** `node` counts from 1; each node of the cluster has a controller, too. */
    | { mode: "kraft"; node: number; controllerPorts: readonly number[] }
    | { mode: "zookeeper"; zookeeperPort: number }
  );

/** The folder of a node's log, in the working folder. Clusters of one and of more nodes have data of their own. */
export function storageOf(mode: "kraft" | "zookeeper", node: number, nodes: number): string {
  return nodes === 1 ? mode : `${mode}-${nodes}/${node}`;
}

/** How long ZooKeeper takes a silent broker to be alive, and how exact it is about that. */
export const ZOOKEEPER_SESSION_MS = 3000;
export const ZOOKEEPER_TICK_MS = 1000;

/**
 * The `server.properties` of a Kafka node for one user: loopback only, small internal topics, no waiting for other members. Of more nodes than
 * one, each keeps every message, and a message counts as sent once a majority has it.
 */
export function kafkaProperties(settings: BrokerSettings): string {
  const { host, port } = splitAddress(settings.address);
  const listener = `PLAINTEXT://${host.includes(":") ? `[${host}]` : host}:${port}`;
  const nodes = settings.mode === "kraft" ? settings.controllerPorts.length : 1;
  const node = settings.mode === "kraft" ? settings.node : 1;
  const majority = Math.floor(nodes / 2) + 1;
  return toText({
    ...(settings.mode === "kraft"
      ? {
        "process.roles": "broker,controller",
        "node.id": node,
        "controller.quorum.voters": settings.controllerPorts.map((port, at) => `${at + 1}@127.0.0.1:${port}`).join(","),
        "controller.listener.names": "CONTROLLER",
        "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "listeners": `${listener},CONTROLLER://127.0.0.1:${settings.controllerPorts[node - 1]}`,
      }
      : {
        "broker.id": 1,
        "zookeeper.connect": `127.0.0.1:${settings.zookeeperPort}`,
        "listeners": listener,
        "zookeeper.session.timeout.ms": ZOOKEEPER_SESSION_MS,
      }),
    "advertised.listeners": listener,
    "log.dirs": storageOf(settings.mode, node, nodes),
    "auto.create.topics.enable": false,
    "default.replication.factor": nodes,
    "min.insync.replicas": majority,
    "offsets.topic.replication.factor": nodes,
    "offsets.topic.num.partitions": 3,
    "transaction.state.log.replication.factor": nodes,
    "transaction.state.log.min.isr": majority,
    "transaction.state.log.num.partitions": 3,
    "group.initial.rebalance.delay.ms": 0,
    // A broker that was killed is not let in again before its old session has ended: 9 s unless set.
    "broker.session.timeout.ms": 3000,
    "broker.heartbeat.interval.ms": 500,
    // 128 MB of a 512 MB heap unless set
    "log.cleaner.dedupe.buffer.size": 10_485_760,
  });
}

/** The configuration of the one ZooKeeper that a Kafka 3.9 needs. */
export function zookeeperProperties(port: number): string {
  return toText({
    "dataDir": "zookeeper-data",
    "clientPort": port,
    "clientPortAddress": "127.0.0.1",
    "tickTime": ZOOKEEPER_TICK_MS,
    "admin.enableServer": false,
  });
}

function toText(properties: Record<string, string | number | boolean>): string {
  return Object.entries(properties).map(([key, value]) => `${key}=${value}\n`).join("");
}
