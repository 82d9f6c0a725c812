import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { FIELDS } from "../../pipeline/reading/mod.ts";
import { cellsOf } from "../../pipeline/source/cells.ts";
import { linesOf } from "../../pipeline/source/blocks.ts";
import { detectDialect, identifyFile, readRows, type SourceRow } from "../../pipeline/source/mod.ts";
import { collect, withFile } from "./fixture.ts";
import { rowsOf } from "./text.ts";

const kinds = (rows: SourceRow[]) => rows.map(({ sourceLine, kind }) => `${sourceLine} ${kind}`);

Deno.test("readRows() sends a reading as measured, -200 kept", async () => {
  const rows = await rowsOf("Date;Time;CO(GT);NMHC(GT);T;;\r\n10/03/2004;18.00.00;2,6;-200;-1,5;;\r\n");
  assert.deepEqual(rows, [{
    kind: "reading",
    sourceLine: 2,
    timestampMs: Date.UTC(2004, 2, 10, 18),
    message: { station_id: "uci", ts: "2004-03-10T18:00:00Z", co_gt: 2.6, nmhc_gt: -200, t: -1.5, source_line: 2 },
  }]);
});

Deno.test("readRows() puts the keys in the order of FIELDS when the columns are in another", async () => {
  const columns = [...FIELDS].reverse().map((field) => field.header);
  const [row] = await rowsOf(`${columns.join(",")},Time,Date\n${columns.map(() => "1").join(",")},18:00,2004-03-10\n`);
  assert.deepEqual(Object.keys(row?.message ?? {}), [
    "station_id",
    "ts",
    ...FIELDS.map((field) => field.name),
    "source_line",
  ]);
});

const LINES: { name: string; text: string; expected: string[] }[] = [
  { name: "with LF", text: "H\nR\n\nR\n", expected: ["2 reading", "3 blank", "4 reading"] },
  { name: "with CRLF", text: "H\r\nR\r\n\r\nR\r\n", expected: ["2 reading", "3 blank", "4 reading"] },
  { name: "with both", text: "H\nR\r\n\nR\n\r\n", expected: ["2 reading", "3 blank", "4 reading", "5 blank"] },
  { name: "with a byte order mark", text: "\ufeffH\nR\n\nR\n", expected: ["2 reading", "3 blank", "4 reading"] },
  { name: "when the last one has no end", text: "H\nR\nR", expected: ["2 reading", "3 reading"] },
  { name: "when the last one has no end and is blank", text: "H\nR\n ", expected: ["2 reading", "3 blank"] },
  { name: "when a blank one is first", text: "H\n\n;;\nR\n", expected: ["2 blank", "3 blank", "4 reading"] },
  {
    name: "when blank ones hold other numbers of cells",
    text: "H\nR\n;\n;;;;\n \t; \n",
    expected: ["2 reading", "3 blank", "4 blank", "5 blank"],
  },
  {
    name: "when a stray quote is in one",
    text: 'H\nR\n"x;1;2\nR\na"b;1;"\n',
    expected: ["2 reading", "3 reading", "4 reading", "5 reading"],
  },
  {
    name: "when a carriage return is inside one",
    text: "H\nR\na\rb;1;2\nR\n",
    expected: ["2 reading", "3 reading", "4 reading"],
  },
];

for (const { name, text, expected } of LINES) {
  Deno.test(`readRows() counts each physical line once ${name}`, async () => {
    const content = text.replace("H", "Date;Time;T").replaceAll("R", "10/03/2004;18.00.00;1");
    assert.deepEqual(kinds(await rowsOf(content)), expected);
  });
}

const MALFORMED = [
  "oops",
  "10/03/2004;18.00.00",
  "10/03/2004;18.00.00;1;x",
  'say "hi"; now',
  " a ;b",
];
for (const line of MALFORMED) {
  Deno.test(`readRows() sends ${JSON.stringify(line)} whole as it fits no column`, async () => {
    const rows = await rowsOf(`Date;Time;T;\r\n10/03/2004;18.00.00;1;\r\n${line}\r\n`);
    assert.deepEqual(rows[1], {
      kind: "malformed",
      sourceLine: 3,
      timestampMs: null,
      message: { source_line: 3, raw: line },
    });
  });
}

