import assert from "node:assert/strict";
import type { IncomingMessage } from "../../pipeline/broker/mod.ts";
import { Triage, type TriageOptions } from "../../pipeline/dlq/triage.ts";
import { OffsetLedger } from "../../pipeline/records/mod.ts";
import { DEFAULT_RULE_SET } from "../../pipeline/reading/mod.ts";
import { asRead, letterMessage, textReading } from "./fixture.ts";

const LOOSE = { ...DEFAULT_RULE_SET, numericText: true };

function ledger(...offsets: number[]): OffsetLedger {
  const made = new OffsetLedger();
  for (const offset of offsets) made.add(0, offset);
  return made;
}

function triageOf(messages: IncomingMessage[], change: Partial<TriageOptions> = {}) {
  const triage = new Triage({
    rawTopic: "raw",
    deadLetterTopic: "dlq",
    rules: LOOSE,
    filter: {},
    redriven: ledger(),
    ...change,
  });
  const back = messages.map((message) => triage.take(message));
  return {
    back,
    count: triage.count,
    offsets: messages.flatMap(({ offset }, at) => back[at] === null ? [] : [offset]),
  };
}

const letters = (...values: (Record<string, unknown> | string | null)[]) =>
  values.map((value, offset) => letterMessage({ value, offset }));
const decode = (headers: IncomingMessage["headers"]) =>
  Object.fromEntries(Object.entries(headers).map(([name, [value]]) => [name, new TextDecoder().decode(value)]));

Deno.test("Triage counts before and after, and gives back what is accepted now", () => {
  const { count, offsets } = triageOf(letters(textReading(0), "{", { station_id: "s", ts: "x" }, textReading(1), null));
  assert.deepEqual(offsets, [0, 3]);
  assert.deepEqual(count, {
    letters: 5,
    foreign: 0,
    redriven: 0,
    parked: 0,
    candidates: 2,
    matrix: {
      schema_violation: { accepted: 2 },
      not_json: { not_json: 1 },
      bad_timestamp: { bad_timestamp: 1 },
      tombstone: { tombstone: 1 },
    },
  });
});

Deno.test("Triage gives nothing back where the rules are as before", () => {
  const { count, offsets } = triageOf(letters(textReading(0)), { rules: DEFAULT_RULE_SET });
  assert.deepEqual([offsets, count.matrix], [[], { schema_violation: { schema_violation: 1 } }]);
});

Deno.test("Triage gives a message back as it was, with hops and origin in place of the reasons", () => {
  const [message] = letters(textReading(0));
  const { back: [back] } = triageOf([message!]);
  const read = asRead(back!, 1, 9);
  assert.deepEqual([read.key, read.value, read.timestampMs], [message!.key, message!.value, 5]);
  assert.deepEqual(decode(read.headers), {
    "airquality.run": "r1",
    "airquality.redrive.hops": "1",
    "airquality.redrive.origin": "dlq:0:0",
  });
  assert.equal(back!.partition, undefined);
});

Deno.test("Triage sends a message without a key to the partition that it came from", () => {
  const { back } = triageOf([letterMessage({ value: textReading(0), key: null, partition: 2, offset: 4 })]);
  assert.deepEqual([back[0]!.key, back[0]!.partition], [null, 2]);
});

Deno.test("Triage counts hops on, names the newest letter, and parks after three", () => {
  const after = (hops: string, offset: number) =>
    letterMessage({
      value: textReading(offset),
      offset,
      headers: { "airquality.redrive.hops": hops, "airquality.redrive.origin": "dlq:0:90" },
    });
  const { back, count } = triageOf([after("1", 0), after("2", 1), after("3", 2), after("17", 3)]);
  assert.deepEqual(back.map((each) => each?.headers?.["airquality.redrive.hops"]), ["2", "3", undefined, undefined]);
  assert.equal(back[0]!.headers!["airquality.redrive.origin"], "dlq:0:0");
  assert.deepEqual([count.parked, count.candidates, count.matrix], [2, 2, { schema_violation: { accepted: 2 } }]);
});

Deno.test("Triage leaves a letter that was a duplicate, whatever else it was", () => {
  const { offsets, count } = triageOf([letterMessage({ value: textReading(0), offset: 0, isDuplicate: true })]);
  assert.deepEqual([offsets, count.matrix], [[], { schema_violation: { duplicate: 1 } }]);
});

Deno.test("Triage gives back the first only of several of a station and moment", () => {
  const { offsets, count } = triageOf(letters(textReading(0), textReading(0), textReading(0, "t")));
  assert.deepEqual([offsets, count.matrix], [[0, 2], { schema_violation: { accepted: 2, duplicate: 1 } }]);
});

Deno.test("Triage gives nothing back twice, nor another of the same moment", () => {
  const { offsets, count } = triageOf(letters(textReading(0), textReading(0), textReading(1)), { redriven: ledger(0) });
  assert.deepEqual([offsets, count.redriven, count.letters], [[2], 1, 3]);
});

Deno.test("Triage gives back a letter that came back, once, though it went before", () => {
  const came = { "airquality.redrive.hops": "1", "airquality.redrive.origin": "dlq:0:0" };
  const messages = [{}, came, came].map((headers, offset) => letterMessage({ value: textReading(0), offset, headers }));
  const { offsets } = triageOf(messages, { redriven: ledger(0) });
  assert.deepEqual(offsets, [1]);
});

Deno.test("Triage leaves messages that are no letters of this raw topic", () => {
  const [letter] = letters(textReading(0));
  const { count, offsets } = triageOf([{ ...letter!, headers: {} }, letter!], { rawTopic: "other" });
  assert.deepEqual([offsets, count.foreign, count.letters], [[], 2, 0]);
});

Deno.test("Triage counts only what is meant, and knows the moments of the rest that went back", () => {
  const meant = { ...textReading(0), t: "13.6" };
  const { count } = triageOf(letters(textReading(0), textReading(1), meant), {
    filter: { field: "t" },
    redriven: ledger(0),
  });
  assert.deepEqual([count.letters, count.redriven, count.matrix], [1, 0, { schema_violation: { duplicate: 1 } }]);
});

Deno.test("Triage gives a message back with the timestamp that its dead letter could not have", () => {
  const [letter] = letters(textReading(0));
  const headers = { ...letter!.headers, "airquality.reject.timestamp": [new TextEncoder().encode("1715644800000000")] };
  const { back } = triageOf([{ ...letter!, headers }]);
  assert.equal(back[0]!.timestampMs, 1_715_644_800_000_000);
  assert.ok(!Object.hasOwn(back[0]!.headers!, "airquality.reject.timestamp"));
});

Deno.test("Triage gives nothing back of which the dead letter has the ends only", () => {
  const [letter] = letters(textReading(0));
  const headers = { ...letter!.headers, "airquality.reject.value_sha256": [new TextEncoder().encode("0".repeat(64))] };
  const { back, count } = triageOf([{ ...letter!, headers }]);
  assert.deepEqual([back, count.candidates, count.matrix], [[null], 0, { schema_violation: { too_large: 1 } }]);
});
