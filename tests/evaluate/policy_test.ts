import assert from "node:assert/strict";
import { POLICIES, tryPolicies } from "../../pipeline/evaluate/mod.ts";
import { usingFolder } from "../support/lake.ts";
import { policiesMarkdown } from "../../tasks/text/policy_text.ts";

const csv = Deno.env.get("AIR_QUALITY_CSV");
const GUIDE = new URL("../../docs/preprocessing.md", import.meta.url);

Deno.test("tryPolicies() judges by each contract as the consumer would", () =>
  usingFolder(async (folder) => {
    const path = `${folder}/a.csv`;
    await Deno.writeTextFile(
      path,
      [
        "Date;Time;CO(GT);NOx(GT);NO2(GT);T",
        "10/03/2004;18.00.00;2,6;1200;201;13,6",
        "10/03/2004;19.00.00;-200;-200;-200;13,3",
        "10/03/2004;20.00.00;2;-200;200;11,9",
        "10/03/2004;20.00.00;2;-200;200;11,9",
      ].join("\n"),
    );
    const outcomes = await tryPolicies(path, [
      { name: "default", contract: "{}" },
      { name: "any", contract: '{"accept":{"minPollutants":0,"minValues":1}}' },
      { name: "three", contract: '{"accept":{"minPollutants":3}}' },
      { name: "low", contract: '{"ranges":{"nox_gt":{"max":1000}}}' },
    ]);
    assert.deepEqual(
      outcomes.map(({ name, accepted, suspect, rejected, values, outOfRange, no2Hours, no2OverLimit }) =>
        [name, accepted, suspect, rejected, values, outOfRange, no2Hours, no2OverLimit].join(" ")
      ),
      ["default 2 0 2 7 0 2 1", "any 3 0 1 8 0 2 1", "three 1 0 3 4 0 1 1", "low 2 1 2 6 1 2 1"],
    );
    assert.deepEqual(outcomes[0]!.rejectedByReason, { no_pollutant: 1, duplicate: 1 });
  }));

Deno.test({
  name: "the guide's table of policies is what tryPolicies() finds in the real file",
  ignore: csv === undefined,
  async fn() {
    const guide = await Deno.readTextFile(GUIDE);
    const table = guide.split("<!-- policies -->")[1]!.split("<!-- /policies -->")[0]!.trim();
    const plain = (markdown: string) => markdown.replaceAll(/ +/g, " ").replaceAll(/-+/g, "-");
    assert.equal(plain(table), plain(policiesMarkdown(await tryPolicies(csv!, POLICIES)).trim()));
  },
});
