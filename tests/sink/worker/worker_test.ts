import assert from "node:assert/strict";
import { gunzipSync } from "node:zlib";
import { PipelineError } from "../../../pipeline/common/mod.ts";
import { type CleanReading, FIELDS } from "../../../pipeline/reading/mod.ts";
import { decodeRecords, type EncodedSend } from "../../../pipeline/records/mod.ts";
import { sendsOf } from "../../../pipeline/silver/messages.ts";
import { openFiles } from "../../../pipeline/lake/mod.ts";
import type { Judged } from "../../../pipeline/silver/judged.ts";
import { tablesOf } from "../../../pipeline/silver/tables.ts";
import { writeParts, type WrittenTable } from "../../../pipeline/sink/parts.ts";
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
const rotation: Judged = {
  topic: "raw",
  ruleSet: "1-0123456789ab",
  accepted: cleanRows(readings, true),
  rejected,
};

const write = (folder: string, work: RotationWork): Promise<WrittenTable[]> =>
  writeParts(openFiles(folder), { topic: "raw", partition: 3, epoch: 1 }, tablesOf(rotation), work);
const filesIn = (tables: readonly WrittenTable[]) => tables.reduce((sum, { files }) => sum + files.length, 0);

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

Deno.test("openWorker() makes the files and encodes the messages that rotationWork does", () =>
  usingFolder(async (folder) => {
    using worker = openWorker();
    const written = [await write(`${folder}/here`, rotationWork), await write(`${folder}/there`, worker)];
    assert.deepEqual(written[0], written[1]);
    assert.equal(filesIn(written[0]!), 10);
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

Deno.test("encodeRows() makes a message of each row, keyed by its station, in the Worker as here", async () => {
  const messages = {
    topic: "forecasts",
    partition: 2,
    rows: 2,
    key: "station_id",
    columns: {
      station_id: { type: "text", numbers: Float64Array.of(1, 0), texts: [null, "é"] },
      value: { type: "float64", numbers: Float64Array.of(0.1, NaN) },
      rows: { type: "int32", numbers: Float64Array.of(7, 8) },
    },
  } as const;
  using worker = openWorker();
  const [here, there] = [await rotationWork.encodeRows(messages), await worker.encodeRows(messages)];
  assert.deepEqual(asText(here), asText(there));
  const { bytes, count } = here[0]!.records.get(2)!;
  const context = { partition: 2, count, baseOffset: 0, firstTimestampMs: 0, appendTimeMs: null };
  const [first, second] = decodeRecords(gunzipSync(bytes), context);
  const textOf = (value: Uint8Array | null) => value && new TextDecoder().decode(value);
  assert.equal(textOf(first!.key), "é");
  assert.equal(textOf(first!.value), '{"station_id":"é","value":0.1,"rows":7}');
  assert.equal(second!.key, null);
  assert.equal(textOf(second!.value), '{"station_id":null,"value":null,"rows":8}');
});

Deno.test("openWorker() fails what is asked of a Worker that has ended, also afterwards", () =>
  usingFolder(async (folder) => {
    using worker = openWorker("data:application/javascript,throw new Error('out of order')");
    for (let time = 0; time < 2; time++) {
      await assert.rejects(write(folder, worker), {
        code: "internal",
        message: /out of order/,
      });
    }
  }));

Deno.test("openWorker() hands on why files cannot be made, and goes on with the next rotation", () =>
  usingFolder(async (folder) => {
    using worker = openWorker();
    const columns = { x: { type: "int32", numbers: Float64Array.of(1e12) } } as const; // too large for its type
    await assert.rejects(
      worker.encodeFiles([{ columns, order: Uint32Array.of(0), rowsOfFiles: [1] }]),
      /1000000000000 is no int32/,
    );
    assert.equal(filesIn(await write(`${folder}/lake`, worker)), 10);
  }));

Deno.test("writeParts() ends only when all that it has begun to store is stored, also where one part cannot be", () =>
  usingFolder(async (folder) => {
    await Deno.mkdir(`${folder}/silver`);
    await Deno.writeTextFile(`${folder}/silver/date=2004-03-10`, "in the way");
    await assert.rejects(
      write(folder, rotationWork),
      (error) => error instanceof PipelineError && error.code === "no_permission" && /os error/.test(error.message),
    );
    const left = Object.keys(await filesOf(folder)).length;
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(Object.keys(await filesOf(folder)).length, left);
  }));
