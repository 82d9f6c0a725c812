import { createPublisher, createTopics, subscribe } from "../../pipeline/broker/mod.ts";
import { connectKafka } from "../../pipeline/broker/client.ts";
import { usingDeadPartitions } from "../support/dead_partition.ts";
import { sharedBroker } from "../support/kafka.ts";
import { waitFor } from "../support/wait.ts";

const broker = await sharedBroker();

Deno.test("subscribe() waits for a broker that is away when it starts, and reads as it comes", async () => {
  const topic = `${crypto.randomUUID().slice(0, 8)}.raw`;
  const direct = connectKafka({ brokers: [broker] });
  await createTopics(direct, [topic], 1);
  const publisher = await createPublisher(direct, topic, 1);
  await publisher.publish([{ key: "a", value: "1" }]);
  await publisher.close();
  await usingDeadPartitions(broker, async (proxy) => {
    proxy.isAway = true;
    const settings = { groupId: topic, topic, sessionTimeoutMs: 6_000, outageTimeoutMs: 60_000 };
    let read = 0;
    const subscribing = subscribe(connectKafka({ brokers: [proxy.address] }), {
      ...settings,
      maxBytesPerPartition: 65_536,
    }, {
      onAssigned: () => void subscribing.then((own) => own.resumeAt(0, 0)),
      onMessages(_partition, messages) {
        read += messages.length;
        return Promise.resolve();
      },
    });
    await waitFor("it has been refused", () => proxy.refused > 3);
    proxy.isAway = false;
    const subscription = await subscribing;
    await waitFor("the message is read", () => read === 1);
    await subscription.close();
  });
});
