import assert from "node:assert/strict";
import { diagnoseDataset } from "../../../pipeline/watch/doctor/dataset.ts";
import { csv, HEADER, READING } from "../../support/csv.ts";
import { usingFolder } from "../../support/lake.ts";

const look = async (text: string) => {
  const path = await Deno.makeTempFile({ suffix: ".csv" });
  try {
    await Deno.writeTextFile(path, text);
    return await diagnoseDataset(path);
  } finally {
    await Deno.remove(path);
  }
};

const OVER_12 = "13/03/2004;18.00.00;2,6;113;13,6;;";

Deno.test("diagnoseDataset() finds nothing in a sound file and tells its dialect", async () => {
  const { sound, findings } = await look(csv(HEADER, OVER_12, ";;;;;;"));
  assert.deepEqual(findings, []);
  assert.match(sound[0]!, /; separated \(1 row\), decimal comma \(1 row\), dd\/mm\/yyyy/);
});

Deno.test("diagnoseDataset() finds csv_absent where there is none", async () => {
  assert.deepEqual((await diagnoseDataset(undefined)).findings.map(({ id }) => id), ["csv_absent"]);
});

Deno.test("diagnoseDataset() finds csv_unreadable where there is no such file, or a folder", () =>
  usingFolder(async (folder) => {
    for (const path of [`${folder}/no.csv`, folder]) {
      const [only] = (await diagnoseDataset(path)).findings;
      assert.equal(only?.id, "csv_unreadable");
      assert.ok(only!.what.includes(path));
    }
  }));

for (const [what, text] of [["an empty file", ""], ["other columns", "a;b;c\n1;2;3\n"], ["no reading", csv(HEADER)]]) {
  Deno.test(`diagnoseDataset() finds csv_foreign in ${what}`, async () => {
    assert.deepEqual((await look(text!)).findings.map(({ id }) => id), ["csv_foreign"]);
  });
}

Deno.test("diagnoseDataset() finds csv_bad_lines and names the first of each kind with its line", async () => {
  const { findings: [only, ...others] } = await look(
    csv(HEADER, OVER_12, "oops", "31/02/2004;18.00.00;1;1;1;;", "13/03/2004;19.00.00;x\u001b[2J;1;1;;"),
  );
  assert.deepEqual([only?.id, others], ["csv_bad_lines", []]);
  for (
    const says of [
      'line 3 has other cells than the header: "oops"',
      "line 4 has no valid timestamp",
      "line 5 has no number for CO(GT)",
    ]
  ) {
    assert.ok(only!.what.includes(says), only!.what);
  }
  assert.ok(!only!.what.includes("\u001b"));
});

Deno.test("diagnoseDataset() stops at five bad lines", async () => {
  const [only] = (await look(csv(HEADER, OVER_12, ...Array.from({ length: 50 }, () => "oops")))).findings;
  assert.match(only!.what, /line 7 has.*and maybe more$/);
});

Deno.test("diagnoseDataset() finds csv_date_order where rows of one day tell nothing", async () => {
  assert.deepEqual((await look(csv(HEADER, READING))).findings.map(({ id }) => id), ["csv_date_order"]);
});
