import assert from "node:assert/strict";
import { openFiles, type Store } from "../../pipeline/lake/mod.ts";
import { feed, twoStations } from "../support/feed.ts";
import { usingFolder } from "../support/lake.ts";

/** A store that counts what it is asked for, by the requests that an object store is billed for. */
function counting(store: Store) {
  const counts = { put: 0, get: 0, list: 0 };
  const counted: Store = {
    ...store,
    get: (key) => (counts.get++, store.get(key)),
    put: (key, bytes) => (counts.put++, store.put(key, bytes)),
    putIfAbsent: (key, bytes) => (counts.put++, store.putIfAbsent(key, bytes)),
    list: (prefix, after) => (counts.list++, store.list(prefix, after)),
  };
  return { store: counted, counts };
}

/** The requests of an owner that takes over an empty partition and writes these hours in rotations of `rows` rows. */
async function requestsOf(hours: number, rows: number) {
  let counted = { put: 0, get: 0, list: 0 };
  await usingFolder(async (folder) => {
    const { store, counts } = counting(openFiles(folder));
    await feed(twoStations(hours), store, rows);
    counted = counts;
  });
  return counted;
}

// docs/scale.md makes money of these numbers.
Deno.test("a rotation asks the store for a PUT a part, one for its manifest, one a table, and a GET a table", async () => {
  // Eight accepted hours of one day: each rotation has one part of one table.
  const [few, many] = [await requestsOf(2, 2), await requestsOf(8, 2)], rotations = 6;
  assert.deepEqual(
    { put: (many.put - few.put) / rotations, get: (many.get - few.get) / rotations, list: many.list - few.list },
    { put: 3, get: 1, list: 0 },
  );
});

Deno.test("a rotation asks for a PUT more for each date and reason, and for a PUT and a GET more for a second table", async () => {
  // The tenth hour is rejected: one more part, of one more table.
  const [before, after] = [await requestsOf(9, 18), await requestsOf(10, 20)];
  assert.deepEqual([after.put - before.put, after.get - before.get], [2, 1]);
});
