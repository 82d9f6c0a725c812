import assert from "node:assert/strict";
import { describeDialect, detectDialect, type Dialect, type DialectOptions } from "../../pipeline/source/mod.ts";
import { withFile, withFolder } from "./fixture.ts";

const detect = (text: string, forced?: DialectOptions) => withFile(text, (path) => detectDialect(path, forced));

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

const DIALECTS: { name: string; text: string; forced?: DialectOptions; expected: string }[] = [
  {
    name: "the UCI file",
    text: `${UCI}\r\n${UCI_ROW}\r\n11/03/2004;00.00.00;1,2;1185;31;3,6;690;62;1462;77;1333;733;11,3;56,8;0,7603;;\r\n`,
    expected: "; separated, decimal comma, dd/mm/yyyy (by the shorter steps), HH.MM.SS, CRLF, 2 trailing empty columns",
  },
  {
    name: "commas, points and ISO dates",
    text: "Date,Time,CO_GT\n2004-03-10,18:00:00,2.6\n",
    expected: ", separated, decimal point, yyyy-mm-dd (by its form), HH:MM:SS, LF",
  },
  {
    name: "American dates, told by a second number over 12",
    text: "Date,Time,T\n3/10/2004,18:00,1.5\n3/13/2004,0:00,1\n",
    expected: ", separated, decimal point, mm/dd/yyyy (by a day over 12), HH:MM, LF",
  },
  {
    name: "European dates behind commas, told by a first number over 12",
    text: "Date,Time,T\n10/03/2004,18:00,1.5\n31/03/2004,0:00,1\n",
    expected: ", separated, decimal point, dd/mm/yyyy (by a day over 12), HH:MM, LF",
  },
  {
    name: "European dates behind commas, told by midnight being one hour after 23:00",
    text: "Date,Time,T\n10/03/2004,23:00,1.5\n11/03/2004,00:00,1\n",
    expected: ", separated, decimal point, dd/mm/yyyy (by the shorter steps), HH:MM, LF",
  },
  {
    name: "American dates behind semicolons, told by the same",
    text: "Date;Time;T\n3/10/2004;23:00;1.5\n3/11/2004;00:00;1\n",
    expected: "; separated, decimal point, mm/dd/yyyy (by the shorter steps), HH:MM, LF",
  },
  {
    name: "one fault among evidence to the contrary",
    text: "Date;Time;T\n13/03/2004;23:00;1\n14/03/2004;00:00;1\n03/14/2004;01:00;1\n",
    expected: "; separated, decimal comma, dd/mm/yyyy (by a day over 12), HH:MM, LF",
  },
  {
    name: "a single day behind semicolons",
    text: "Date;Time;T\n03/04/2004;23.00;1\n",
    expected: "; separated, decimal comma, dd/mm/yyyy (assumed), HH.MM, LF",
  },
  {
    name: "a single day behind commas",
    text: "Date,Time,T\n03/04/2004,23:00,1\n",
    expected: ", separated, decimal point, mm/dd/yyyy (assumed), HH:MM, LF",
  },
  {
    name: "what is forced",
    text: "Date;Time;T\n03/04/2004;23.00;1,5\n",
    forced: { delimiter: ";", decimal: ".", dateOrder: "mm/dd/yyyy" },
    expected: "; separated, decimal point, mm/dd/yyyy (given), HH.MM, LF",
  },
  {
    name: "a byte order mark",
    text: "\ufeffDate,Time,T,\r\n2004-03-10,18:00:00,2.6,\r\n",
    expected:
      ", separated, decimal point, yyyy-mm-dd (by its form), HH:MM:SS, CRLF, byte order mark, 1 trailing empty column",
  },
  {
    name: "a file whose times are none",
    text: "Date,Time,T\n2004-03-10,noon,2.6",
    expected: ", separated, decimal point, yyyy-mm-dd (by its form), LF",
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
  { name: "quoted headers", text: '"Date";"Time";"T"\n', code: "bad_csv", message: /unknown columns "\\"Date\\""/ },
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

Deno.test("detectDialect() names the known columns when one is unknown", async () => {
  await assert.rejects(detect("Date;Time;Ozone\n"), { hint: /CO\(GT\), PT08\.S1\(CO\).*AH/ });
});

Deno.test("detectDialect() refuses a file that is not there", async () => {
  await withFolder((folder) =>
    assert.rejects(detectDialect(`${folder}/none.csv`), { code: "not_found", message: /none\.csv/ })
  );
});

Deno.test("detectDialect() refuses a path through a file", async () => {
  await withFile("x", (path) => assert.rejects(detectDialect(`${path}/none.csv`), { code: "not_found" }));
});

Deno.test("detectDialect() refuses a folder", async () => {
  await withFolder((folder) => assert.rejects(detectDialect(folder), { code: "not_a_file" }));
});

Deno.test({
  name: "detectDialect() refuses a file without permission (skipped for root, who may read everything)",
  ignore: Deno.uid() === 0 || Deno.build.os === "windows",
  fn: () =>
    withFile(`${UCI}\n${UCI_ROW}\n`, async (path) => {
      await Deno.chmod(path, 0o000);
      await assert.rejects(detectDialect(path), { code: "no_permission" });
    }),
});

Deno.test({
  name: "detectDialect() refuses a file that Deno has no permission to read",
  permissions: { read: false },
  fn: () => assert.rejects(detectDialect("anything.csv"), { code: "no_permission" }),
});
