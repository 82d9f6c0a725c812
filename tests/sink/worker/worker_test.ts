import assert from "node:assert/strict";
import { gunzipSync } from "node:zlib";
import { PipelineError } from "../../../pipeline/common/mod.ts";
import { type CleanReading, FIELDS } from "../../../pipeline/reading/mod.ts";
import { decodeRecords, type EncodedSend } from "../../../pipeline/records/mod.ts";
import { sendsOf } from "../../../pipeline/silver/messages.ts";
import { type JudgedRotation as Rotation, writeParts } from "../../support/write_parts.ts";
import type { SinkStep } from "../../../pipeline/sink/step.ts";
import { type RotationWork, rotationWork } from "../../../pipeline/sink/worker/work.ts";
import { openWorker } from "../../../pipeline/sink/worker/worker.ts";
import { cleanRows } from "../../support/clean_rows.ts";
import { usingFolder } from "../../support/lake.ts";

const HOUR = 3_600_000;
const readings = Array.from({ length: 200 }, (_, hour): CleanReading => ({
  station_id: `station ${hour % 7}`,
  ts: Date.UTC(2004, 2, 10) + hour * HOUR,
  values: FIELDS.map((_, field) => (hour + field) % 5 === 0 ? null : hour + field / 10),
  qa_missing_fields: 2,
  qa_out_of_range_fields: 0,
  validation_notes: hour % 9 === 0 ? "flatline:co_gt=8" : null,
  no2_status: hour % 2 === 0 ? "Acceptable" : null,
  row_validity: "valid",
  kafka_partition: 3,
  kafka_offset: 1_000 + hour,
  source_line: hour % 3 === 0 ? null : hour,
}));
const rejected = [0, 1].map((offset) => ({
  message: { partition: 3, offset, key: null, value: Uint8Array.of(0xff), headers: {}, timestampMs: 7 },
  rejection: {
    reasons: [{ code: "not_json", field: "", expected: "a JSON object", got: "x" }] as const,
    station_id: null,
    ts: null,
    source_line: null,
  },
}));
const rotation: Rotation = {
  topic: "raw",
  partition: 3,
  epoch: 1,
  ruleSet: "1-0123456789ab",
  accepted: cleanRows(readings, true),
  rejected,
};

async function filesOf(folder: string): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  const visit = async (path: string) => {
    for await (const { name, isDirectory } of Deno.readDir(path)) {
      if (isDirectory) await visit(`${path}/${name}`);
      else files[`${path}/${name}`.slice(folder.length)] = (await Deno.readFile(`${path}/${name}`)).toBase64();
    }
  };
  await visit(folder);
  return files;
}

const forward = { clean: { topic: "clean", partitions: 4 }, deadLetters: { topic: "dlq", partitions: 2 } };
const sentBy = (work: RotationWork) => Array.fromAsync(sendsOf(rotation, forward, work));
const asText = (sends: readonly EncodedSend[]) =>
  sends.map(({ topic, records }) => [
    topic,
    [...records].map(([partition, own]) => [partition, { ...own, bytes: own.bytes.toBase64() }]),
  ]);

Deno.test("openWorker() writes the files and encodes the messages that rotationWork does", () =>
  usingFolder(async (folder) => {
    using worker = openWorker();
    const counts = [
      await writeParts(`${folder}/here`, rotation),
      await writeParts(`${folder}/there`, rotation, undefined, worker),
    ];
    assert.deepEqual(counts, [10, 10]);
    const [here, there] = [await filesOf(`${folder}/here`), await filesOf(`${folder}/there`)];
    assert.equal(Object.keys(here).length, 10);
    assert.deepEqual(there, here);
    assert.deepEqual(asText(await sentBy(worker)), asText(await sentBy(rotationWork)));
  }));

Deno.test("sendsOf() gives each accepted reading's message and each dead letter once, all of a station to one partition", async () => {
  using worker = openWorker();
  const partitionOf = new Map<string, number>(), offsets: number[] = [];
  let letters = 0;
  for (const { topic, records } of await sentBy(worker)) {
    for (const [partition, { count, bytes }] of records) {
      const context = { partition, count, baseOffset: 0, firstTimestampMs: 0, appendTimeMs: null };
      for (const { key, value } of decodeRecords(gunzipSync(bytes), context)) {
        if (topic === "dlq") letters++;
        else {
          const { station_id, kafka_offset } = JSON.parse(new TextDecoder().decode(value!));
          assert.equal(new TextDecoder().decode(key!), station_id);
          assert.equal(partitionOf.get(station_id) ?? partition, partition);
          partitionOf.set(station_id, partition);
          offsets.push(kafka_offset);
        }
      }
    }
  }
  assert.equal(letters, 2);
  assert.deepEqual(offsets.sort(), readings.map(({ kafka_offset }) => kafka_offset));
  assert.ok(new Set(partitionOf.values()).size > 1);
});

Deno.test("openWorker() tells of each step before it is done, and does not do it where that throws", () =>
  usingFolder(async (folder) => {
    using worker = openWorker();
    const steps: SinkStep[] = [], written: number[] = [];
    const fault = new Error("enough");
    const failed = writeParts(folder, rotation, (step) => {
      steps.push(step);
      written.push(
        [...Deno.readDirSync(`${folder}/silver`)].flatMap((
          { name },
        ) => [...Deno.readDirSync(`${folder}/silver/${name}`)]).length,
      );
      if (step === "rename") throw fault;
    }, worker);
    await assert.rejects(failed, (error) => error === fault);
    assert.deepEqual(steps, [...Array(10).fill("write"), "flush", "rename"]);
    assert.deepEqual(written.slice(0, 3), [0, 1, 2]);
    assert.ok(Object.keys(await filesOf(folder)).every((path) => path.includes("/.")));
  }));

Deno.test("openWorker() fails what is asked of a Worker that has ended, also afterwards", () =>
  usingFolder(async (folder) => {
    using worker = openWorker("data:application/javascript,throw new Error('out of order')");
    for (let time = 0; time < 2; time++) {
      await assert.rejects(writeParts(folder, rotation, undefined, worker), {
        code: "internal",
        message: /out of order/,
      });
    }
  }));

Deno.test("openWorker() hands on why a lake cannot be written, and goes on with the next rotation", () =>
  usingFolder(async (folder) => {
    using worker = openWorker();
    await Deno.writeTextFile(`${folder}/silver`, "in the way");
    await assert.rejects(
      writeParts(folder, rotation, undefined, worker),
      (error) => error instanceof PipelineError && error.code === "no_permission" && /os error/.test(error.message),
    );
    assert.equal(await writeParts(`${folder}/lake`, rotation, undefined, worker), 10);
  }));
