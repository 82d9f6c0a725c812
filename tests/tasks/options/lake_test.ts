import assert from "node:assert/strict";
import { PipelineError } from "../../../pipeline/common/mod.ts";
import { lakeOf } from "../../../tasks/options/lake.ts";

const KEYS: Record<string, string> = { AWS_ACCESS_KEY_ID: "id", AWS_SECRET_ACCESS_KEY: "very secret" };
const env = (name: string) => KEYS[name];

for (
  const [flags, location] of [
    [{ outDir: "data" }, "data"],
    [{ outDir: "data", lake: "/mnt/lake" }, "/mnt/lake"],
    [{ outDir: "data", lake: "s3://bucket" }, "s3://bucket"],
    [{ outDir: "data", lake: "s3://bucket/" }, "s3://bucket"],
    [{ outDir: "data", lake: "s3://bucket/a/b/" }, "s3://bucket/a/b"],
  ] as const
) {
  Deno.test(`lakeOf() is the lake at ${location} for ${JSON.stringify(flags)}`, () => {
    assert.equal(lakeOf(flags, env).location, location);
  });
}

for (
  const [lake, variables, says] of [
    ["s3://", KEYS, /expected a folder or s3:\/\/BUCKET\/PREFIX/],
    ["gs://bucket", KEYS, /expected a folder or s3:\/\/BUCKET\/PREFIX/],
    ["s3://bucket", {}, /AWS_ACCESS_KEY_ID is not set/],
    ["s3://bucket", { AWS_ACCESS_KEY_ID: "id" }, /AWS_SECRET_ACCESS_KEY is not set/],
  ] as [string, Record<string, string>, RegExp][]
) {
  Deno.test(`lakeOf() refuses ${lake} with ${Object.keys(variables).length} keys`, () => {
    assert.throws(() => lakeOf({ outDir: "data", lake }, (name) => variables[name]), (error) => {
      assert.ok(error instanceof PipelineError && error.code === "usage");
      assert.match(error.message, says);
      assert.ok(!Deno.inspect(error).includes("very secret"));
      return true;
    });
  });
}
