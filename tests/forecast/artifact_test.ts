import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { PipelineError } from "../../pipeline/common/mod.ts";
import {
  artifactOf,
  decodeArtifact,
  encodeArtifact,
  fittedOf,
  forecasterNamed,
  hourAt,
  hoursBefore,
  modelIndexOf,
  parseModelIndex,
  type Trained,
  trainModels,
} from "../../pipeline/forecast/mod.ts";
import { splitSeries, timestampMs } from "../../pipeline/series/mod.ts";
import { madeHours } from "../support/hours.ts";

const hours = madeHours(1_700), cutMs = timestampMs(hours, 1_559);
const training = { target: "co_gt" as const, hours: splitSeries(hours, cutMs)[0], seed: 1 };
const origin = { silverDigest: "5", codeDigest: "c", deno: "2.9.6" };
const fitted = forecasterNamed("ridge")!.fit(training);
const text = encodeArtifact(artifactOf(training, fitted, origin));

Deno.test("decodeArtifact() gives back a model that forecasts the same", () => {
  const loaded = fittedOf(decodeArtifact(text, "co_gt.ridge.model", { ...origin, model: "ridge", target: "co_gt" }));
  let before = fitted.init(), after = loaded.init();
  for (let i = 0; i < hours.length; i++) {
    before = fitted.update(before, hourAt(hours, i));
    after = loaded.update(after, hourAt(hours, i));
    assert.deepEqual(loaded.predict(after), fitted.predict(before));
  }
});

const changed = (change: (json: Record<string, unknown>) => void) => {
  const json = JSON.parse(text.slice(65));
  change(json);
  const body = `${JSON.stringify(json)}\n`;
  return `${createHash("sha256").update(body).digest("hex")}\n${body}`;
};

for (
  const [when, given, expected, reason] of [
    ["a byte was changed", text.replace('"seed":1', '"seed":2'), {}, "its SHA-256 is another"],
    ["it is empty", "", {}, "its SHA-256 is another"],
    ["it is of another version", changed((json) => json.format = 2), {}, "expected an artefact of version 1, got 2"],
    ["it has other keys", changed((json) => json.more = 1), {}, "other keys"],
    ["its model is unknown", changed((json) => json.model = "oracle"), {}, "no model is called oracle"],
    ["its fields are others", changed((json) => json.fields = ["co_gt"]), {}, "expected the fields"],
    ["its features are others", changed((json) => json.features = []), {}, "expected the features"],
    ["it is of another target", text, { target: "no2_gt" }, "expected the target no2_gt, got co_gt"],
    ["it is of other silver", text, { silverDigest: "6" }, "expected the silver digest 6, got 5"],
    ["it is of other code", text, { codeDigest: "d" }, "expected the code digest d, got c"],
    ["it is of another Deno", text, { deno: "3.0.0" }, "expected the Deno version 3.0.0, got 2.9.6"],
  ] as const
) {
  Deno.test(`decodeArtifact() refuses an artefact when ${when}`, () => {
    assert.throws(
      () => decodeArtifact(given, "co_gt.ridge.model", expected),
      (error) => error instanceof PipelineError && error.code === "model_mismatch" && error.message.includes(reason),
    );
  });
}

async function trainTwo(workers: number) {
  const texts = new Map<string, string>();
  const options = {
    hours,
    cutMs,
    targets: ["co_gt", "no2_gt"] as const,
    models: ["persistence", "boosting"],
    seed: 1,
    origin,
    workers,
    keep: ({ file }: Trained, text: string) => Promise.resolve(void texts.set(file, text)),
  };
  const trained = await trainModels(options);
  return { texts, trained, index: modelIndexOf(options, trained) };
}

Deno.test("trainModels() has the same bytes whatever the number of workers", async () => {
  const one = await trainTwo(1), two = await trainTwo(2);
  assert.deepEqual([...one.texts].sort(), [...two.texts].sort());
  assert.deepEqual(one.index, two.index);
  assert.deepEqual(one.trained.map(({ file }) => file), [
    "co_gt.persistence.model",
    "co_gt.boosting.model",
    "no2_gt.persistence.model",
    "no2_gt.boosting.model",
  ]);
  assert.deepEqual(parseModelIndex(JSON.stringify(one.index)), one.index);
  assert.equal(one.index.models[0]!.sha256, one.texts.get("co_gt.persistence.model")!.slice(0, 64));
});

Deno.test("trainModels() fails with the worker's refusal when there is too little to learn from", async () => {
  const early = {
    hours,
    cutMs: timestampMs(hours, 300),
    targets: ["co_gt"] as const,
    models: ["ridge"],
    seed: 1,
    origin,
    workers: 2,
  };
  await assert.rejects(
    trainModels({ ...early, keep: () => Promise.resolve() }),
    (error) =>
      error instanceof PipelineError && error.code === "usage" && error.message.includes("Cannot fit ridge for co_gt"),
  );
});

Deno.test("hoursBefore() refuses a cut outside the data", () => {
  for (const ms of [hours.startMs - 1, timestampMs(hours, hours.length - 1)]) {
    assert.throws(() => hoursBefore(hours, ms), (error) => error instanceof PipelineError && error.code === "usage");
  }
  assert.equal(hoursBefore(hours, hours.startMs).length, 1);
});
