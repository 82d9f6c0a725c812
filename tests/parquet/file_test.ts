import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import pl from "nodejs-polars";
import { encodeParquet, type FileColumn } from "../../pipeline/parquet/mod.ts";

const read = (bytes: Uint8Array) => pl.readParquet(Buffer.from(bytes));
const everyRow = (rows: number) => Uint32Array.from({ length: rows }, (_, row) => row);

/** A number below `below` that rests on the row alone. */
const chance = (row: number, below: number) => (Math.imul(row + 1, 2_654_435_761) >>> 7) % below;

Deno.test("encodeParquet() takes the rows that it is given, in their order", () => {
  const columns = {
    co: { type: "float64", numbers: Float64Array.of(1.5, NaN, -0, 4e-310) },
    station: { type: "text", numbers: Float64Array.of(0, 1, 2, 0), texts: ["a", null, "µ"] },
  } as const;
  const frame = read(encodeParquet(columns, Uint32Array.of(3, 1, 2, 2, 0)));
  assert.deepEqual(frame.getColumn("co").toArray(), [4e-310, null, -0, -0, 1.5]);
  assert.deepEqual(frame.getColumn("station").toArray(), ["a", null, "µ", "µ", "a"]);
});

// One page with packed numbers of 1 to 17 bits, compressed and not, and more rows than a row group has.
for (const [rows, texts] of [[1, 1], [7, 2], [8, 3], [783, 300], [5_000, 5_000], [140_000, 70_000]] as const) {
  Deno.test(`encodeParquet() of ${rows} rows with ${texts} texts is read by Polars as they are`, () => {
    const co = Float64Array.from({ length: rows }, (_, row) => chance(row, 9) === 0 ? NaN : chance(row, 1_000) / 10);
    const places = Float64Array.from({ length: rows }, (_, row) => chance(row, texts + 1));
    const all = [...Array.from({ length: texts }, (_, text) => `text ${text}`), null];
    const offsets = Float64Array.from({ length: rows }, (_, row) => row);
    const frame = read(encodeParquet({
      co: { type: "float64", numbers: co },
      note: { type: "text", numbers: places, texts: all },
      kafka_offset: { type: "int64", numbers: offsets },
    }, everyRow(rows)));
    assert.equal(frame.height, rows);
    assert.deepEqual(frame.getColumn("co").toArray(), Array.from(co, (value) => Number.isNaN(value) ? null : value));
    assert.deepEqual(frame.getColumn("note").toArray(), Array.from(places, (place) => all[place]!));
    assert.deepEqual(frame.getColumn("kafka_offset").toArray().map(Number), [...offsets]);
  });
}

Deno.test("encodeParquet() keeps whole numbers and times to the ends of their types", () => {
  const edges = { int32: [-(2 ** 31), -1, 0, 2 ** 31 - 1], int64: [-(2 ** 53) + 1, -(2 ** 32), -1, 2 ** 53 - 1] };
  const times = [-8.64e15, -1, 2 ** 32, Date.UTC(2004, 2, 10), 8.64e15];
  for (const [type, values] of Object.entries({ ...edges, time: times })) {
    const column = { type, numbers: Float64Array.from(values) } as FileColumn;
    const back = read(encodeParquet({ value: column }, everyRow(values.length))).getColumn("value");
    const factor = type === "time" ? 1_000n : 1n;
    const expected = values.map((value) => String(BigInt(value) * factor));
    assert.deepEqual(back.cast(pl.Int64).cast(pl.Utf8).toArray(), expected, type);
  }
});

for (
  const [type, value] of [["int32", 2 ** 31], ["int32", 0.5], ["int64", 2 ** 53], ["int64", 1.5], ["time", 8.65e15], [
    "time",
    Infinity,
  ]] as const
) {
  Deno.test(`encodeParquet() refuses ${value} as ${type}`, () => {
    const column = { type, numbers: Float64Array.of(value) };
    assert.throws(() => encodeParquet({ column }, Uint32Array.of(0)), RangeError);
  });
}

Deno.test("encodeParquet() of the same rows makes the same bytes, whatever was encoded before", () => {
  const columns = {
    co: { type: "float64", numbers: Float64Array.from({ length: 3_000 }, (_, row) => chance(row, 50)) },
    note: { type: "text", numbers: new Float64Array(3_000), texts: ["a"] },
  } as const;
  const first = encodeParquet(columns, everyRow(24));
  const large = encodeParquet(columns, everyRow(3_000)).length;
  assert.ok(large < 3_000 * 4, `${large} bytes: a large column is compressed`);
  assert.deepEqual(encodeParquet(columns, everyRow(24)), first);
});
