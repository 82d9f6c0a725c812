import assert from "node:assert/strict";
import { describeDialect, type Dialect, type DialectOptions } from "../../pipeline/source/mod.ts";
import { detect, halfDay, hourly, UCI, UCI_ROW } from "./text.ts";

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

const CERTAIN: [name: string, rows: string[], forced: DialectOptions, described: RegExp][] = [
  ["hours of 1 to 12 that come once a date", hourly(halfDay("14/05/2024", "")).slice(0, 12), {}, /HH:MM/],
  [
    "a line that is there twice at an hour of the morning",
    ["9", "9", "9", "10"].map((hour) => `14/05/2024;${hour}:00;1`),
    {},
    /HH:MM/,
  ],
  [
    "times with PM beside those of 24 hours",
    [...hourly((hour) => `14/05/2024;${hour}:00;1`), "15/05/2024;6:00 PM;1"],
    {},
    /HH:MM/,
  ],
  [
    "a date with the year first beside a month of others",
    ["2024-05-13;23:00;1", ...hourly((hour) => `14/05/2024;${hour}:00;1`)],
    {},
    /dd\/mm\/yyyy \(by a day over 12: 24 rows\)/,
  ],
  [
    "dates of two forms, the order of one given",
    [...hourly((hour) => `2024-05-13;${hour}:00;1`), ...hourly((hour) => `14/05/2024;${hour}:00;1`).slice(0, 9)],
    { dateOrder: "dd/mm/yyyy" },
    /dd\/mm\/yyyy|dd-mm-yyyy/,
  ],
];
for (const [name, rows, forced, described] of CERTAIN) {
  Deno.test(`detectDialect() reads ${name}`, async () =>
    assert.match(describeDialect(await detect(`Date;Time;T\n${rows.join("\n")}\n`, forced)), described));
}
