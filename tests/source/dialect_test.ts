import assert from "node:assert/strict";
import {
  describeDialect,
  detectDialect,
  type Dialect,
  type DialectOptions,
  identifyFile,
} from "../../pipeline/source/mod.ts";
import { withFile, withFolder } from "./fixture.ts";

const detect = (text: string, forced?: DialectOptions) =>
  withFile(text, async (path) => detectDialect(await identifyFile(path), forced));

const UCI =
  "Date;Time;CO(GT);PT08.S1(CO);NMHC(GT);C6H6(GT);PT08.S2(NMHC);NOx(GT);PT08.S3(NOx);NO2(GT);PT08.S4(NO2);PT08.S5(O3);T;RH;AH;;";
const UCI_ROW = "10/03/2004;18.00.00;2,6;1360;150;11,9;1046;166;1056;113;1692;1268;13,6;48,9;0,7578;;";

Deno.test("detectDialect() maps every column of the UCI header", async () => {
  const { columns } = await detect(`${UCI}\r\n${UCI_ROW}\r\n`);
  assert.deepEqual(columns, [
    "date",
    "time",
    "co_gt",
    "pt08_s1_co",
    "nmhc_gt",
    "c6h6_gt",
    "pt08_s2_nmhc",
    "nox_gt",
    "pt08_s3_nox",
    "no2_gt",
    "pt08_s4_no2",
    "pt08_s5_o3",
    "t",
    "rh",
    "ah",
    null,
    null,
  ]);
});

const MONTHS = Array.from({ length: 12 }, (_, index) => `${index + 1}`.padStart(2, "0"));

