import assert from "node:assert/strict";
import { freePort } from "../../../pipeline/broker/address.ts";
import type { BrokerStatus } from "../../../pipeline/local_kafka/mod.ts";
import { type BrokerOptions, diagnoseBroker, loginInClear } from "../../../pipeline/watch/doctor/broker.ts";
import { usingServer } from "../../support/fake_broker.ts";

const found = async (address: string, change: Partial<BrokerOptions> = {}) => {
  const options = { brokers: [address], security: {}, local: undefined, usualAddress: "127.0.0.1:1" };
  const { findings, kafka } = await diagnoseBroker({ ...options, ...change });
  assert.equal(kafka, null);
  return findings;
};

Deno.test("diagnoseBroker() finds broker_down at a loopback address, and broker_stale where it was started", async () => {
  const address = `127.0.0.1:${freePort()}`;
  assert.deepEqual((await found(address)).map(({ id }) => id), ["broker_down"]);
  const local: BrokerStatus = {
    ...{ running: false, address, mode: "kraft", clusterId: undefined, pids: [1], nodes: [] },
  };
  assert.deepEqual((await found(address, { local })).map(({ id }) => id), ["broker_down", "broker_stale"]);
});

Deno.test("diagnoseBroker() finds broker_node_down, naming the node of the local cluster and how to start it", async () => {
  const [address, gone] = [`127.0.0.1:${freePort()}`, "127.0.0.1:19293"];
  const local: BrokerStatus = {
    ...{ running: true, address: `${address},${gone}`, mode: "kraft", clusterId: "c", pids: [1, 2] },
    nodes: [{ address, running: true, log: "kafka-1.log" }, { address: gone, running: false, log: "kafka-2.log" }],
  };
  const down = (await found(address, { local })).find(({ id }) => id === "broker_node_down");
  assert.match(down!.what, /19293/);
  assert.equal(down!.fix, `deno task broker up --nodes 2 --bootstrap ${address},${gone}`);
});

Deno.test("diagnoseBroker() finds broker_unreachable at another machine's name", async () => {
  assert.deepEqual((await found("broker.invalid:9092")).map(({ id }) => id), ["broker_unreachable"]);
});

Deno.test("diagnoseBroker() finds broker_container_address where Kafka answers on this machine", () =>
  usingServer({ advertised: ["127.0.0.1:1"] }, async (usualAddress) => {
    const [only, ...others] = await found("kafka-not-there:29092", { usualAddress });
    assert.deepEqual([only?.id, others], ["broker_container_address", []]);
    assert.ok(only!.fix.includes(usualAddress));
  }));

Deno.test("diagnoseBroker() finds broker_advertised where clients are sent to an address without an answer", () =>
  usingServer({ advertised: ["kafka-not-there:29092"] }, async (address) => {
    const [only] = await found(address);
    assert.equal(only?.id, "broker_advertised");
    assert.match(only!.what, /kafka-not-there:29092/);
  }));

Deno.test("diagnoseBroker() finds broker_starting where the cluster has no broker yet", () =>
  usingServer({ advertised: [] }, async (address) => {
    assert.deepEqual((await found(address)).map(({ id }) => id), ["broker_starting"]);
  }));

Deno.test("diagnoseBroker() finds broker_guarded where TLS or a login is wanted", async () => {
  await usingServer("TLS", async (address) => {
    const [only] = await found(address);
    assert.deepEqual([only?.id, /expects TLS/.test(only!.what)], ["broker_guarded", true]);
  });
  await usingServer("SASL", async (address) => {
    const [only] = await found(address);
    assert.deepEqual([only?.id, /expects a login/.test(only!.what)], ["broker_guarded", true]);
  });
});

Deno.test("diagnoseBroker() finds broker_not_kafka where a web server listens", async () => {
  await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, () => new Response("hello"));
  assert.deepEqual((await found(`127.0.0.1:${server.addr.port}`)).map(({ id }) => id), ["broker_not_kafka"]);
});

Deno.test("diagnoseBroker() finds broker_refuses where TLS is asked of a server without", () =>
  usingServer({ advertised: [] }, async (address) => {
    const findings = await found(address, { security: { ssl: {} } });
    assert.deepEqual(findings.map(({ id }) => id), ["broker_refuses"]);
    assert.match(findings[0]!.fix, /KAFKA_SECURITY_PROTOCOL/);
  }));

const LOGIN = { mechanism: "plain", username: "u", password: "p" } as const;
for (
  const [what, brokers, security, count] of [
    ["PLAIN to another host", ["kafka.example:9092", "127.0.0.1:9092"], { sasl: LOGIN }, 1],
    ["PLAIN to this machine", ["127.0.0.1:9092", "localhost:9093"], { sasl: LOGIN }, 0],
    ["PLAIN within TLS", ["kafka.example:9092"], { sasl: LOGIN, ssl: {} }, 0],
    ["SCRAM", ["kafka.example:9092"], { sasl: { ...LOGIN, mechanism: "scram-sha-512" } }, 0],
    ["no login", ["kafka.example:9092"], {}, 0],
  ] as const
) {
  Deno.test(`loginInClear() ${count === 0 ? "finds nothing in" : "warns of"} ${what}`, () => {
    const findings = loginInClear({ brokers, security, local: undefined });
    assert.deepEqual(
      findings.map(({ id, what }) => [id, what]),
      count === 0 ? [] : [
        ["login_in_clear", "SASL PLAIN without TLS to kafka.example:9092"],
      ],
    );
  });
}
