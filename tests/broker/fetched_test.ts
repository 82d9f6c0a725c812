import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import type { Batch } from "kafkajs";
import { runsOf } from "../../pipeline/broker/fetched.ts";
import { encodeRecords } from "../../pipeline/records/mod.ts";

/** A fetch of one batch that stands at the offsets 17 and 18. */
function fetched(codec: number, bytes: Uint8Array): Batch {
  const batch = { baseOffset: 17, lastOffset: 18, count: 2, firstTimestampMs: 5, appendTimeMs: null, codec, bytes };
  const mark = { offset: "18", isControlRecord: false, batch };
  return {
    topic: "raw",
    partition: 2,
    fetchedOffset: "17",
    messages: [mark],
    lastOffset: () => "18",
  } as unknown as Batch;
}

const records = () => encodeRecords([{ key: "a", value: "1" }, { key: "b", value: "2" }]).slice();

Deno.test("runsOf() reads a compressed batch", () => {
  const [run] = [...runsOf(fetched(1, gzipSync(records())))];
  assert.deepEqual(run!.messages.map(({ offset }) => offset), [17, 18]);
  assert.equal(run!.nextOffset, 19);
});

for (
  const [what, codec, bytes] of [
    ["cut off", 0, records().slice(0, -3)],
    ["no gzip", 1, new Uint8Array([1, 2, 3])],
    ["of an unknown codec", 7, records()],
  ] as const
) {
  Deno.test(`runsOf() names partition, offsets, codec and a way out when a batch is ${what}`, () => {
    assert.throws(() => [...runsOf(fetched(codec, bytes))], (error: Error & { code: string; hint: string }) => {
      assert.equal(error.code, "message_refused");
      assert.match(
        error.message,
        /^Cannot read raw-2 as its batch at the offsets 17 to 18 \(.*\d+ bytes\) is damaged: /,
      );
      assert.match(error.hint, /deno task group reset --topic raw --partition 2 --to 19 --yes$/);
      return true;
    });
  });
}

Deno.test("runsOf() gives each offset of a batch that unpacks to too much a message that says so, from where reading goes on", () => {
  const bomb = { ...fetched(1, gzipSync(new Uint8Array(70_000_000))), fetchedOffset: "18" } as unknown as Batch;
  const [run, ...others] = [...runsOf(bomb)];
  assert.equal(others.length, 0);
  assert.equal(run!.nextOffset, 19);
  assert.deepEqual(run!.messages.map(({ offset, key, value, headers }) => ({ offset, key, value, headers })), [
    { offset: 18, key: null, value: null, headers: {} },
  ]);
  assert.match(
    run!.messages[0]!.whole().unread!,
    /^a batch of \d+ bytes \(gzip, offsets 17 to 18\): it unpacks to more than/,
  );
});
