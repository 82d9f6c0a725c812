import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { detectDialect, type DialectOptions, identifyFile, readRows } from "../../pipeline/source/mod.ts";
import { collect } from "./fixture.ts";

/** Files of the kinds that people report; they are not part of the repository. */
const WILD = new URL("../../../shared/wild/", import.meta.url);
const ignore = !existsSync(WILD);

async function readingsOf(name: string, forced?: DialectOptions) {
  const file = await identifyFile(new URL(name, WILD).pathname);
  const blocks = await collect(readRows(file, await detectDialect(file, forced), "s"));
  return blocks.flatMap(({ rows }) => rows).flatMap((row) => row.kind === "reading" ? [row] : []);
}

const READ: [name: string, readings: number, first: string, forced?: DialectOptions][] = [
  ["header_without_tail.csv", 48, "2004-03-10T18:00:00Z"],
  ["rows_without_tail.csv", 48, "2004-03-10T18:00:00Z"],
  ["dots.csv", 48, "2024-05-14T00:00:00Z"],
  ["dashes.csv", 48, "2024-05-14T00:00:00Z"],
  ["slashes_year_first.csv", 48, "2024-05-14T00:00:00Z"],
  ["date_with_midnight.csv", 24, "2024-05-14T00:00:00Z"],
  ["hour_only.csv", 24, "2024-05-14T00:00:00Z"],
  ["tabs.csv", 48, "2024-05-14T00:00:00Z"],
  ["two_digit_years.csv", 12, "2024-05-14T00:00:00Z", { dateOrder: "dd/mm/yy" }],
  ["nox_thousands.csv", 48, "2024-05-14T00:00:00Z", { thousands: "," }],
  ["nox_thousands_point.csv", 48, "2024-05-14T00:00:00Z", { thousands: "." }],
  ["thousands_point.csv", 48, "2024-05-14T00:00:00Z", { thousands: "." }],
];

for (const [name, readings, first, forced] of READ) {
  Deno.test({
    name: `readRows() reads ${name}${forced === undefined ? "" : ` with ${JSON.stringify(forced)}`} (needs ../shared)`,
    ignore,
    fn: async () => {
      const rows = await readingsOf(name, forced);
      assert.deepEqual([rows.length, rows[0]?.message.ts], [readings, first]);
      assert.ok(rows.every((row, index) => row.timestampMs === rows[0]!.timestampMs! + index * 3_600_000));
      const { ts: _ts, station_id: _station, ...rest } = rows.map(({ message }) => message)[0]!;
      assert.ok(Object.values(rest).every((value) => typeof value === "number"));
      if (forced?.thousands !== undefined) {
        assert.ok(rows.some(({ message }) => Number(message["pt08_s4_no2"]) > 1_000));
      }
    },
  });
}

const REFUSED: [name: string, message: RegExp, hint: RegExp][] = [
  ["both_date_orders.csv", /both dd\/mm\/yyyy and mm\/dd\/yyyy: line 2 .* line 170/, /--date-order/],
  ["nox_thousands.csv", /1,771/, /--thousands/],
  ["nox_thousands_point.csv", /1\.771/, /--thousands/],
  ["thousands_point.csv", /1,3.*1\.065/, /--thousands/],
  ["two_digit_years.csv", /14\/05\/24/, /--date-order dd\/mm\/yy/],
  ["cr_only.csv", /end in CR alone/, /tr /],
  ["sep_line.csv", /sep=/, /tail -n \+2/],
  ["air.xlsx", /an Excel workbook/, /save it as CSV/],
];

for (const [name, message, hint] of REFUSED) {
  Deno.test({
    name: `detectDialect() refuses ${name} (needs ../shared)`,
    ignore,
    fn: async () => {
      const file = await identifyFile(new URL(name, WILD).pathname);
      await assert.rejects(detectDialect(file), { code: "bad_csv", message, hint });
    },
  });
}

Deno.test({
  name: "readRows() keeps the odd cells of number_forms.csv as their text (needs ../shared)",
  ignore,
  fn: async () => {
    const texts = (await readingsOf("number_forms.csv")).flatMap(({ message }) =>
      Object.entries(message).filter(([key, value]) => typeof value === "string" && !/^(ts|station_id)$/.test(key))
    );
    assert.deepEqual(texts.map(([, text]) => text), [
      ",5",
      "2,",
      "1 046",
      "1\u00a0046",
      "−3,5",
      "<2",
      "113*",
      "2,6 mg/m3",
      "'2,6",
    ]);
  },
});

Deno.test({
  name: "readRows() keeps the bytes of latin1.csv (needs ../shared)",
  ignore,
  fn: async () => {
    const file = await identifyFile(new URL("latin1.csv", WILD).pathname);
    const rows = (await collect(readRows(file, await detectDialect(file), "s"))).flatMap((block) => block.rows);
    const kept = rows.flatMap(({ message }) => message?.raw_base64 === undefined ? [] : [atob(message.raw_base64)]);
    const lines = new TextDecoder("latin1").decode(await Deno.readFile(file.path)).split("\n");
    assert.deepEqual(kept, [lines[2], lines[3]]);
  },
});