const DIALECTS: { name: string; text: string; forced?: DialectOptions; expected: string }[] = [
  {
    name: "the UCI file",
    text: `${UCI}\r\n${UCI_ROW}\r\n11/03/2004;00.00.00;1,2;1185;31;3,6;690;62;1462;77;1333;733;11,3;56,8;0,7603;;\r\n`,
    expected:
      "; separated (2 rows), decimal comma (2 rows), dd/mm/yyyy (by the shorter steps: 2 rows), HH.MM.SS, CRLF, 2 trailing empty columns",
  },
  {
    name: "commas, points and ISO dates",
    text: "Date,Time,CO_GT\n2004-03-10,18:00:00,2.6\n",
    expected: ", separated (1 row), decimal point (1 row), yyyy-mm-dd (by its form: 1 row), HH:MM:SS, LF",
  },
  {
    name: "American dates, told by a second number over 12",
    text: "Date,Time,T\n3/10/2004,18:00,1.5\n3/13/2004,0:00,1\n",
    expected: ", separated (2 rows), decimal point (1 row), mm/dd/yyyy (by a day over 12: 1 row), HH:MM, LF",
  },
  {
    name: "European dates behind commas, told by a first number over 12",
    text: "Date,Time,T\n10/03/2004,18:00,1.5\n31/03/2004,0:00,1\n",
    expected: ", separated (2 rows), decimal point (1 row), dd/mm/yyyy (by a day over 12: 1 row), HH:MM, LF",
  },
  {
    name: "European dates behind commas, told by midnight being one hour after 23:00",
    text: "Date,Time,T\n10/03/2004,23:00,1.5\n11/03/2004,00:00,1\n",
    expected: ", separated (2 rows), decimal point (1 row), dd/mm/yyyy (by the shorter steps: 2 rows), HH:MM, LF",
  },
  {
    name: "American dates behind semicolons, told by the same",
    text: "Date;Time;T\n3/10/2004;23:00;1.5\n3/11/2004;00:00;1\n",
    expected: "; separated (2 rows), decimal point (1 row), mm/dd/yyyy (by the shorter steps: 2 rows), HH:MM, LF",
  },
  {
    name: "one fault among evidence to the contrary",
    text: "Date;Time;T\n13/03/2004;23:00;1\n14/03/2004;00:00;1\n03/14/2004;01:00;1\n",
    expected:
      "; separated (3 rows), decimal comma (assumed), dd/mm/yyyy (by a day over 12: 2 rows, 1 against), HH:MM, LF",
  },
  {
    name: "a single day behind semicolons",
    text: "Date;Time;T\n03/04/2004;23.00;1\n",
    expected: "; separated (1 row), decimal comma (assumed), dd/mm/yyyy (assumed), HH.MM, LF",
  },
  {
    name: "a single day behind commas",
    text: "Date,Time,T\n03/04/2004,23:00,1\n",
    expected: ", separated (1 row), decimal point (assumed), mm/dd/yyyy (assumed), HH:MM, LF",
  },
  {
    name: "readings of one day a month, or of days of one month: any order fits",
    text: "Date;Time;T\n" + MONTHS.map((month) => `01/${month}/2024;12:00;1,5\n`).join(""),
    expected: "; separated (12 rows), decimal comma (12 rows), dd/mm/yyyy (assumed), HH:MM, LF",
  },
  {
    name: "the same behind commas",
    text: "Date,Time,T\n" + MONTHS.map((month) => `01/${month}/2024,12:00,1.5\n`).join(""),
    expected: ", separated (12 rows), decimal point (12 rows), mm/dd/yyyy (assumed), HH:MM, LF",
  },
  {
    name: "days that are their months",
    text: "Date;Time;T\n" + MONTHS.map((month) => `${month}/${month}/2024;12:00;1,5\n`).join(""),
    expected: "; separated (12 rows), decimal comma (12 rows), dd/mm/yyyy (assumed), HH:MM, LF",
  },
  {
    name: "readings of some days a month, told by not going back in time",
    text: "Date;Time;T\n" + MONTHS.map((month) => `01/${month}/2024;12:00;1,5\n08/${month}/2024;12:00;1,5\n`).join(""),
    expected: "; separated (24 rows), decimal comma (24 rows), dd/mm/yyyy (by the shorter steps: 24 rows), HH:MM, LF",
  },
  {
    name: "readings every six hours on days up to 12",
    text: "Date;Time;T\n" +
      MONTHS.map((day) => ["00", "06", "12", "18"].map((hour) => `03/${day}/2024;${hour}:00;1,5\n`).join("")).join(""),
    expected: "; separated (48 rows), decimal comma (48 rows), mm/dd/yyyy (by the shorter steps: 48 rows), HH:MM, LF",
  },
  {
    name: "two digits of the year, once a day",
    text: "Date;Time;T\n14/05/24;12:00;1,5\n15/05/24;12:00;1,5\n16/05/24;12:00;1,5\n",
    expected: "; separated (3 rows), decimal comma (3 rows), dd/mm/yy (by the shorter steps: 3 rows), HH:MM, LF",
  },
  {
    name: "what is forced",
    text: "Date;Time;T\n03/04/2004;23.00;1,5\n",
    forced: { delimiter: ";", decimal: ".", dateOrder: "mm/dd/yyyy" },
    expected: "; separated (given), decimal point (given), mm/dd/yyyy (given), HH.MM, LF",
  },
  {
    name: "a byte order mark",
    text: "\ufeffDate,Time,T,\r\n2004-03-10,18:00:00,2.6,\r\n",
    expected:
      ", separated (1 row), decimal point (1 row), yyyy-mm-dd (by its form: 1 row), HH:MM:SS, CRLF, byte order mark, 1 trailing empty column",
  },
  {
    name: "tabs, points and dots",
    text: "Date\tTime\tT\n31.12.2004\t18\t2.6\n31.12.2004\t19\t2.7\n",
    expected: "tab separated (2 rows), decimal point (2 rows), dd.mm.yyyy (by a day over 12: 2 rows), HH, LF",
  },
  {
    name: "cells in quotes",
    text: '"Date","Time","T"\n"2004-03-10","6:00 PM","2,6"\n"2004-03-10","7:00 PM","3,1"\n',
    expected: ", separated (2 rows), decimal comma (2 rows), yyyy-mm-dd (by its form: 2 rows), HH:MM AM/PM, LF",
  },
  {
    name: "groups of digits with decimals behind",
    text: "Date;Time;NOx(GT);T\n2004-03-10;18:00;1.234,5;13\n2004-03-10;19:00;1.002;13,5\n",
    expected: "; separated (2 rows), decimal comma (2 rows), groups of digits with a point between (1 row), " +
      "yyyy-mm-dd (by its form: 2 rows), HH:MM, LF",
  },
  {
    name: "two digits of the year, by the shorter steps",
    text: "Date;Time;T\n14/05/24;23:00;1\n15/05/24;00:00;1\n",
    expected: "; separated (2 rows), decimal comma (assumed), dd/mm/yy (by the shorter steps: 2 rows), HH:MM, LF",
  },
  {
    name: "names for its columns that are given",
    text: "fecha;hora;temperatura\n2004-03-10;18:00;1,5\n",
    forced: { delimiter: ";", header: "Date,Time,T" },
    expected: "; separated (given), decimal comma (1 row), yyyy-mm-dd (by its form: 1 row), HH:MM, LF, columns (given)",
  },
];

