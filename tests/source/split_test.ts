import assert from "node:assert/strict";
import fc from "fast-check";
import { splitCsv } from "../../pipeline/source/split.ts";
import { identifyFile } from "../../pipeline/source/mod.ts";
import { detectDialect } from "../../pipeline/source/dialect.ts";
import { readRows } from "../../pipeline/source/csv.ts";
import { collect, withFile, withFolder } from "./fixture.ts";

const HEADER = "Date;Time;CO(GT);;\r\n";
const reading = (hour: number, co = "1,5") =>
  `${String(10 + Math.floor(hour / 24)).padStart(2, "0")}/03/2004;${
    String(hour % 24).padStart(2, "0")
  }.00.00;${co};;\r\n`;

/** Splits a text and gives both files' texts. */
async function split(text: string | Uint8Array, at: Parameters<typeof splitCsv>[0]["at"]) {
  return await withFile(text, (csvPath) =>
    withFolder(async (outDir) => {
      const facts = await splitCsv({ csvPath, outDir, at });
      const names = [...Deno.readDirSync(outDir)].map(({ name }) => name).sort();
      assert.deepEqual(names, ["readings_stream.csv", "readings_train.csv"]);
      return {
        ...facts,
        trainBytes: await Deno.readFile(facts.train.path),
        streamBytes: await Deno.readFile(facts.stream.path),
        trainText: await Deno.readTextFile(facts.train.path),
        streamText: await Deno.readTextFile(facts.stream.path),
      };
    }));
}

const HOURS = Array.from({ length: 10 }, (_, hour) => reading(hour));

for (
  const [share, train] of [[0.7, 7], [0.5, 5], [0.25, 3], [0.01, 0], [0.99, 9]] as const
) {
  Deno.test(`splitCsv() puts the first ${train} of 10 readings into train with a share of ${share}`, async () => {
    const attempt = split(HEADER + HOURS.join(""), { share });
    if (train === 0) return await assert.rejects(attempt, { code: "usage", message: /no reading is before it/ });
    const { trainText, streamText } = await attempt;
    assert.equal(trainText, HEADER + HOURS.slice(0, train).join(""));
    assert.equal(streamText, HEADER + HOURS.slice(train).join(""));
  });
}

Deno.test("splitCsv() puts readings of the moment itself into stream", async () => {
  const { cutoff, train, stream } = await split(HEADER + HOURS.join(""), { timestampMs: Date.UTC(2004, 2, 10, 4) });
  assert.deepEqual([cutoff, train.readings, stream.readings], ["2004-03-10T04:00:00Z", 4, 6]);
});

Deno.test("splitCsv() keeps readings of one moment together, though the share is not met", async () => {
  const { trainText, streamText } = await split(HEADER + [1, 2, 2, 2, 2, 3].map((hour) => reading(hour)).join(""), {
    share: 0.5,
  });
  assert.equal(trainText, HEADER + reading(1));
  assert.equal(streamText.split("\r\n").length - 2, 5);
});

Deno.test("splitCsv() splits by time where the file is not in order, and keeps the file's order in both", async () => {
  const { trainText, streamText } = await split(HEADER + [5, 1, 4, 2, 3, 0].map((hour) => reading(hour)).join(""), {
    share: 0.5,
  });
  assert.equal(trainText, HEADER + [1, 2, 0].map((hour) => reading(hour)).join(""));
  assert.equal(streamText, HEADER + [5, 4, 3].map((hour) => reading(hour)).join(""));
});

Deno.test("splitCsv() puts a line without a moment with the reading before it, the first ones into train", async () => {
  const text = HEADER + ";;;;\r\n" + reading(1) + "oops\r\n" + reading(2) + "31/02/2004;99.00.00;1;;\r\n;;;;";
  const { trainText, streamText, train, stream } = await split(text, { share: 0.5 });
  assert.equal(trainText, HEADER + ";;;;\r\n" + reading(1) + "oops\r\n");
  assert.equal(streamText, HEADER + reading(2) + "31/02/2004;99.00.00;1;;\r\n;;;;");
  assert.deepEqual([train.lines, stream.lines], [3, 3]);
});

