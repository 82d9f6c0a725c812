import assert from "node:assert/strict";
import {
  clearLake,
  digestLake,
  exportSilver,
  type LakeAt,
  openFiles,
  openObjectStore,
  readTableColumns,
  type Store,
} from "../../pipeline/lake/mod.ts";
import { readConsumers, readProof, readRuleSets, readRuns, writeProof } from "../../pipeline/facts/mod.ts";
import { type EvidenceMessage, prove } from "../../pipeline/proof/mod.ts";
import { readQuality, traceRows } from "../../pipeline/quality/mod.ts";
import { loadSeries } from "../../pipeline/series/load.ts";
import type { FakePartition } from "../support/fake_partition.ts";
import { compact, feed, twoStations } from "../support/feed.ts";
import { rowsOf, usingFolder } from "../support/lake.ts";
import { hasObjectStore, KEYS, startObjectStore } from "../support/object_store.ts";

// Whoever reads a lake finds the same in it wherever it lies.

const HOURS = 60;

/** Everything that readers say of a lake. */
async function readings(lake: LakeAt, broker: FakePartition, folder: string): Promise<Record<string, unknown>> {
  const path = `${folder}/${crypto.randomUUID()}.csv`;
  const { rows, dates } = await exportSilver({ lake, path, format: "csv" });
  const raw = (take: (messages: readonly EvidenceMessage[]) => void) => Promise.resolve(take(broker.messages));
  const proof = await prove({
    lake,
    topic: "raw",
    runs: [],
    fileLines: null,
    raw,
    clean: null,
    deadLetters: null,
    remade: [],
    open: 0,
    progress: new Map([[0, { low: 0, committed: 2 * HOURS, end: 2 * HOURS }]]),
    removed: { clean: 0, deadLetters: 0 },
  });
  return {
    quality: await readQuality(lake),
    proof,
    rejected: await traceRows(lake, { outcome: "rejected", limit: 100 }),
    exported: [rows, dates, await Deno.readTextFile(path)],
    series: await loadSeries(lake),
    offsets: [...(await readTableColumns(lake, "rejected", ["ts"])).wholes("kafka_offset")],
    rows: await rowsOf(lake),
  };
}

Deno.test({
  name: "a lake in an object store is reported, proved, traced, exported and digested as one in a folder",
  ignore: !hasObjectStore,
  fn: () =>
    usingFolder(async (folder) => {
      const server = await startObjectStore();
      try {
        const object = openObjectStore({
          ...{ endpoint: server.endpoint, region: "us-east-1", bucket: "lake", prefix: "a/lake" },
          ...{ cacheDir: `${folder}/cache`, ...KEYS },
        });
        const lakes: Store[] = [openFiles(`${folder}/lake`), object];
        const found = [], compacted = [], digests = [];
        for (const lake of lakes) {
          const broker = twoStations(HOURS);
          await feed(broker, lake, 7, 50);
          await feed(broker, lake, 13);
          found.push(await readings(lake, broker, folder));
          await compact(lake);
          compacted.push(await readings(lake, broker, folder));
          digests.push(await digestLake(lake));
          const { proof } = compacted.at(-1) as { proof: Parameters<typeof writeProof>[1] };
          assert.ok(proof.holds, JSON.stringify(proof.checks.filter(({ holds }) => !holds)));
          await writeProof(lake, proof);
          assert.deepEqual(await readProof(lake), proof);
          assert.deepEqual([await readRuns(lake), await readConsumers(lake), await readRuleSets(lake)], [[], [], []]);
        }
        assert.deepEqual(found[1], found[0]);
        assert.deepEqual(compacted[1], compacted[0]);
        assert.equal(digests[1], digests[0]);
        assert.equal((found[0]!.rows as string[]).length, 2 * HOURS);

        // The same places with other rows: nothing of the former ones may come from copies.
        await clearLake(object);
        assert.deepEqual(await Array.fromAsync(object.list("")), []);
        await feed(twoStations(4), object, 7);
        assert.equal((await readQuality(object)).rows, 8);
        await server.kill();
      } finally {
        await server.close();
      }
    }),
});
