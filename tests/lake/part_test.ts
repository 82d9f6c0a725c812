import assert from "node:assert/strict";
import { formatPartName, parsePart } from "../../pipeline/lake/mod.ts";

Deno.test("parsePart() gives back what formatPartName() made, whatever the topic is called", () => {
  for (const topic of ["air_quality.raw", "a-1-2", "raw-0-1-2-3", "x"]) {
    const name = { topic, partition: 2, firstOffset: 10, lastOffset: 2 ** 40, epoch: 3 };
    const path = `silver/date=2004-03-10/${formatPartName(name)}`;
    assert.deepEqual(parsePart(path), { ...name, kind: "silver", path });
  }
});

const FOREIGN = [
  "silver/date=2004-03-10/part-0.parquet",
  "silver/date=2004-03-10/raw-0-0-9-1.csv",
  "silver/date=2004-3-10/raw-0-0-9-1.parquet",
  "silver/raw-0-0-9-1.parquet",
  "other/date=2004-03-10/raw-0-0-9-1.parquet",
  "silver/date=2004-03-10/raw-0-9-0-1.parquet",
  "silver/date=2004-03-10/raw-0-00-9-1.parquet",
  "silver/date=2004-03-10/raw-0-0-9.parquet",
  "rejected/date=2004-03-10/raw-0-0-9-1.parquet",
];
Deno.test("parsePart() takes nothing else for a part", () => {
  for (const path of FOREIGN) assert.equal(parsePart(path), undefined, path);
});
