import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { FIELDS } from "../../pipeline/reading/mod.ts";
import { cellsOf } from "../../pipeline/source/cells.ts";
import { linesOf } from "../../pipeline/source/blocks.ts";
import {
  detectDialect,
  type DialectOptions,
  identifyFile,
  readRows,
  type SourceRow,
} from "../../pipeline/source/mod.ts";
import { collect, withFile } from "./fixture.ts";

const rowsOf = async (content: string | Uint8Array, forced?: DialectOptions): Promise<SourceRow[]> =>
  await withFile(content, async (path) => {
    const blocks = await collect(
      readRows(await identifyFile(path), await detectDialect(await identifyFile(path), forced), "uci"),
    );
    return blocks.flatMap(({ rows }) => rows);
  });

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

const MISSING_CELL: [what: string, header: string, usual: string, line: string, kind: string][] = [
  [
    "a cell in the middle is missing",
    "Date;Time;T;RH;AH;;",
    "10/03/2004;18.00.00;1;2;3;;",
    "10/03/2004;19.00.00;1;3;;",
    "malformed",
  ],
  [
    "so it is, and only rows have empty cells at the end",
    "Date;Time;T;RH;AH",
    "10/03/2004;18.00.00;1;2;3;",
    "10/03/2004;19.00.00;1;3;",
    "malformed",
  ],
  [
    "empty cells at the end are missing",
    "Date;Time;T;RH;AH;;",
    "10/03/2004;18.00.00;1;2;3;;",
    "10/03/2004;19.00.00;1;2;3",
    "reading",
  ],
  [
    "the last value is missing, and all empty cells are there",
    "Date;Time;T;RH;AH;;",
    "10/03/2004;18.00.00;1;2;3;;",
    "10/03/2004;19.00.00;1;2;;;",
    "reading",
  ],
  [
    "no row has empty cells at the end",
    "Date;Time;T;RH;AH;;",
    "10/03/2004;18.00.00;1;2;3",
    "10/03/2004;19.00.00;1;2;",
    "reading",
  ],
];
for (const [what, header, usual, line, kind] of MISSING_CELL) {
  Deno.test(`readRows() gives a ${kind} where ${what}`, async () => {
    const rows = await rowsOf(`${header}\r\n${usual}\r\n${usual.replace("18", "20")}\r\n${line}\r\n`);
    assert.deepEqual(rows.map((row) => row.kind), ["reading", "reading", kind]);
  });
}

const CELLS: { decimal: "," | "."; cell: string; expected: string | number | null }[] = [
  { decimal: ",", cell: "2,6", expected: 2.6 },
  { decimal: ",", cell: "2.6", expected: "2.6" },
  { decimal: ".", cell: "2.6", expected: 2.6 },
  { decimal: ".", cell: "2,6", expected: "2,6" },
  { decimal: ",", cell: "-200", expected: -200 },
  { decimal: ",", cell: "+1,50", expected: 1.5 },
  { decimal: ",", cell: "007", expected: 7 },
  { decimal: ",", cell: "1,5e3", expected: 1500 },
  { decimal: ".", cell: "1E-2", expected: 0.01 },
  { decimal: ",", cell: " 2,6 ", expected: 2.6 },
  { decimal: ",", cell: "", expected: null },
  { decimal: ",", cell: "  ", expected: null },
  { decimal: ",", cell: "2,", expected: "2," },
  { decimal: ",", cell: ",5", expected: ",5" },
  { decimal: ",", cell: "1,2,3", expected: "1,2,3" },
  { decimal: ",", cell: "1 000", expected: "1 000" },
  { decimal: ",", cell: "- 1", expected: "- 1" },
  { decimal: ",", cell: "0x10", expected: "0x10" },
  { decimal: ",", cell: "1e999", expected: "1e999" },
  { decimal: ",", cell: "NaN", expected: "NaN" },
  { decimal: ",", cell: "Infinity", expected: "Infinity" },
  { decimal: ",", cell: "n/a", expected: "n/a" },
];
for (const { decimal, cell, expected } of CELLS) {
  Deno.test(`readRows() makes ${JSON.stringify(expected)} of the cell "${cell}" when the decimal sign is ${decimal}`, async () => {
    const [row] = await rowsOf(`Date;Time;T\n10/03/2004;18.00.00;${cell}\n`, { delimiter: ";", decimal });
    assert.equal(row?.kind === "reading" ? row.message["t"] : undefined, expected);
  });
}

