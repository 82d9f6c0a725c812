import assert from "node:assert/strict";
import { NOTE_CODES, REASON_CODES } from "../../pipeline/reading/mod.ts";
import { readLake } from "../../pipeline/lake/mod.ts";
import { readQuality, type RejectedRow } from "../../pipeline/quality/mod.ts";
import { composeReport } from "../../pipeline/report/quality/compose.ts";
import { htmlReport } from "../../pipeline/document/html.ts";
import { markdownReport } from "../../pipeline/document/markdown.ts";
import { writeReport } from "../../pipeline/document/mod.ts";
import { renderReport, type ReportInputs } from "../../pipeline/report/mod.ts";
import { duck } from "../support/duck.ts";
import { FakePartition } from "../support/fake_partition.ts";
import { usingFolder } from "../support/lake.ts";
import { start } from "../support/partition_sink.ts";
import { quality, run } from "../report/quality/fixture.ts";
import { Contract, isClean, isDeadLetter, LETTER_HEADERS, MEASUREMENTS } from "./contract.ts";
import { type HostileMessage, hostileMessages } from "./message.ts";
import { signsOf, tagsOf, unseenIn } from "./page.ts";

const COUNT = 10_000;
const SEED = 20040310;
const decoder = new TextDecoder();

/** Sends them through the sink of one partition, into a lake of its own. */
async function consume(messages: readonly HostileMessage[], lakeDir: string): Promise<FakePartition> {
  const broker = new FakePartition();
  messages.forEach((message, offset) =>
    broker.messages.push({ ...message, partition: 0, offset, timestampMs: offset })
  );
  const { sink, resumed, failures } = start(broker, lakeDir, {
    limits: { rows: 2_500, bytes: Infinity, ageMs: Infinity },
  });
  await resumed;
  await sink.take(broker.messages);
  await sink.finish();
  assert.deepEqual(failures, []);
  assert.equal(broker.committed, messages.length);
  return broker;
}

/** Fails with the first few of what went wrong, each with its message. */
function assertNone(
  faults: readonly { offset: number; got: unknown; expected: unknown }[],
  messages: readonly HostileMessage[],
): void {
  const told = faults.slice(0, 5).map(({ offset, got, expected }) => {
    const { value } = messages[offset]!;
    const text = value === null ? "none" : JSON.stringify(decoder.decode(value.subarray(0, 300)));
    return `offset ${offset}, value ${text}:\n  expected ${JSON.stringify(expected)}\n  got      ${
      JSON.stringify(got)
    }`;
  });
  assert.ok(faults.length === 0, `${faults.length} of ${messages.length} came out wrong:\n${told.join("\n")}`);
}

const hex = (value: Uint8Array | null): string | null => value === null ? null : `x${value.toHex().toUpperCase()}`;
const sameBytes = (a: readonly Uint8Array[] | undefined, b: readonly Uint8Array[]): boolean =>
  a !== undefined && same(a.map(hex), b.map(hex));
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
const prototypes = () => [Object, Array, String, Number, Function, Map].map((type) => Reflect.ownKeys(type.prototype));

