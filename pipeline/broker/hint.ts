/** What to do where no broker answers. */
export const NO_BROKER_HINT = "start one: deno task broker up, or name another with --bootstrap or KAFKA_BROKERS";
