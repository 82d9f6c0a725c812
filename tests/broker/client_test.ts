import assert from "node:assert/strict";
import { translateError } from "../../pipeline/broker/client.ts";

const named = (name: string, message = "") => Object.assign(new Error(message), { name });

/** What the broker answered, as kafkajs throws it. */
const answer = (type: string, retriable: boolean) =>
  Object.assign(named("KafkaJSProtocolError", `the broker says ${type}`), { type, retriable });

/** What kafkajs 2.2.4 throws while every connection to the cluster is gone. */
const UNREACHABLE: readonly Error[] = [
  named("KafkaJSConnectionError"),
  named("KafkaJSRequestTimeoutError"),
  named("KafkaJSGroupCoordinatorNotFound", "Failed to find group coordinator"),
  new Error("Broker not connected"),
  new TypeError("Cannot destructure property 'topicMetadata' of '(intermediate value)' as it is null."),
  new TypeError("Cannot destructure property 'brokers' of '(intermediate value)' as it is null."),
  new TypeError("Cannot read properties of null (reading 'topicMetadata')"),
  answer("NOT_LEADER_FOR_PARTITION", true),
  answer("GROUP_LOAD_IN_PROGRESS", true),
  answer("CONCURRENT_TRANSACTIONS", false),
  answer("INVALID_TXN_STATE", false),
  answer("UNKNOWN", false),
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

Deno.test("translateError() tells a fence, a missing topic and a refused message from what may pass", () => {
  assert.equal(translateError(answer("INVALID_PRODUCER_EPOCH", false), "do it").code, "fenced");
  assert.equal(translateError(answer("UNKNOWN_TOPIC_OR_PARTITION", true), "do it").code, "topic_mismatch");
  assert.equal(translateError(answer("MESSAGE_TOO_LARGE", false), "do it").code, "message_refused");
});
