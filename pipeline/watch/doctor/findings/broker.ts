import { type FindingKind, kindOf } from "./kind.ts";

const kind = kindOf("broker");

/** What can be wrong with the broker and the way to it. */
export const BROKER_FINDINGS = {
  broker_down: kind(
    "error",
    "No broker is running on this machine",
    "Nothing listens at the address. After `docker compose up` a container needs a few seconds; without Docker, a task starts the broker.",
    "deno task broker up",
    "Connection refused",
    "Broker transport failure",
    "no broker answers",
    "Timed out",
  ),
  broker_unreachable: kind(
    "error",
    "A broker elsewhere does not answer",
    "Nothing answers at the address of another machine: it is down, a firewall blocks it, or its name does not resolve.",
    "check --bootstrap and KAFKA_BROKERS, the network, and the broker's own log",
    "Cannot reach a broker",
    "getaddrinfo ENOTFOUND",
  ),
  broker_container_address: kind(
    "error",
    "The address is the one for containers",
    "Inside Docker, the broker's address is its container's name (kafka:29092). From this machine it is 127.0.0.1:9092, where a broker answers.",
    "unset KAFKA_BROKERS, or use --bootstrap 127.0.0.1:9092",
    "kafka:29092",
    "getaddrinfo ENOTFOUND kafka",
  ),
  broker_advertised: kind(
    "error",
    "The broker sends its clients to an address that does not answer",
    "A client asks the first address where the brokers are. This broker advertises an address that this machine cannot reach, such as one of its container network.",
    "set the broker's advertised.listeners (compose.yaml: KAFKA_ADVERTISED_LISTENERS) to an address that this machine reaches",
    "works briefly, then times out",
    "Advertised listeners",
  ),
  broker_not_kafka: kind(
    "error",
    "Something that is not Kafka uses the port",
    "The address answers, but not like Kafka.",
    "deno task broker up --bootstrap 127.0.0.1:19092, and KAFKA_BROKERS=127.0.0.1:19092 for the other tasks",
    "Port in use",
    "expected Kafka, got something else",
  ),
  broker_guarded: kind(
    "error",
    "The broker expects TLS or a login",
    "It closes plain connections.",
    "set KAFKA_SECURITY_PROTOCOL and the variables that go with it; docs/setup.md has the table",
    "it expects TLS",
    "it expects a login",
  ),
  broker_refuses: kind(
    "error",
    "The broker refuses the login",
    "User, password, mechanism or certificates are not what the broker expects.",
    "correct the named KAFKA_SASL_… or KAFKA_SSL_… variable",
    "refused user or password",
    "certificate is not trusted",
  ),
  login_in_clear: kind(
    "warning",
    "The password crosses the network in clear",
    "SASL PLAIN sends user and password as they are. Without TLS, anybody on the network path can read them.",
    "use a listener with TLS: KAFKA_SECURITY_PROTOCOL=SASL_SSL",
    "SASL_PLAINTEXT",
  ),
  broker_starting: kind(
    "error",
    "The cluster is not ready",
    "The broker answers, but its cluster is not ready yet. After a start this takes a few seconds.",
    "wait a few seconds, then: deno task broker status",
    "LEADER_NOT_AVAILABLE",
    "the broker is not ready",
  ),
  broker_stale: kind(
    "warning",
    "The local broker was started and is gone",
    "It was killed, or the machine was restarted. Everything it acknowledged is on its disk.",
    "deno task broker up",
    "local broker: not answering",
  ),
  auto_creation: kind(
    "warning",
    "A mistyped topic name creates a topic",
    "auto.create.topics.enable is on: a wrong name creates a new topic with one partition instead of giving an error.",
    "set auto.create.topics.enable=false on the broker (compose.yaml and `broker up` do)",
    "a topic that nobody created",
  ),
} as const satisfies Record<string, FindingKind>;