for (const { name, text, forced, expected } of DIALECTS) {
  Deno.test(`detectDialect() tells ${name}`, async () => {
    assert.equal(describeDialect(await detect(text, forced)), expected);
  });
}

Deno.test("detectDialect() takes the delimiter of the header when the cells have more of the other", async () => {
  const dialect: Dialect = await detect("Date;Time;CO(GT);T\n13/03/2004;18.00.00;2,6;1,5\n");
  assert.equal(dialect.delimiter, ";");
});

for (const header of ["date;TIME;co_gt;t", " Date ; Time ;CO (GT); T ", "Date;Time;CO.GT;T", "Date;Time;CO-GT;T"]) {
  Deno.test(`detectDialect() maps the header ${JSON.stringify(header)}`, async () => {
    const { columns } = await detect(`${header}\n13/03/2004;18.00.00;2,6;1,5\n`);
    assert.deepEqual(columns, ["date", "time", "co_gt", "t"]);
  });
}

const MARCH = (line: (hour: string) => string) =>
  Array.from({ length: 24 }, (_, hour) => line(String(hour).padStart(2, "0")));

/** The rows of a day by a clock of 12 hours; `pm` stands behind those of the afternoon. */
const halfDay = (date: string, pm: string) => (hour: string) =>
  `${date};${(Number(hour) + 11) % 12 + 1}:00${Number(hour) < 12 ? "" : pm};1`;

const CERTAIN: [name: string, rows: string[], forced: DialectOptions, described: RegExp][] = [
  ["hours of 1 to 12 that come once a date", MARCH(halfDay("14/05/2024", "")).slice(0, 12), {}, /HH:MM/],
  [
    "a line that is there twice at an hour of the morning",
    ["9", "9", "9", "10"].map((hour) => `14/05/2024;${hour}:00;1`),
    {},
    /HH:MM/,
  ],
  [
    "times with PM beside those of 24 hours",
    [...MARCH((hour) => `14/05/2024;${hour}:00;1`), "15/05/2024;6:00 PM;1"],
    {},
    /HH:MM/,
  ],
  [
    "a date with the year first beside a month of others",
    ["2024-05-13;23:00;1", ...MARCH((hour) => `14/05/2024;${hour}:00;1`)],
    {},
    /dd\/mm\/yyyy \(by a day over 12: 24 rows\)/,
  ],
  [
    "dates of two forms, the order of one given",
    [...MARCH((hour) => `2024-05-13;${hour}:00;1`), ...MARCH((hour) => `14/05/2024;${hour}:00;1`).slice(0, 9)],
    { dateOrder: "dd/mm/yyyy" },
    /dd\/mm\/yyyy|dd-mm-yyyy/,
  ],
];
for (const [name, rows, forced, described] of CERTAIN) {
  Deno.test(`detectDialect() reads ${name}`, async () =>
    assert.match(describeDialect(await detect(`Date;Time;T\n${rows.join("\n")}\n`, forced)), described));
}

