import assert from "node:assert/strict";
import { metaProperties } from "../../pipeline/local_kafka/quick_start.ts";

Deno.test("metaProperties() gives each cluster and folder an id of its own, of 22 characters", () => {
  const ids = [metaProperties(), metaProperties()].flatMap((text) => {
    const match = /^version=1\ncluster\.id=(\S{22})\nnode\.id=1\ndirectory\.id=(\S{22})\n$/.exec(text);
    assert.ok(match, text);
    return match.slice(1);
  });
  assert.equal(new Set(ids).size, 4);
  assert.ok(ids.every((id) => !id.startsWith("-")));
});
