import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { rawReadingSchema } from "../../pipeline/reading/mod.ts";
import {
  describeDialect,
  detectDialect,
  generateSample,
  identifyFile,
  readRows,
  SAMPLE,
  writeSample,
} from "../../pipeline/source/mod.ts";
import { collect, withFolder } from "./fixture.ts";

const digest = (text: string | Uint8Array) => createHash("sha256").update(text).digest("hex");
const committed = new URL(`../../data/sample/${SAMPLE.name}`, import.meta.url);
const readSample = async () => {
  const dialect = await detectDialect(await identifyFile(committed.pathname));
  return (await collect(readRows(await identifyFile(committed.pathname), dialect, "s"))).flatMap(({ rows }) => rows);
};

Deno.test("generateSample() makes the bytes of the committed sample", async () => {
  assert.equal(digest(generateSample(SAMPLE.seed)), SAMPLE.sha256);
  assert.equal(digest(await Deno.readFile(committed)), SAMPLE.sha256);
});

Deno.test("generateSample() makes other readings when the seed is another", () => {
  assert.notEqual(generateSample(1), generateSample(2));
});

Deno.test("writeSample() writes the sample into a folder that was not there", async () => {
  await withFolder(async (folder) => {
    const path = await writeSample(`${folder}/new`);
    assert.equal(digest(await Deno.readFile(path)), SAMPLE.sha256);
    assert.deepEqual([...Deno.readDirSync(`${folder}/new`)].map((entry) => entry.name), [SAMPLE.name]);
  });
});

Deno.test("The sample has the dialect of the UCI file", async () => {
  assert.equal(
    describeDialect(await detectDialect(await identifyFile(committed.pathname))),
    "; separated (8,759 rows), decimal comma (8,598 rows, 1 against), dd/mm/yyyy (by a day over 12: 5,304 rows), HH.MM.SS, CRLF, 2 trailing empty columns",
  );
});

Deno.test("The sample has its stated counts of lines, gaps and faults", async () => {
  const rows = await readSample();
  const readings = rows.flatMap((row) => row.kind === "reading" ? [row.message] : []);
  const missing = (name: string) => readings.filter((message) => message[name] === -200).length;
  const pollutants = ["co_gt", "nmhc_gt", "c6h6_gt", "nox_gt", "no2_gt"];
  assert.deepEqual({
    lines: rows.length,
    blank: rows.filter((row) => row.kind === "blank").length,
    malformed: rows.filter((row) => row.kind === "malformed").length,
    readings: readings.length,
    noTimestamp: rows.filter((row) => row.kind === "reading" && row.timestampMs === null).length,
    noNumber: readings.filter((message) => !rawReadingSchema.safeParse(message).success).length,
    twice: readings.length - new Set(readings.map((message) => message.ts)).size,
    noPollutant: readings.filter((message) => pollutants.every((name) => message[name] === -200)).length,
    unhealthyNo2: readings.filter((message) => Number(message["no2_gt"]) > 200).length,
    missing: {
      co: missing("co_gt"),
      nmhc: missing("nmhc_gt"),
      nox: missing("nox_gt"),
      no2: missing("no2_gt"),
      t: missing("t"),
    },
  }, {
    lines: 8_801,
    blank: 40,
    malformed: 2,
    readings: 8_759,
    noTimestamp: 2,
    noNumber: 2,
    twice: 1,
    noPollutant: 116,
    unhealthyNo2: 177,
    missing: { co: 1_467, nmhc: 7_680, nox: 1_403, no2: 1_474, t: 366 },
  });
});

Deno.test("The sample's benzene is a monotone function of PT08.S2", async () => {
  const pairs = (await readSample()).flatMap((row) =>
    row.kind === "reading" && row.message["c6h6_gt"] !== -200
      ? [[Number(row.message["pt08_s2_nmhc"]), Number(row.message["c6h6_gt"])] as const]
      : []
  ).sort(([a], [b]) => a - b);
  assert.ok(pairs.length > 8_000);
  assert.ok(pairs.every(([, benzene], index) => benzene >= (pairs[index - 1]?.[1] ?? 0)));
});
