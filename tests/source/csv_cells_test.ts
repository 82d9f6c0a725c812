import assert from "node:assert/strict";
import { rowsOf } from "./text.ts";

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