const FAULTS: { name: string; text: string; forced?: DialectOptions; code: string; message: RegExp }[] = [
  { name: "an empty file", text: "", code: "bad_csv", message: /expected a header in the first line, got none/ },
  { name: "only a byte order mark", text: "\ufeff", code: "bad_csv", message: /expected a header/ },
  {
    name: "a header without its line end",
    text: UCI,
    code: "bad_csv",
    message: /expected readings after the header, got none/,
  },
  { name: "only a header", text: `${UCI}\r\n`, code: "bad_csv", message: /expected readings after the header/ },
  {
    name: "a header and blank lines",
    text: `${UCI}\r\n;;\r\n\r\n`,
    code: "bad_csv",
    message: /expected readings after the header/,
  },
  {
    name: "an unknown column",
    text: "Date;Time;CO(GT);Ozone;Radon\n",
    code: "bad_csv",
    message: /got the unknown columns "Ozone", "Radon"$/,
  },
  {
    name: "an empty column in the middle",
    text: "Date;;Time;T\n",
    code: "bad_csv",
    message: /the unknown columns ""/,
  },
  { name: "a column twice", text: "Date;Time;CO(GT);co_gt\n", code: "bad_csv", message: /got a second "co_gt"/ },
  { name: "no date", text: "Time;CO(GT)\n", code: "bad_csv", message: /got no column Date/ },
  { name: "no time", text: "Date;CO(GT)\n", code: "bad_csv", message: /got no column Time/ },
  { name: "no measurement", text: "Date;Time\n", code: "bad_csv", message: /got no measurement/ },
  {
    name: "data in place of a header",
    text: `${UCI_ROW}\n`,
    code: "bad_csv",
    message: /unknown columns "10\/03\/2004"/,
  },
  {
    name: "the wrong delimiter",
    text: `${UCI}\n${UCI_ROW}\n`,
    forced: { delimiter: "," },
    code: "bad_csv",
    message: /separated by ",", got "Date;Time;.*", which has none/,
  },
  {
    name: "times of no known form",
    text: "Date,Time,T\n2004-03-10,noon,2.6",
    code: "bad_csv",
    message: /expected times such as .* got "noon" in line 2$/,
  },
  {
    name: "dates of no known form",
    text: "Date,Time,T\n10 March 2004,18:00,2.6",
    code: "bad_csv",
    message: /expected dates such as .* got "10 March 2004" in line 2$/,
  },
  {
    name: "two orders of day and month, each in a row",
    text: `Date,Time,T\n${
      [...MARCH((hour) => `28/02/2024,${hour}:00,1`), ...MARCH((hour) => `02/29/2024,${hour}:00,1`)].join("\n")
    }\n`,
    code: "bad_csv",
    message: /both mm\/dd\/yyyy and dd\/mm\/yyyy: line 2 has "28\/02\/2024", line 26 has "02\/29\/2024"/,
  },
  {
    name: "a month that follows only in the other order",
    text: `Date,Time,T\n${
      [...MARCH((hour) => `29/02/2024,${hour}:00,1`), ...MARCH((hour) => `03/01/2024,${hour}:00,1`)].join("\n")
    }\n`,
    code: "bad_csv",
    message: /as dd\/mm\/yyyy it jumps, .* line 25 has "29\/02\/2024", line 26 has "03\/01\/2024"/,
  },
  {
    name: "two orders of day and month, none of them with a day over 12",
    text: `Date,Time,T\n${
      [
        ...MARCH((hour) => `03/05/2024,${hour}:00,1`),
        ...MARCH((hour) => `04/05/2024,${hour}:00,1`),
        ...MARCH((hour) => `05/05/2024,${hour}:00,1`),
        ...MARCH((hour) => `05/06/2024,${hour}:00,1`),
        ...MARCH((hour) => `05/07/2024,${hour}:00,1`),
      ].join("\n")
    }\n`,
    code: "bad_csv",
    message: /it jumps, in another order it follows at once: line 25 has "03\/05\/2024", line 26 has "04\/05\/2024"/,
  },
  {
    name: "dates that a spreadsheet changed to other days, mixed with dates that it did not change",
    text: `Date,Time,T\n${
      [...MARCH((hour) => `2024-12-05,${hour}:00,1`), ...MARCH((hour) => `13/05/2024,${hour}:00,1`)].join("\n")
    }\n`,
    code: "bad_csv",
    message: /dates of two forms: line 2 has "2024-12-05", line 26 has "13\/05\/2024"/,
  },
  {
    name: "hours of 1 to 12 that come twice a date",
    text: `Date;Time;T\n${[...MARCH(halfDay("14/05/2024", "")), ...MARCH(halfDay("15/05/2024", ""))].join("\n")}\n`,
    code: "bad_csv",
    message: /Cannot tell mornings from afternoons .* got "12:00" in line 14 and no hour of 0 or over 12/,
  },
  {
    name: "mornings without AM beside afternoons with PM",
    text: `Date;Time;T\n${
      [...MARCH(halfDay("14/05/2024", " PM")), ...MARCH(halfDay("15/05/2024", " PM"))].join("\n")
    }\n`,
    code: "bad_csv",
    message: /Cannot tell mornings from afternoons .* got "12:00" in line 2 and no hour of 0 or over 12/,
  },
  {
    name: "rows that end in CR alone in the middle",
    text: "Date;Time;T\n14/05/2024;00:00;1\n14/05/2024;01:00;1\r14/05/2024;02:00;1\r14/05/2024;03:00;1\n",
    code: "bad_csv",
    message: /expected lines that end in LF or CRLF, got 3 rows that end in CR alone in line 3$/,
  },
  {
    name: "times with a zone",
    text: "Date;Time;T\n14/05/2024;18:00:00+02:00;1\n",
    code: "bad_csv",
    message: /expected times such as .* got "18:00:00\+02:00" in line 2$/,
  },
  {
    name: "two digits of the year on a single day",
    text: "Date;Time;T\n14/05/24;18:00;1\n",
    code: "bad_csv",
    message: /which number is the day, the month and the year, got "14\/05\/24" in line 2/,
  },
  {
    name: "dates that the given order does not fit",
    text: "Date;Time;T\n2004.31.12;18:00;1\n31.12.2004;18:00;1\n",
    forced: { dateOrder: "mm/dd/yyyy" },
    code: "bad_csv",
    message: /expected mm\/dd\/yyyy, got "31.12.2004" in line 3/,
  },
  {
    name: "nothing but groups of three digits",
    text: "Date;Time;NOx(GT)\n2004-03-10;18:00;170\n2004-03-10;19:00;1.771\n",
    code: "bad_csv",
    message: /1\.771 is a whole number or one with decimals.*line 3 has "1\.771"/,
  },
  {
    name: "groups of three beside decimals with the other mark",
    text: "Date;Time;NOx(GT);T\n2004-03-10;18:00;170;13,5\n2004-03-10;19:00;1.771;13,6\n",
    code: "bad_csv",
    message: /a decimal comma, and 1\.771 may be 1771: line 2 has "13,5", line 3 has "1\.771"/,
  },
  {
    name: "groups of three in a column of whole numbers",
    text: "Date;Time;NOx(GT);T\n2004-03-10;18:00;170;13,5\n2004-03-10;19:00;1,771;13,6\n",
    code: "bad_csv",
    message: /1,771 may be 1771 in a column that has whole numbers: line 2 has "170", line 3 has "1,771"/,
  },
  {
    name: "both decimal marks, row after row",
    text: "Date;Time;CO(GT);T\n2004-03-10;18:00;2,6;13,5\n2004-03-10;19:00;2,6;13.5\n2004-03-10;20:00;2,6;13.6\n",
    code: "bad_csv",
    message: /a decimal comma in one and a decimal point in the other: line 2 has "2,6", line 3 has "13\.5"/,
  },
  {
    name: "another delimiter from the middle on",
    text: "Date;Time;T\n2004-03-10;18:00;1\n2004-03-10,19:00,1\n2004-03-10,20:00,1\n",
    code: "bad_csv",
    message: /two delimiters: line 1 has "cells with a ; between", line 3 has "cells with a comma between"/,
  },
  {
    name: "a second header with other columns",
    text: "Date;Time;T;RH\n2004-03-10;18:00;1;2\nDate;Time;RH;T\n2004-03-10;19:00;2;1\n",
    code: "bad_csv",
    message: /a second header with other columns: line 1 has "the header", line 3 has "Date;Time;RH;T"/,
  },
  {
    name: "rows that do not fit the header",
    text: "Date;Time;T\n2004-03-10 18:00 1\n",
    code: "bad_csv",
    message: /expected rows of 3 cells with a ; between, got in line 2 "2004-03-10 18:00 1"/,
  },
  {
    name: "too few names",
    text: "a;b;c\n2004-03-10;18:00;1\n",
    forced: { delimiter: ";", header: "Date,T" },
    code: "usage",
    message: /expected 3 names, got 2/,
  },
  {
    name: "one sign for two purposes",
    text: "Date,Time,T\n2004-03-10,18:00,1\n",
    forced: { decimal: "," },
    code: "usage",
    message: /two different signs/,
  },
];

