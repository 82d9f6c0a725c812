import assert from "node:assert/strict";
import type { DialectOptions } from "../../pipeline/source/mod.ts";
import { detect, halfDay, hourly, UCI, UCI_ROW } from "./text.ts";

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
      [...hourly((hour) => `28/02/2024,${hour}:00,1`), ...hourly((hour) => `02/29/2024,${hour}:00,1`)].join("\n")
    }\n`,
    code: "bad_csv",
    message: /both mm\/dd\/yyyy and dd\/mm\/yyyy: line 2 has "28\/02\/2024", line 26 has "02\/29\/2024"/,
  },
  {
    name: "a month that follows only in the other order",
    text: `Date,Time,T\n${
      [...hourly((hour) => `29/02/2024,${hour}:00,1`), ...hourly((hour) => `03/01/2024,${hour}:00,1`)].join("\n")
    }\n`,
    code: "bad_csv",
    message: /as dd\/mm\/yyyy it jumps, .* line 25 has "29\/02\/2024", line 26 has "03\/01\/2024"/,
  },
  {
    name: "two orders of day and month, none of them with a day over 12",
    text: `Date,Time,T\n${
      [
        ...hourly((hour) => `03/05/2024,${hour}:00,1`),
        ...hourly((hour) => `04/05/2024,${hour}:00,1`),
        ...hourly((hour) => `05/05/2024,${hour}:00,1`),
        ...hourly((hour) => `05/06/2024,${hour}:00,1`),
        ...hourly((hour) => `05/07/2024,${hour}:00,1`),
      ].join("\n")
    }\n`,
    code: "bad_csv",
    message: /it jumps, in another order it follows at once: line 25 has "03\/05\/2024", line 26 has "04\/05\/2024"/,
  },
  {
    name: "dates that a spreadsheet changed to other days, mixed with dates that it did not change",
    text: `Date,Time,T\n${
      [...hourly((hour) => `2024-12-05,${hour}:00,1`), ...hourly((hour) => `13/05/2024,${hour}:00,1`)].join("\n")
    }\n`,
    code: "bad_csv",
    message: /dates of two forms: line 2 has "2024-12-05", line 26 has "13\/05\/2024"/,
  },
  {
    name: "hours of 1 to 12 that come twice a date",
    text: `Date;Time;T\n${[...hourly(halfDay("14/05/2024", "")), ...hourly(halfDay("15/05/2024", ""))].join("\n")}\n`,
    code: "bad_csv",
    message: /Cannot tell mornings from afternoons .* got "12:00" in line 14 and no hour of 0 or over 12/,
  },
  {
    name: "mornings without AM beside afternoons with PM",
    text: `Date;Time;T\n${
      [...hourly(halfDay("14/05/2024", " PM")), ...hourly(halfDay("15/05/2024", " PM"))].join("\n")
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
