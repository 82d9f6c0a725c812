import assert from "node:assert/strict";
import { kafkaProperties, zookeeperProperties } from "../../pipeline/local_kafka/properties.ts";

Deno.test("kafkaProperties() keeps every listener on loopback when in KRaft mode", () => {
  const lines = kafkaProperties({ address: "127.0.0.1:19092", mode: "kraft", node: 1, controllerPorts: [19093] }).split(
    "\n",
  );
  assert.ok(lines.includes("listeners=PLAINTEXT://127.0.0.1:19092,CONTROLLER://127.0.0.1:19093"));
  assert.ok(lines.includes("advertised.listeners=PLAINTEXT://127.0.0.1:19092"));
  assert.ok(lines.includes("controller.quorum.voters=1@127.0.0.1:19093"));
  assert.ok(lines.includes("auto.create.topics.enable=false"));
});

Deno.test("kafkaProperties() lets one of three nodes fail without loss: copies on all, acknowledged by two", () => {
  const controllerPorts = [19095, 19096, 19097];
  const lines = kafkaProperties({ address: "127.0.0.1:19093", mode: "kraft", node: 2, controllerPorts }).split("\n");
  for (
    const line of [
      "node.id=2",
      "listeners=PLAINTEXT://127.0.0.1:19093,CONTROLLER://127.0.0.1:19096",
      "controller.quorum.voters=1@127.0.0.1:19095,2@127.0.0.1:19096,3@127.0.0.1:19097",
      "log.dirs=kraft-3/2",
      "default.replication.factor=3",
      "min.insync.replicas=2",
      "offsets.topic.replication.factor=3",
      "transaction.state.log.replication.factor=3",
      "transaction.state.log.min.isr=2",
    ]
  ) assert.ok(lines.includes(line), line);
});

Deno.test("kafkaProperties() brackets an IPv6 address", () => {
  const text = kafkaProperties({ address: "[::1]:19092", mode: "kraft", node: 1, controllerPorts: [19093] });
  assert.match(text, /^advertised\.listeners=PLAINTEXT:\/\/\[::1\]:19092$/m);
});

Deno.test("kafkaProperties() names no controller when with ZooKeeper, and keeps its data apart", () => {
  const text = kafkaProperties({ address: "127.0.0.1:19092", mode: "zookeeper", zookeeperPort: 12181 });
  assert.match(text, /^zookeeper\.connect=127\.0\.0\.1:12181$/m);
  assert.match(text, /^log\.dirs=zookeeper$/m);
  assert.doesNotMatch(text, /controller|process\.roles/);
});

Deno.test("zookeeperProperties() binds to loopback", () => {
  assert.match(zookeeperProperties(12181), /^clientPortAddress=127\.0\.0\.1$/m);
});
