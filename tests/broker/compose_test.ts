import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { deadLetterTopic, TOPIC_DEFAULTS } from "../../pipeline/broker/mod.ts";
import { CLEAN_TOPIC, DLQ_TOPIC, RAW_TOPIC } from "../../tasks/options/pipeline_options.ts";
import { BOOTSTRAP } from "../../tasks/options/local_broker.ts";

interface Service {
  image: string;
  ports?: string[];
  profiles?: string[];
  volumes?: string[];
  restart?: string;
  environment?: Record<string, string | number>;
  command?: string[];
  healthcheck?: { test: string[] };
  depends_on?: Record<string, { condition: string }>;
  networks?: { default: { aliases: string[] } };
}

const path = fileURLToPath(new URL("../../compose.yaml", import.meta.url));
const { services, volumes }: { services: Record<string, Service>; volumes: Record<string, unknown> } = parse(
  Deno.readTextFileSync(path),
  { merge: true },
);
const service = (name: string) => services[name]!;

/** A broker's settings by their names in server.properties, from its variables or from `--override`. */
function settingsOf({ environment = {}, command = [] }: Service): Record<string, string> {
  const variables = Object.entries(environment).filter(([name]) => name.startsWith("KAFKA_"))
    .map(([name, value]) => [name.slice("KAFKA_".length).toLowerCase().replaceAll("_", "."), String(value)]);
  const overrides = command.flatMap((argument) => {
    const [, name, value] = /^--override=([^=]+)=(.*)$/.exec(argument) ?? [];
    return name === undefined ? [] : [[name, value!]];
  });
  return Object.fromEntries([...variables, ...overrides]);
}

Deno.test("compose.yaml has the services of both forms, those with ZooKeeper by profile only", () => {
  const withProfile = Object.entries(services).filter(([, { profiles }]) => profiles?.includes("zookeeper"));
  assert.deepEqual(withProfile.map(([name]) => name).sort(), ["kafka-zookeeper", "topics-zookeeper", "zookeeper"]);
  assert.deepEqual(Object.keys(services).filter((name) => !services[name]!.profiles).sort(), ["kafka", "topics", "ui"]);
});

for (const name of ["kafka", "kafka-zookeeper"]) {
  Deno.test(`compose.yaml gives ${name} two listeners, no auto-creation, one replica, a health check and a named volume`, () => {
    const settings = settingsOf(service(name));
    assert.equal(settings["advertised.listeners"], "HOST://127.0.0.1:9092,DOCKER://kafka:29092");
    assert.match(settings["listeners"]!, /^HOST:\/\/:9092,DOCKER:\/\/:29092/);
    assert.match(settings["listener.security.protocol.map"]!, /HOST:PLAINTEXT,DOCKER:PLAINTEXT/);
    assert.equal(settings["inter.broker.listener.name"], "DOCKER");
    assert.equal(settings["auto.create.topics.enable"], "false");
    for (const key of ["offsets.topic", "transaction.state.log"]) {
      assert.equal(settings[`${key}.replication.factor`], "1");
    }
    assert.equal(settings["log.dirs"], "/var/lib/kafka/data");
    assert.deepEqual(service(name).volumes, [`${name}:/var/lib/kafka/data`]);
    assert.ok(name in volumes);
    assert.ok(service(name).healthcheck!.test.includes("127.0.0.1:9092"));
  });
}

Deno.test("compose.yaml runs kafka in KRaft mode, and kafka-zookeeper as Kafka 3.9 on a healthy ZooKeeper", () => {
  const kraft = settingsOf(service("kafka")), old = settingsOf(service("kafka-zookeeper"));
  assert.equal(kraft["process.roles"], "broker,controller");
  assert.equal(kraft["zookeeper.connect"], undefined);
  assert.equal(old["process.roles"], undefined);
  assert.equal(old["zookeeper.connect"], "zookeeper:2181");
  assert.match(service("kafka-zookeeper").image, /^apache\/kafka:3\.9\./);
  assert.deepEqual(service("kafka-zookeeper").depends_on, { zookeeper: { condition: "service_healthy" } });
  assert.deepEqual(service("kafka-zookeeper").networks?.default.aliases, ["kafka"]);
  assert.ok(service("zookeeper").healthcheck);
  assert.ok(service("zookeeper").volumes!.every((volume) => volume.split(":")[0]! in volumes));
});

Deno.test("compose.yaml has the jars' version of Kafka", async () => {
  const pom = await Deno.readTextFile(new URL("../../pipeline/local_kafka/pom.xml", import.meta.url));
  const versions = [...pom.matchAll(/<kafka\.version>([^<]+)</g)].map(([, version]) => version);
  const images = ["kafka", "kafka-zookeeper"].map((name) => service(name).image);
  assert.deepEqual(images, versions.map((version) => `apache/kafka:${version}`));
});

for (const [name, broker] of [["topics", "kafka"], ["topics-zookeeper", "kafka-zookeeper"]] as const) {
  Deno.test(`compose.yaml lets ${name} make the three topics once ${broker} is healthy, as the tasks make them`, () => {
    const { command, depends_on, restart } = service(name);
    assert.deepEqual(depends_on, { [broker]: { condition: "service_healthy" } });
    assert.equal(restart, "no");
    const script = command!.join("\n").replaceAll(/\\\n\s*/g, "");
    const names = [RAW_TOPIC, CLEAN_TOPIC, DLQ_TOPIC].map((topic) => topic.default).join(" ");
    assert.ok(script.includes(`for topic in ${names}; do`), script);
    assert.match(script, /--if-not-exists/);
    assert.match(script, new RegExp(`--partitions ${TOPIC_DEFAULTS.partitions} --replication-factor 1`));
    const config = [...script.matchAll(/--config (\S+)=(\S+)/g)].map(([, key, value]) => [key, value]);
    assert.deepEqual(Object.fromEntries(config), TOPIC_DEFAULTS.config);
    const { name: dlq, config: more } = deadLetterTopic(DLQ_TOPIC.default);
    const [[setting, value]] = Object.entries(more) as [[string, string]];
    assert.ok(script.includes(`--alter --topic ${dlq} --add-config ${setting}=${value}`), script);
  });
}

Deno.test("compose.yaml opens loopback ports only: the tasks' broker and a web view that only reads, beside the live page", () => {
  const ports = Object.values(services).flatMap(({ ports }) => ports ?? []);
  assert.deepEqual(ports, [`${BOOTSTRAP.default}:9092`, "127.0.0.1:8082:8080", `${BOOTSTRAP.default}:9092`]);
  assert.equal(service("ui").environment?.["KAFKA_CLUSTERS_0_BOOTSTRAPSERVERS"], "kafka:29092");
  assert.equal(service("ui").environment?.["KAFKA_CLUSTERS_0_READONLY"], "true");
});

Deno.test("compose.yaml pins every image", () => {
  for (const [name, { image }] of Object.entries(services)) assert.match(image, /:v?\d+\.\d+\.\d+$/, name);
});
