import assert from "node:assert/strict";
import { metaProperties, newId } from "../../pipeline/local_kafka/quick_start.ts";

Deno.test("metaProperties() gives each folder an id of its own, of 22 characters as a cluster's", () => {
  const made = [metaProperties({ clusterId: newId(), node: 2 }), metaProperties({ clusterId: newId(), node: 2 })];
  const ids = made.flatMap((text) => {
    const match = /^version=1\ncluster\.id=(\S{22})\nnode\.id=2\ndirectory\.id=(\S{22})\n$/.exec(text);
    assert.ok(match, text);
    return match.slice(1);
  });
  assert.equal(new Set(ids).size, 4);
  assert.ok(ids.every((id) => !id.startsWith("-")));
});