Deno.test("readRows() keeps the bytes of a line that is not UTF-8", async () => {
  const line = (text: string) => Uint8Array.from(text, (sign) => sign.charCodeAt(0));
  const texts = [
    "Date;Time;T",
    "10/03/2004;18:00;1",
    "10/03/2004;19:00;d\xe9faut",
    "Arr\xeat \xe0 30 \xb0C",
    "10/03/2004;20:00;2",
    "d\xe9",
  ];
  const rows = await rowsOf(line(texts.join("\r\n")));
  const kept = rows.map(({ message }) => (message as { raw_base64?: string } | null)?.raw_base64);
  assert.deepEqual(kept.map((each) => each && Buffer.from(each, "base64").toString("latin1")), [
    undefined,
    texts[2],
    texts[3],
    undefined,
    texts[5],
  ]);
  assert.deepEqual(Object.keys(rows[1]!.message!).slice(-2), ["raw_base64", "source_line"]);
});

Deno.test("readRows() keeps no bytes of a line whose replacement character is in the file", async () => {
  const [row] = await rowsOf("Date;Time;T\n10/03/2004;18:00;\ufffd\n");
  assert.equal(row?.kind === "reading" && "raw_base64" in row.message, false);
});

Deno.test("readRows() gives nothing of a chunk that changed after the file was identified", async () => {
  const text = (value: number) => `Date;Time;T\n${`10/03/2004;18:00;${value}\n`.repeat(10_000)}`;
  await withFile(text(1), async (path) => {
    const file = await identifyFile(path), dialect = await detectDialect(file);
    await Deno.writeTextFile(path, text(1).slice(0, 100_000) + text(2).slice(100_000));
    const values = new Set<unknown>();
    await assert.rejects(async () => {
      for await (const { rows } of readRows(file, dialect, "s")) {
        for (const { message } of rows) values.add((message as { t?: number } | null)?.t);
      }
    }, { code: "source_changed", message: /other bytes from 65,536 on/ });
    assert.deepEqual([...values], [1]);
  });
});

for (const size of [10, 3_640, 3_641]) {
  Deno.test(`readRows() finds that a file of ${size} lines has grown`, () =>
    withFile(`Date;Time;T\n${"10/03/2004;18:00;1\n".repeat(size)}`, async (path) => {
      const file = await identifyFile(path), dialect = await detectDialect(file);
      await Deno.writeTextFile(path, "10/03/2004;19:00;1\n", { append: true });
      await assert.rejects(collect(readRows(file, dialect, "s")), { code: "source_changed" });
    }));
}

Deno.test("readRows() sends a cell that is not UTF-8 as text with U+FFFD", async () => {
  const content = new TextEncoder().encode("Date;Time;T\n10/03/2004;18.00.00;1?5\n10/03/2004;19.00.00;2\n");
  content[content.indexOf("?".charCodeAt(0))] = 0xff;
  const rows = await rowsOf(content);
  assert.deepEqual(rows.map((row) => row.kind === "reading" && row.message["t"]), ["1\ufffd5", 2]);
});

Deno.test("readRows() loses and repeats no line across its blocks", async () => {
  const line = (index: number) => `2004-03-10,18:00,${index}${"0".repeat(index % 7)}${index % 3 === 0 ? "\r" : ""}`;
  const count = 20_000;
  await withFile(
    `Date,Time,T\n${Array.from({ length: count }, (_, index) => line(index)).join("\n")}`,
    async (path) => {
      const blocks = await collect(
        readRows(await identifyFile(path), await detectDialect(await identifyFile(path)), "uci"),
      );
      const rows = blocks.flatMap(({ rows }) => rows);
      assert.ok(blocks.length > 3);
      assert.deepEqual(rows.map((row) => row.sourceLine), Array.from({ length: count }, (_, index) => index + 2));
      assert.ok(
        rows.every((row, index) =>
          row.kind === "reading" && row.message["t"] === Number(`${index}${"0".repeat(index % 7)}`)
        ),
      );
      assert.equal(blocks.at(-1)?.endByte, (await Deno.stat(path)).size);
    },
  );
});