for (const { name, text, forced, code, message } of FAULTS) {
  Deno.test(`detectDialect() refuses ${name}`, async () => {
    await assert.rejects(detect(text, forced), { name: "PipelineError", code, message });
  });
}

const bytes = (...parts: (string | number[])[]) =>
  Uint8Array.from(parts.flatMap((part) => typeof part === "string" ? [...new TextEncoder().encode(part)] : part));
const utf16 = (text: string) => [...text].flatMap((sign) => [sign.charCodeAt(0), 0]);
const TEXT = "Date;Time;T\n10/03/2004;18.00.00;1\n";

const FOREIGN: { name: string; content: Uint8Array; message: RegExp; hint: RegExp }[] = [
  {
    name: "gzip",
    content: bytes([0x1f, 0x8b, 8, 0], TEXT),
    message: /got a gzip archive/,
    hint: /gunzip -c ".*" > NEW/,
  },
  {
    name: "Excel",
    content: bytes("PK\x03\x04", [...Array(26).fill(0)], "xl/workbook.xml"),
    message: /Excel workbook/,
    hint: /save it as CSV/,
  },
  {
    name: "old Excel",
    content: bytes([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
    message: /Excel workbook of before 2007/,
    hint: /save it as CSV/,
  },
  { name: "a zip archive", content: bytes("PK\x03\x04", "data.csv"), message: /a zip archive/, hint: /unzip/ },
  {
    name: "UTF-16 with its mark",
    content: bytes([0xff, 0xfe], utf16(TEXT)),
    message: /UTF-16LE text/,
    hint: /iconv -f UTF-16LE -t UTF-8 ".*" > NEW/,
  },
  { name: "UTF-16 without it", content: bytes(utf16(TEXT)), message: /UTF-16LE text/, hint: /iconv/ },
  { name: "Parquet", content: bytes("PAR1", [0, 1]), message: /a Parquet file/, hint: /CSV/ },
  { name: "HTML", content: bytes("<!DOCTYPE html>\n<html>"), message: /HTML/, hint: /download it again/ },
  { name: "JSON", content: bytes('[{"ts": 1}]'), message: /got JSON/, hint: /CSV/ },
  {
    name: "Excel's sep= line",
    content: bytes("sep=;\r\n", TEXT),
    message: /sep= line/,
    hint: /tail -n \+2 ".*" > NEW/,
  },
  {
    name: "lines that end in CR",
    content: bytes(TEXT.replaceAll("\n", "\r")),
    message: /end in CR alone/,
    hint: /tr '\\r' '\\n' < ".*" > NEW/,
  },
];

for (const { name, content, message, hint } of FOREIGN) {
  Deno.test(`detectDialect() refuses ${name} by its name, with a way out`, () =>
    withFile(content, async (path) => {
      await assert.rejects(detectDialect(await identifyFile(path)), { code: "bad_csv", message, hint });
    }));
}

for (
  const { name, text, message } of FAULTS.filter(({ forced, message }) =>
    forced === undefined && /may be|whole number/.test(message.source)
  )
) {
  Deno.test(`detectDialect() takes ${name} where --thousands says how (${message.source.slice(0, 9)})`, async () => {
    for (const thousands of [",", ".", "none"] as const) {
      const dialect = await detect(text, { thousands, decimal: thousands === "," ? "." : "," });
      assert.equal(dialect.thousands, thousands === "none" ? null : thousands);
    }
  });
}

Deno.test("detectDialect() takes an order that is given in place of two", async () => {
  const text =
    "Date;Time;T\n13/03/2004;18:00;1\n13/03/2004;19:00;1\n03/14/2004;20:00;1\n03/14/2004;21:00;1\n13/03/2004;22:00;1\n";
  assert.equal((await detect(text, { dateOrder: "dd/mm/yyyy" })).dateOrder, "dd/mm/yyyy");
});

Deno.test("detectDialect() names the known columns when one is unknown", async () => {
  await assert.rejects(detect("Date;Time;Ozone\n"), { hint: /CO\(GT\), PT08\.S1\(CO\).*AH/ });
});

Deno.test("detectDialect() refuses a file that is not there", async () => {
  await withFolder((folder) =>
    assert.rejects(identifyFile(`${folder}/none.csv`), { code: "not_found", message: /none\.csv/ })
  );
});

Deno.test("detectDialect() refuses a path through a file", async () => {
  await withFile("x", (path) => assert.rejects(identifyFile(`${path}/none.csv`), { code: "not_found" }));
});

Deno.test("detectDialect() refuses a folder", async () => {
  await withFolder((folder) => assert.rejects(identifyFile(folder), { code: "not_a_file" }));
});

Deno.test({
  name: "detectDialect() refuses a file without permission (skipped for root, who may read everything)",
  ignore: Deno.uid() === 0 || Deno.build.os === "windows",
  fn: () =>
    withFile(`${UCI}\n${UCI_ROW}\n`, async (path) => {
      await Deno.chmod(path, 0o000);
      await assert.rejects(identifyFile(path), { code: "no_permission" });
    }),
});

Deno.test({
  name: "detectDialect() refuses a file that Deno has no permission to read",
  permissions: { read: false },
  fn: () => assert.rejects(identifyFile("anything.csv"), { code: "no_permission" }),
});

/** Of a comma-separated file with four columns, the last one empty in every third row. */
const commaRows = (value: (hour: number) => string) =>
  "Date,Time,CO(GT),T,RH\n" +
  Array.from(
    { length: 24 },
    (_, hour) => `2024-03-13,${hour}:00,2,${value(hour)},${hour % 3 === 0 ? "" : hour + 30}\n`,
  ).join("");

Deno.test("detectDialect() refuses decimal commas without quotes between commas: rows with an empty end would fit by accident", async () => {
  await assert.rejects(detect(commaRows((hour) => `18,${hour % 10}`)), {
    code: "bad_csv",
    message:
      /expected a cell for each of the 5 columns, got more in 16 rows, as by decimal commas: line 3 has "2024-03-13,1:00,2,18,1,31"/,
    hint: /; between the cells.*--decimal \./s,
  });
});

Deno.test("detectDialect() refuses rows with and without an empty cell too many between commas", async () => {
  const text = commaRows((hour) => hour % 8 === 0 ? "18" : `18,${hour % 10}`).replaceAll(/,\d\d$/gm, ",");
  await assert.rejects(detect(text), {
    code: "bad_csv",
    message: /expected a cell for each of the 5 columns, got more in 21 rows, as by decimal commas: line 3 has/,
  });
});

for (
  const [name, text, forced] of [
    ["they are in quotes", commaRows((hour) => `"18,${hour % 10}"`), {}],
    ["there are points", commaRows((hour) => `18.${hour % 10}`), {}],
    ["it is one row of them", commaRows((hour) => hour === 1 ? "18,1" : "18.1"), {}],
    [
      "all rows have more empty cells than the header",
      commaRows(() => "18").replaceAll(/(?<=\d,[^,]*,[^,]*)$/gm, ",,"),
      {},
    ],
    ["a decimal point is given", commaRows((hour) => `18,${hour % 10}`), { decimal: "." }],
  ] as const
) {
  Deno.test(`detectDialect() does not refuse a file for commas when ${name}`, async () => {
    assert.equal((await detect(text, forced)).delimiter, ",");
  });
}
