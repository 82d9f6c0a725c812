import { type FindingKind, kindOf } from "./kind.ts";

const kind = kindOf("broker");

/** What can be wrong with the broker and the way to it. */
export const BROKER_FINDINGS = {
  broker_down: kind(
    "error",
    "No broker is running on this machine",
    "Nothing listens at the address. A container takes some seconds after `docker compose up`; a broker of this machine is started by a task.",
    "deno task broker up",
    "Connection refused",
    "Broker transport failure",
    "no broker answers",
    "Timed out",
  ),
  broker_unreachable: kind(
    "error",
    "A broker elsewhere does not answer",
    "Nothing answers at an address of another machine: it is down, a firewall drops it, or the name does not resolve.",
    "check --bootstrap and KAFKA_BROKERS, the network, and the broker's own log",
    "Cannot reach a broker",
    "getaddrinfo ENOTFOUND",
  ),
  broker_container_address: kind(
    "error",
    "The address is the one for containers",
    "Inside of Docker a broker is reached by its container's name (kafka:29092), from this machine at 127.0.0.1:9092, where one answers.",
    "unset KAFKA_BROKERS, or give --bootstrap 127.0.0.1:9092",
    "kafka:29092",
    "getaddrinfo ENOTFOUND kafka",
  ),
  broker_advertised: kind(
    "error",
    "The broker sends its clients to an address that does not answer",
    "A client only asks the first address where to go. The broker advertises another one, which this machine cannot reach: that of its container network, or of another host.",
    "set the broker's advertised.listeners (compose.yaml: KAFKA_ADVERTISED_LISTENERS) to an address that this machine reaches",
    "works for a moment, then times out",
    "Advertised listeners",
  ),
  broker_not_kafka: kind(
    "error",
    "Something that is not Kafka has the port",
    "The address answers, but not as Kafka does.",
    "deno task broker up --bootstrap 127.0.0.1:19092, and KAFKA_BROKERS=127.0.0.1:19092 for the other tasks",
    "Port in use",
    "expected Kafka, got something else",
  ),
  broker_guarded: kind(
    "error",
    "The broker wants TLS or a login",
    "It hangs up on whoever speaks plainly to it.",
    "set KAFKA_SECURITY_PROTOCOL and what belongs to it; docs/setup.md has the table",
    "it speaks TLS",
    "it wants a login",
  ),
  broker_refuses: kind(
    "error",
    "The broker does not let us in",
    "User, password, mechanism or certificates are not what the broker expects.",
    "correct the KAFKA_SASL_… or KAFKA_SSL_… variable that is named",
    "refused user or password",
    "certificate is not trusted",
  ),
  login_in_clear: kind(
    "warning",
    "The password crosses the network in clear",
    "SASL PLAIN sends user and password as they are. Without TLS everybody on the way can read them.",
    "use a listener with TLS: KAFKA_SECURITY_PROTOCOL=SASL_SSL",
    "SASL_PLAINTEXT",
  ),
  broker_starting: kind(
    "error",
    "The cluster is not ready",
    "The broker answers, but knows of no broker in its cluster yet. That takes seconds after a start.",
    "wait some seconds, then: deno task broker status",
    "LEADER_NOT_AVAILABLE",
    "the broker is not ready",
  ),
  broker_stale: kind(
    "warning",
    "The local broker was started and is gone",
    "It was killed, or the machine was restarted. What it had acknowledged is on its disk.",
    "deno task broker up",
    "local broker: not answering",
  ),
  auto_creation: kind(
    "warning",
    "Topics are created by mistyping them",
    "auto.create.topics.enable is on: a wrong name makes a new topic of one partition in place of an error.",
    "set auto.create.topics.enable=false on the broker (compose.yaml and `broker up` do)",
    "a topic that nobody made",
  ),
} as const satisfies Record<string, FindingKind>;