const TIMESTAMPS: {
  order: "dd/mm/yyyy" | "mm/dd/yyyy" | "yyyy-mm-dd";
  date: string;
  time: string;
  ts: string;
  valid?: boolean;
}[] = [
  { order: "dd/mm/yyyy", date: "10/03/2004", time: "18.00.00", ts: "2004-03-10T18:00:00Z", valid: true },
  { order: "mm/dd/yyyy", date: "3/10/2004", time: "18:00:00", ts: "2004-03-10T18:00:00Z", valid: true },
  { order: "yyyy-mm-dd", date: "2004-03-10", time: "6:05", ts: "2004-03-10T06:05:00Z", valid: true },
  { order: "dd/mm/yyyy", date: " 10/03/2004", time: "23.59.59 ", ts: "2004-03-10T23:59:59Z", valid: true },
  { order: "dd/mm/yyyy", date: "29/02/2004", time: "00.00", ts: "2004-02-29T00:00:00Z", valid: true },
  { order: "dd/mm/yyyy", date: "29/02/2005", time: "00.00.00", ts: "29/02/2005 00.00.00" },
  { order: "dd/mm/yyyy", date: "31/06/2004", time: "18.00.00", ts: "31/06/2004 18.00.00" },
  { order: "dd/mm/yyyy", date: "01/13/2004", time: "18.00.00", ts: "01/13/2004 18.00.00" },
  { order: "dd/mm/yyyy", date: "10/03/2004", time: "24.00.00", ts: "2004-03-11T00:00:00Z", valid: true },
  { order: "dd/mm/yyyy", date: "31/12/2004", time: "24:00", ts: "2005-01-01T00:00:00Z", valid: true },
  { order: "dd/mm/yyyy", date: "10/03/2004", time: "24.00.01", ts: "10/03/2004 24.00.01" },
  { order: "dd/mm/yyyy", date: "10/03/2004", time: "6:00 PM", ts: "2004-03-10T18:00:00Z", valid: true },
  { order: "dd/mm/yyyy", date: "10/03/2004", time: "12:00 a.m.", ts: "2004-03-10T00:00:00Z", valid: true },
  { order: "dd/mm/yyyy", date: "10/03/2004", time: "13:00 PM", ts: "10/03/2004 13:00 PM" },
  { order: "dd/mm/yyyy", date: "10/03/2004", time: "18", ts: "10/03/2004 18" },
  { order: "dd/mm/yyyy", date: "10.03.2004", time: "18:00", ts: "2004-03-10T18:00:00Z", valid: true },
  { order: "dd/mm/yyyy", date: "10-03-2004", time: "18:00", ts: "2004-03-10T18:00:00Z", valid: true },
  { order: "dd/mm/yyyy", date: "10-03.2004", time: "18:00", ts: "10-03.2004 18:00" },
  { order: "dd/mm/yyyy", date: "10/03/2004 00:00:00", time: "18:00", ts: "2004-03-10T18:00:00Z", valid: true },
  { order: "dd/mm/yyyy", date: "10/03/2004 01:00:00", time: "18:00", ts: "10/03/2004 01:00:00 18:00" },
  { order: "yyyy-mm-dd", date: "2004/03/10", time: "18:00", ts: "2004-03-10T18:00:00Z", valid: true },
  { order: "yyyy-mm-dd", date: "2004-03-10T00:00:00Z", time: "18:00:00.000", ts: "2004-03-10T18:00:00Z", valid: true },
  { order: "dd/mm/yyyy", date: "10/03/2004", time: "18.60.00", ts: "10/03/2004 18.60.00" },
  { order: "dd/mm/yyyy", date: "10/03/2004", time: "18.00:00", ts: "10/03/2004 18.00:00" },
  { order: "dd/mm/yyyy", date: "10/03/04", time: "18.00.00", ts: "10/03/04 18.00.00" },
  { order: "dd/mm/yyyy", date: "01/01/0000", time: "18.00.00", ts: "01/01/0000 18.00.00" },
  { order: "dd/mm/yyyy", date: "2004-03-10", time: "18.00.00", ts: "2004-03-10T18:00:00Z", valid: true },
  { order: "dd/mm/yyyy", date: "", time: "", ts: " " },
];
for (const { order, date, time, ts, valid = false } of TIMESTAMPS) {
  Deno.test(`readRows() gives the ts "${ts}" for "${date}" and "${time}" as ${order}`, async () => {
    // Others show what the file is like.
    const others = (order === "yyyy-mm-dd"
      ? "2004-03-13;09:00;1\n"
      : order === "dd/mm/yyyy"
      ? "13/03/2004;09:00;1\n"
      : "03/13/2004;09:00;1\n")
      .repeat(3);
    const [row] = await rowsOf(`Date;Time;T\n${date};${time};1\n${others}`, { dateOrder: order });
    assert.equal(row?.kind === "reading" ? row.message.ts : undefined, ts);
    assert.equal(row?.timestampMs, valid ? Date.parse(ts) : null);
  });
}

