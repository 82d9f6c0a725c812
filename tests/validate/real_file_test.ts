import assert from "node:assert/strict";
import { detectDialect, identifyFile, readRows } from "../../pipeline/source/mod.ts";
import { judge, RecentReadings } from "../../pipeline/validate/mod.ts";

const REAL_CSV = Deno.env.get("AIR_QUALITY_CSV");

Deno.test({
  name: "the rules note on the real file what docs/decisions/010 says (needs AIR_QUALITY_CSV)",
  ignore: REAL_CSV === undefined,
  async fn() {
    const recent = new RecentReadings();
    const rows: Record<string, number> = {};
    const count = (what: string) => rows[what] = (rows[what] ?? 0) + 1;
    for await (
      const { rows } of readRows(
        await identifyFile(REAL_CSV!),
        await detectDialect(await identifyFile(REAL_CSV!)),
        "uci",
      )
    ) {
      for (const { message, sourceLine } of rows) {
        if (message === null) continue;
        const value = new TextEncoder().encode(JSON.stringify(message));
        const verdict = judge({ partition: 0, offset: sourceLine, value }, () => false);
        if (!verdict.accepted) {
          count("rejected");
          continue;
        }
        const { validation_notes, row_validity } = recent.note(verdict.reading);
        count(row_validity);
        for (const note of validation_notes?.split(";") ?? ["no note"]) count(note);
      }
    }
    assert.deepEqual(rows, {
      valid: 9_325,
      suspect: 1,
      rejected: 31,
      "no note": 1_465,
      "step:pt08_s3_nox": 1,
      joint_outage: 335,
      "calibration_hour:co_gt": 48,
      "calibration_hour:nox_gt": 288,
      "calibration_hour:no2_gt": 288,
      "dead_channel:nmhc_gt": 7_760,
    });
  },
});
