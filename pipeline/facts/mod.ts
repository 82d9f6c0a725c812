/**
 * What was done, kept in the lake beside its rows: replays, consumers, rule sets, the last proof. Each form is written once.
 *
 * @module
 */
export { type Check, checkOf, parseProof, PROOF, type Proof, readProof, retentionText, writeProof } from "./proof.ts";
export { readRuns, RUN_FACTS, type RunFacts, writeRun } from "./run.ts";
export { CONSUMER_FACTS, type ConsumerFacts, type Quantiles, readConsumers, writeConsumer } from "./consumer.ts";
export { type KeptRuleSet, readRuleSets, writeRuleSet } from "./rule_set.ts";
export { readKeptTopic, requireTopic } from "./topic.ts";