for (
  const { name, line, expected } of [
    { name: "a cell in quotes", line: '"10/03/2004";"18:00";"2,6"', expected: 2.6 },
    { name: "a delimiter in quotes", line: '10/03/2004;18:00;"2;6"', expected: "2;6" },
    { name: "doubled quotes", line: '10/03/2004;18:00;"a ""b"" c"', expected: 'a "b" c' },
    { name: "a quote in the middle", line: '10/03/2004;18:00;2"6', expected: '2"6' },
    { name: "a quote that does not close", line: '10/03/2004;18:00;"2,6', expected: '"2,6' },
    { name: "text behind a quote", line: '10/03/2004;18:00;"2,6" a', expected: '"2,6" a' },
    { name: "empty cells at the end", line: "10/03/2004;18:00;2,6;;;", expected: 2.6 },
  ]
) {
  Deno.test(`readRows() reads ${name} within its line`, async () => {
    const [row, next] = await rowsOf(`Date;Time;T\n${line}\n10/03/2004;19:00;1\n`);
    assert.equal(row?.kind === "reading" && row.message["t"], expected);
    assert.equal(next?.kind === "reading" && next.message["t"], 1);
  });
}

Deno.test("readRows() reads hours alone, and 24 as the next midnight", async () => {
  const rows = await rowsOf("Date;Time;T\n2004-12-31;1;1\n2004-12-31;23;1\n2004-12-31;24;1\n");
  assert.deepEqual(rows.map((row) => row.kind === "reading" && row.message.ts), [
    "2004-12-31T01:00:00Z",
    "2004-12-31T23:00:00Z",
    "2005-01-01T00:00:00Z",
  ]);
});

Deno.test("readRows() reads no time without AM or PM where the others have it", async () => {
  const rows = await rowsOf("Date;Time;T\n2004-12-31;1:00 AM;1\n2004-12-31;1:00 PM;1\n2004-12-31;2:00;1\n");
  assert.deepEqual(rows.map(({ timestampMs }) => timestampMs === null), [false, false, true]);
});

for (
  const [thousands, cell] of [[".", "1.771,5"], [" ", "1 771,5"], [" ", "1\u202f771,5"], ["'", "1'771,5"]] as const
) {
  Deno.test(`readRows() reads ${JSON.stringify(cell)} as 1771.5 where digits are grouped with ${JSON.stringify(thousands)}`, async () => {
    const [row] = await rowsOf(`Date;Time;T\n2004-12-31;1:00;${cell}\n`, { thousands });
    assert.equal(row?.kind === "reading" && row.message["t"], 1771.5);
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