Deno.test("readRows() names the line that is too long for a reading", async () => {
  const content = `Date;Time;T\n10/03/2004;18.00.00;1\n${"x".repeat(70_000)}\n`;
  await assert.rejects(rowsOf(content), { code: "bad_csv", message: /Cannot read line 3 of .*fewer than 65536 bytes/ });
});

Deno.test({
  name: "readRows() reads the real file as 9,357 readings and 114 blank lines (needs AIR_QUALITY_CSV)",
  ignore: !Deno.env.get("AIR_QUALITY_CSV"),
  fn: async () => {
    const path = Deno.env.get("AIR_QUALITY_CSV") ?? "";
    const rows =
      (await collect(readRows(await identifyFile(path), await detectDialect(await identifyFile(path)), "uci"))).flatMap(
        ({ rows }) => rows,
      );
    const readings = rows.filter((row) => row.kind === "reading");
    assert.equal(rows.length, 9_471);
    assert.equal(readings.length, 9_357);
    assert.equal(rows.filter((row) => row.kind === "blank").length, 114);
    assert.ok(
      readings.every((row) =>
        row.timestampMs !== null &&
        Object.values(row.message).filter((value) => typeof value === "number").length === 14
      ),
    );
    assert.deepEqual([readings[0]?.message.ts, readings.at(-1)?.message.ts], [
      "2004-03-10T18:00:00Z",
      "2005-04-04T14:00:00Z",
    ]);
    assert.equal(readings.filter((row) => row.message["nmhc_gt"] === -200).length, 8_443);
  },
});

Deno.test("linesOf() and cellsOf() give the cells that csv-parse gives without quotes, for any bytes", () => {
  const piece = fc.oneof(
    fc.constantFrom("\r\n", "\n", "\r", ";", ",", " ", "2,6", "ä", ""),
    fc.string({ maxLength: 5 }).map((text) => text.replaceAll('"', "")),
  );
  const bytes = fc.oneof(
    fc.array(piece, { maxLength: 30 }).map((pieces) => new TextEncoder().encode(pieces.join(""))),
    fc.array(fc.constantFrom(10, 13, 59, 0xc3, 0xa4, 0xff, 0xe2, 48), { maxLength: 20 }).map((each) =>
      Uint8Array.from(each)
    ),
  );
  fc.assert(
    fc.property(bytes, (each) => {
      const cells = linesOf(Buffer.from(each).toString()).map((line) => cellsOf(line, ";"));
      const options = { delimiter: ";", record_delimiter: ["\r\n", "\n"], quote: null, relax_column_count: true };
      assert.deepEqual(cells, parse(Buffer.from(each), options));
    }),
    { seed: 6, numRuns: 2_000 },
  );
});

for (const ended of ["\n", ""]) {
  Deno.test(`readRows() gives the same rows in pieces, the last line ${ended === "" ? "not " : ""}ended`, () =>
    withFile(
      `Date;Time;CO(GT)\n${Array.from({ length: 500 }, (_, i) => `10/03/2004;18.00.00;${i}`).join("\n")}${ended}`,
      async (path) => {
        const dialect = await detectDialect(await identifyFile(path));
        const whole = await Array.fromAsync(readRows(await identifyFile(path), dialect, "s"));
        for (const pieceBytes of [1, 30, 1_000, 1_000_000]) {
          const pieces = await Array.fromAsync(readRows(await identifyFile(path), dialect, "s", pieceBytes));
          assert.deepEqual(pieces.flatMap(({ rows }) => rows), whole.flatMap(({ rows }) => rows));
          assert.equal(pieces.at(-1)!.endByte, whole.at(-1)!.endByte);
          assert.equal(pieces.length > whole.length, pieceBytes < 10_000);
        }
      },
    ));
}