Deno.test("10,000 hostile messages", (test) =>
  usingFolder(async (folder) => {
    const lakeDir = `${folder}/lake`;
    const messages = hostileMessages(COUNT, SEED);
    assert.equal(messages.length, COUNT);
    const contract = new Contract();
    const expected = messages.map(({ value }) => contract.read(value));
    const before = prototypes();
    const broker = await consume(messages, lakeDir);
    const rejected = await duck(
      `select kafka_offset as place, reasons, station_id, source_line,
        'x' || hex(coalesce(encode(value_text), from_base64(value_base64))) as bytes
      from read_parquet('${lakeDir}/rejected/*/*.parquet', hive_partitioning = false) order by place`,
    );
    const silver = await duck(
      `select kafka_offset as place, station_id as station, epoch_ms(ts) as ms, [${MEASUREMENTS}] as vals,
        qa_missing_fields as missing, qa_out_of_range_fields as beyond, validation_notes as notes, source_line as line
      from read_parquet('${lakeDir}/silver/*/*.parquet', hive_partitioning = false) order by place`,
    );

    await test.step("end as the contract says, each once: rejected with every reason, or accepted with its values", () => {
      assert.deepEqual(
        [...rejected, ...silver].map(({ place }) => Number(place)).sort((a, b) => a - b),
        messages.map((_, offset) => offset),
      );
      const faults = [];
      for (const { place, reasons } of rejected) {
        const offset = Number(place), want = expected[offset]!;
        const got = (JSON.parse(String(reasons)) as { code: string; field: string }[])
          .map(({ code, field }) => `${code} ${field}`.trim()).sort();
        if (!("reasons" in want) || !same(got, want.reasons)) faults.push({ offset, got, expected: want });
      }
      for (const row of silver) {
        const offset = Number(row.place), want = expected[offset]!;
        const notes = String(row.notes ?? "").split(";").filter((note) => note.startsWith("out_of_range:"));
        const got = {
          station: row.station,
          timestampMs: row.ms,
          values: row.vals,
          missing: row.missing,
          notes,
          line: row.line,
        };
        if (!same(got, want) || row.beyond !== notes.length) faults.push({ offset, got, expected: want });
      }
      assertNone(faults, messages);
      assert.ok(Math.min(rejected.length, silver.length) > 2_000, `one-sided: ${silver.length} accepted`);
      const codes = new Set(
        expected.flatMap((want) => "reasons" in want ? want.reasons.map((reason) => reason.split(" ")[0]) : []),
      );
      // With the default rules no reading is short of values, and the program fails on none.
      assert.deepEqual(REASON_CODES.filter((code) => !codes.has(code)), ["too_few_values", "unprocessable"]);
    });

    await test.step("keep each byte of a rejected value", () => {
      const faults = rejected.flatMap(({ place, bytes }) => {
        const offset = Number(place), want = hex(messages[offset]!.value);
        return bytes === want ? [] : [{ offset, got: String(bytes).slice(0, 80), expected: want?.slice(0, 80) }];
      });
      assertNone(faults, messages);
    });

    await test.step("are forwarded once: clean by the clean contract, dead letters as they came", () => {
      const clean = broker.forwarded.filter(({ topic }) => topic === "clean").map(({ message }) =>
        JSON.parse(new TextDecoder().decode(message.value!))
      );
      assert.deepEqual(
        clean.map((reading) => reading.kafka_offset).sort((a, b) => a - b),
        silver.map(({ place }) => place),
      );
      assert.deepEqual(clean.filter((reading) => !isClean(reading)), []);
      const letters = broker.forwarded.filter(({ topic }) => topic === "dlq").map(({ message }) => message);
      const faults = letters.flatMap(({ key, value, headers, timestampMs }) => {
        const offset = Number(decoder.decode(headers["__connect.errors.offset"]?.[0]));
        const sent = messages[offset]!;
        const kept = Object.entries(sent.headers).every(([name, values]) =>
          sameBytes(headers[name.toWellFormed()], values) || LETTER_HEADERS.includes(name)
        );
        const ours = Object.fromEntries(
          LETTER_HEADERS.flatMap((name) =>
            headers[name] === undefined ? [] : [[name, decoder.decode(headers[name][0])]]
          ),
        );
        const whole = hex(key) === hex(sent.key) && hex(value) === hex(sent.value) && timestampMs === offset && kept &&
          isDeadLetter(ours);
        return whole ? [] : [{ offset, got: headers, expected: sent.headers }];
      });
      assertNone(faults, messages);
      assert.equal(letters.length, rejected.length);
    });

    await test.step("leave no file but the lake's own", async () => {
      assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["lake"]);
      const tables = ["silver", "rejected"] as const;
      const known = await readLake(
        lakeDir,
        tables,
        ({ files }) => new Set(tables.flatMap((table) => files(table).map(({ path }) => `${table}/${path}`))),
      );
      const others = filesBelow(lakeDir).filter((path) => !known.has(path));
      const own = /^(silver|rejected)\/_delta_log\/|^_manifests\/raw-0-\d+-1\.json$|^_claims\/raw-0-0000000001$/;
      assert.deepEqual(others.filter((path) => !own.test(path)), []);
    });

    await test.step("leave the prototypes as they were", () => assert.deepEqual(prototypes(), before));

    await test.step("have notes from the closed list only", () => {
      const codes = silver.flatMap(({ notes }) =>
        notes === null ? [] : String(notes).split(";").map((note) => note.split(":")[0]!)
      );
      assert.deepEqual(codes.filter((code) => !(NOTE_CODES as string[]).includes(code)), []);
    });

    await test.step("make a report in which they are text", async () => {
      const numbers = await readQuality(lakeDir);
      assert.equal(numbers.rows + numbers.rejected, COUNT);
      const files = await renderReport({ quality: numbers, runs: [], proof: null });
      await writeReport(`${folder}/report`, files);
      const inert = { ...numbers, rejectedSample: numbers.rejectedSample.map(inertRow) };
      const plain = await renderReport({ quality: inert, runs: [], proof: null });
      for (const [name, text] of files) {
        if (!name.endsWith(".json")) assert.equal(unseenIn(text), undefined, name);
        if (name.endsWith(".html") || name.endsWith(".svg")) {
          assert.deepEqual(tagsOf(text), tagsOf(plain.get(name)!), name);
        }
        if (name.endsWith(".md")) {
          assert.deepEqual(signsOf(text), signsOf(plain.get(name)!), name);
        }
      }
      assert.deepEqual(JSON.parse(files.get("quality.json")!).quality.rejectedSample, numbers.rejectedSample);
    });

    await test.step("are text in a report whichever of them it shows", () => {
      const rows = rejected.map((row): RejectedRow => ({
        partition: 0,
        offset: Number(row.place),
        sourceLine: row.source_line as number | null,
        stationId: row.station_id === null ? null : String(row.station_id),
        ts: null,
        reasons: JSON.parse(String(row.reasons)),
        value: row.bytes === null ? null : decoder.decode(messages[Number(row.place)]!.value!.subarray(0, 300)),
      }));
      for (let first = 0; first < rows.length; first += 50) {
        const sample = rows.slice(first, first + 50);
        // The names of files, stations and topics come from outside as well.
        const name = sample[0]!.value ?? "";
        assertText(
          { quality: quality({ rejectedSample: sample }), runs: [run({ stationId: name }, { name })], proof: null },
          { quality: quality({ rejectedSample: sample.map(inertRow) }), runs: [run()], proof: null },
        );
      }
    });
  }));

