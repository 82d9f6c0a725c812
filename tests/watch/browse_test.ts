import assert from "node:assert/strict";
import { parseBrowseQuery } from "../../pipeline/watch/live/browse.ts";

const GOOD: [string, unknown][] = [
  ["topic=raw", { topic: "raw", from: "latest", limit: 50 }],
  ["topic=raw&from=120&partition=2&key=&contains=a%3Cb&limit=5", {
    topic: "raw",
    from: 120,
    partition: 2,
    contains: "a<b",
    limit: 5,
  }],
  ["topic=raw&from=2026-01-31T08:00:00Z", { topic: "raw", from: { timestampMs: Date.UTC(2026, 0, 31, 8) }, limit: 50 }],
  ["topic=raw&from=0:12,2:7", { topic: "raw", from: new Map([[0, 12], [2, 7]]), limit: 50 }],
];

for (const [query, expected] of GOOD) {
  Deno.test(`parseBrowseQuery() reads ${query}`, () => {
    assert.deepEqual(parseBrowseQuery(new URLSearchParams(query)), expected);
  });
}

for (
  const query of [
    "",
    "topic=",
    "topic=raw&from=yesterday",
    "topic=raw&from=-1",
    "topic=raw&partition=1.5",
    "topic=raw&limit=0",
    "topic=raw&limit=501",
    "topic=raw&limit=1e2",
    "topic=raw&other=1",
  ]
) {
  Deno.test(`parseBrowseQuery() refuses "${query}"`, () => {
    assert.throws(() => parseBrowseQuery(new URLSearchParams(query)), { code: "usage" });
  });
}
