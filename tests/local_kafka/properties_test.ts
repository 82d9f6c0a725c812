import assert from "node:assert/strict";
import { kafkaProperties, zookeeperProperties } from "../../pipeline/local_kafka/properties.ts";

Deno.test("kafkaProperties() keeps every listener on loopback when in KRaft mode", () => {
  const lines = kafkaProperties({ address: "127.0.0.1:19092", mode: "kraft", controllerPort: 19093 }).split("\n");
  assert.ok(lines.includes("listeners=PLAINTEXT://127.0.0.1:19092,CONTROLLER://127.0.0.1:19093"));
  assert.ok(lines.includes("advertised.listeners=PLAINTEXT://127.0.0.1:19092"));
  assert.ok(lines.includes("controller.quorum.voters=1@127.0.0.1:19093"));
  assert.ok(lines.includes("auto.create.topics.enable=false"));
});

Deno.test("kafkaProperties() brackets an IPv6 address", () => {
  const text = kafkaProperties({ address: "[::1]:19092", mode: "kraft", controllerPort: 19093 });
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