const inertRow = (row: RejectedRow): RejectedRow => ({
  ...row,
  stationId: row.stationId && "x",
  reasons: row.reasons.map(({ code, field, expected }) => ({ code, field, expected, got: "x" })),
  value: row.value && "x",
});

/** The pages of two inputs differ in their text alone. */
function assertText(hostile: ReportInputs, inert: ReportInputs): void {
  const [page, plain] = [hostile, inert].map((inputs) => {
    const whole = composeReport(inputs);
    // The other sections hold no text from outside.
    const document = { ...whole, sections: whole.sections.filter(({ id }) => id === "rejected" || id === "source") };
    return { html: htmlReport(document, new Map()), markdown: markdownReport(document) };
  }) as [Record<"html" | "markdown", string>, Record<"html" | "markdown", string>];
  assert.equal(unseenIn(page.html + page.markdown), undefined);
  assert.deepEqual(tagsOf(page.html), tagsOf(plain.html));
  assert.deepEqual(signsOf(page.markdown), signsOf(plain.markdown));
}

function filesBelow(folder: string, path = ""): string[] {
  return [...Deno.readDirSync(`${folder}/${path}`)].flatMap(({ name, isDirectory }) => {
    const below = path === "" ? name : `${path}/${name}`;
    return isDirectory ? filesBelow(folder, below) : [below];
  });
}
