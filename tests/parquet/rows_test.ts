import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import pl from "nodejs-polars";
import { type CleanReading, FIELDS } from "../../pipeline/reading/mod.ts";
import { rejectedColumns, silverColumns } from "../../pipeline/silver/columns.ts";
import { encodeParquet, type FileColumns } from "../../pipeline/parquet/mod.ts";
import { cleanRows } from "../support/clean_rows.ts";

const FULL: CleanReading = {
  station_id: "uci",
  ts: Date.UTC(2004, 2, 10, 18, 0, 0, 1),
  values: FIELDS.map((_, index) => index + 0.1),
  qa_missing_fields: 1,
  qa_out_of_range_fields: 2,
  validation_notes: "out_of_range:t=99",
  no2_status: "Unhealthy",
  row_validity: "suspect",
  kafka_partition: 3,
  kafka_offset: 2 ** 52 + 1,
  source_line: 2 ** 40,
};
const SPARSE: CleanReading = {
  ...FULL,
  ts: -1,
  values: FIELDS.map(() => null),
  validation_notes: null,
  no2_status: null,
  source_line: null,
  kafka_offset: 0,
};

/** The rows in their order, as Polars reads them in the file. */
const throughFile = (columns: FileColumns, rows: readonly unknown[]) =>
  pl.readParquet(Buffer.from(encodeParquet(columns, Uint32Array.from(rows.keys()))));
const integers = (frame: pl.DataFrame, name: string) => frame.getColumn(name).cast(pl.Utf8).toArray();

const SILVER_TYPES = {
  ts: "Datetime(us,UTC)",
  station_id: "String",
  ...Object.fromEntries(FIELDS.map((field) => [field.name, "Float64"])),
  qa_missing_fields: "Int32",
  qa_out_of_range_fields: "Int32",
  validation_notes: "String",
  no2_status: "String",
  row_validity: "String",
  kafka_partition: "Int32",
  kafka_offset: "Int64",
  source_line: "Int64",
};
const typesOf = (frame: pl.DataFrame) =>
  Object.fromEntries(
    Object.entries(frame.schema).map(([name, type]) => [name, /\((.*)\)/.exec(Deno.inspect(type))?.[1]]),
  );

for (
  const [what, rows] of [["a full row", [FULL]], ["nulls beside values", [FULL, SPARSE]], ["only nulls", [
    SPARSE,
  ]]] as const
) {
  Deno.test(`encodeParquet() of accepted rows keeps ${what} of every type`, () => {
    const back = throughFile(silverColumns(cleanRows(rows)), rows);
    assert.deepEqual(typesOf(back), SILVER_TYPES);
    assert.deepEqual(Object.keys(typesOf(back)), Object.keys(SILVER_TYPES));
    assert.deepEqual(back.getColumn("ts").cast(pl.Int64).cast(pl.Float64).toArray(), rows.map((row) => row.ts * 1_000));
    for (const [index, field] of FIELDS.entries()) {
      assert.deepEqual(back.getColumn(field.name).toArray(), rows.map((row) => row.values[index]));
    }
    for (const name of ["station_id", "validation_notes", "no2_status", "row_validity"] as const) {
      assert.deepEqual(back.getColumn(name).toArray(), rows.map((row) => row[name]));
    }
    for (
      const name of [
        "qa_missing_fields",
        "qa_out_of_range_fields",
        "kafka_partition",
        "kafka_offset",
        "source_line",
      ] as const
    ) {
      assert.deepEqual(integers(back, name), rows.map((row) => row[name] === null ? null : String(row[name])));
    }
  });
}

for (const [what, text] of [["short", '{"µ":"<"}\u0000'], ["long", "µ<\u0000".repeat(9_000)]] as const) {
  Deno.test(`encodeParquet() of refused rows keeps ${what} text, other bytes and tombstones`, () => {
    const reason = { code: "not_json", field: "", expected: "a JSON object", got: "x" } as const;
    const values = [new TextEncoder().encode(text), Uint8Array.of(0xff, 0xfe), null, new Uint8Array()];
    const rows = values.map((value, offset) => ({
      message: {
        partition: 1,
        offset,
        key: offset === 0 ? null : Uint8Array.of(97),
        value,
        headers: {},
        timestampMs: 0,
      },
      rejection: {
        reasons: [reason, { ...reason, code: "duplicate" }, reason] as never,
        station_id: offset === 0 ? null : "uci",
        ts: offset === 0 ? null : 1_000,
        source_line: offset === 0 ? null : 5,
      },
    }));
    const back = throughFile(rejectedColumns(rows, "1-0123456789ab"), rows);
    assert.deepEqual(back.getColumn("value_text").toArray(), [text, null, null, ""]);
    assert.deepEqual(back.getColumn("value_base64").toArray(), [null, "//4=", null, null]);
    assert.deepEqual(back.getColumn("key").toArray(), [null, "a", "a", "a"]);
    assert.deepEqual(back.getColumn("reason_codes").toArray(), values.map(() => "not_json;duplicate"));
    assert.deepEqual(back.getColumn("rule_set").toArray(), values.map(() => "1-0123456789ab"));
    assert.deepEqual(JSON.parse(back.getColumn("reasons").toArray()[0] as string), rows[0]!.rejection.reasons);
    assert.deepEqual(integers(back, "source_line"), [null, "5", "5", "5"]);
    assert.deepEqual(back.getColumn("ts").cast(pl.Int64).cast(pl.Float64).toArray(), [null, 1e6, 1e6, 1e6]);
    assert.deepEqual(integers(back, "kafka_offset"), ["0", "1", "2", "3"]);
  });
}
