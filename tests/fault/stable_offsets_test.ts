import "./stable_offsets.ts";
import assert from "node:assert/strict";
import { Kafka, logLevel } from "kafkajs";
import { openTransactor, readCommittedOffsets } from "../../pipeline/broker/mod.ts";
import { sharedBroker } from "../support/kafka.ts";
import { usingWorld } from "../support/world.ts";

const address = await sharedBroker();

Deno.test("a committed offset is not read while a transaction that moves it is open, and then it is the new one", () =>
  usingWorld(address, async ({ kafka, group, raw }) => {
    const impatient = new Kafka({ brokers: [address], logLevel: logLevel.NOTHING, retry: { retries: 3 } }).admin();
    const producer = kafka.producer({ transactionalId: group, maxInFlightRequests: 1, idempotent: true });
    await Promise.all([impatient.connect(), producer.connect()]);
    assert.equal((await readCommittedOffsets(kafka, group, raw)).size, 0); // once the group has a coordinator
    const transactor = await openTransactor(kafka, { groupId: group, topic: raw, partition: 1 });
    await transactor.commit({ sends: [], nextOffset: 3, metadata: "before" });
    await transactor.close();
    const transaction = await producer.transaction();
    const partitions = [{ partition: 1, offset: "7", metadata: "m" }];
    await transaction.sendOffsets({ consumerGroupId: group, topics: [{ topic: raw, partitions }] });
    const reading = () => impatient.fetchOffsets({ groupId: group, topics: [raw] });
    await assert.rejects(reading(), /unstable offsets/);
    await transaction.commit();
    assert.deepEqual([...await readCommittedOffsets(kafka, group, raw)], [[1, { offset: 7, metadata: "m" }]]);
    await Promise.all([impatient.disconnect(), producer.disconnect()]);
  }));