Deno.test("splitCsv() keeps bytes that are not UTF-8, a byte order mark and a missing last line end", async () => {
  const bytes = new Uint8Array([
    ...[0xef, 0xbb, 0xbf],
    ...new TextEncoder().encode("Date;Time;CO(GT)\n10/03/2004;01.00.00;"),
    ...[0xff, 0xc3, 10],
    ...new TextEncoder().encode("13/03/2004;02.00.00;7"),
  ]);
  const { trainBytes, streamBytes } = await split(bytes, { share: 0.5 });
  const header = bytes.slice(0, 20), [first, second] = [bytes.slice(20, 43), bytes.slice(43)];
  assert.equal(header.at(-1), 10);
  assert.equal(first.at(-1), 10);
  assert.deepEqual(trainBytes, new Uint8Array([...header, ...first]));
  assert.deepEqual(streamBytes, new Uint8Array([...header, ...second]));
});

Deno.test("splitCsv() is exact and disjoint when lines are anything", async () => {
  const line = fc.oneof(
    { weight: 5, arbitrary: fc.integer({ min: 0, max: 200 }).map((hour) => reading(hour)) },
    fc.constant(";;;;\r\n"),
    fc.constant("\r\n"),
    fc.string({ maxLength: 12 }).map((text) => text.replace(/[\r\n]/g, "") + "\n"),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 60 }), fc.double({ min: 0.05, max: 0.95, noNaN: true }), async (
      lines,
      share,
    ) => {
      const text = HEADER + reading(0) + lines.join("") + reading(201);
      const outcome = await split(text, { share }).catch((error) => {
        if (error.code === "usage") return null; // all before the cutoff, or none
        throw error;
      });
      if (outcome === null) return;
      const body = (part: string) => part.slice(HEADER.length).split(/(?<=\n)/).filter((each) => each !== "");
      const train = body(outcome.trainText), stream = body(outcome.streamText);
      assert.ok(outcome.trainText.startsWith(HEADER) && outcome.streamText.startsWith(HEADER));
      assert.deepEqual([...train, ...stream].sort(), body(text).sort());
      assert.deepEqual([train.length, stream.length], [outcome.train.lines, outcome.stream.lines]);
    }),
    { numRuns: 50 },
  );
});

const REAL_CSV = Deno.env.get("AIR_QUALITY_CSV");

Deno.test({
  name: "splitCsv() splits the real file by share and by date (needs AIR_QUALITY_CSV)",
  ignore: REAL_CSV === undefined,
  fn: () =>
    withFolder(async (outDir) => {
      for (const at of [{ share: 0.7 }, { timestampMs: Date.UTC(2005, 0, 1) }]) {
        const { cutoff, train, stream } = await splitCsv({ csvPath: REAL_CSV!, outDir, at });
        assert.equal(train.readings + stream.readings, 9_357);
        assert.equal(train.lines + stream.lines, 9_471);
        const whole = await Deno.readTextFile(REAL_CSV!);
        const header = whole.slice(0, whole.indexOf("\n") + 1);
        const [first, rest] = await Promise.all([train.path, stream.path].map((path) => Deno.readTextFile(path)));
        assert.equal(first! + rest!.slice(header.length), whole); // it is in order
        const rows = (await collect(
          readRows(await identifyFile(stream.path), await detectDialect(await identifyFile(stream.path)), "uci"),
        )).flatMap((block) => block.rows);
        assert.ok(rows.every(({ timestampMs }) => timestampMs === null || timestampMs >= Date.parse(cutoff)));
      }
    }),
});

Deno.test("splitCsv() leaves no file behind where the CSV grows while it is split", () =>
  withFile(HEADER + HOURS.join("").repeat(5_000), (csvPath) =>
    withFolder(async (outDir) => {
      const splitting = splitCsv({ csvPath, outDir, at: { timestampMs: Date.UTC(2004, 2, 10, 4) } });
      const grow = async () => {
        // Once its parts are being written it has been identified.
        while ([...Deno.readDirSync(outDir)].length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
        await Deno.writeTextFile(csvPath, reading(11), { append: true });
      };
      await Promise.all([assert.rejects(splitting, { code: "source_changed" }), grow()]);
      assert.deepEqual([...Deno.readDirSync(outDir)], []);
    })));

Deno.test("splitCsv() lets a row with a missing cell go with the one before it, as the replay rejects it", async () => {
  const missing = reading(9).replace("1,5;", "");
  const { stream, streamText } = await split(HEADER + HOURS.slice(0, 4).join("") + missing + HOURS.slice(4).join(""), {
    share: 0.5,
  });
  assert.equal(stream.readings, 5);
  assert.ok(!streamText.includes(missing));
});
