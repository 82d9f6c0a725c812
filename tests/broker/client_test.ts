import assert from "node:assert/strict";
import { translateError } from "../../pipeline/broker/client.ts";

const named = (name: string, message = "") => Object.assign(new Error(message), { name });

/** What kafkajs 2.2.4 throws while every connection to the cluster is gone. */
const UNREACHABLE: readonly Error[] = [
  named("KafkaJSConnectionError"),
  named("KafkaJSRequestTimeoutError"),
  named("KafkaJSGroupCoordinatorNotFound", "Failed to find group coordinator"),
  new Error("Broker not connected"),
  new TypeError("Cannot destructure property 'topicMetadata' of '(intermediate value)' as it is null."),
  new TypeError("Cannot destructure property 'brokers' of '(intermediate value)' as it is null."),
  Object.assign(named("KafkaJSProtocolError", "This server is not the leader"), { type: "NOT_LEADER_FOR_PARTITION" }),
  Object.assign(named("KafkaJSNumberOfRetriesExceeded"), { originalError: named("KafkaJSConnectionError") }),
];
for (const error of UNREACHABLE) {
  Deno.test(`translateError() says that no broker answers when kafkajs says ${error.name}: ${error.message}`, () => {
    assert.equal(translateError(error, "do it").code, "broker_unreachable");
  });
}

Deno.test("translateError() calls what it does not know a fault of the program", () => {
  assert.equal(translateError(new TypeError("x is not a function"), "do it").code, "internal");
});
