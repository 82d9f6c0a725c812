/**
 * How many commits a second the log of one table takes: by the store, the time that a request to it takes, and how many processes write at
 * once. Prints a line each: `deno run --allow-all tests/bench/log_commits.ts [SECONDS]`.
 */
import { DeltaLog, openFiles, openObjectStore, type Store } from "../../pipeline/lake/mod.ts";
import { FaultProxy } from "../fault/proxy.ts";
import { hasObjectStore, KEYS, startObjectStore } from "../support/object_store.ts";

const TABLE = {
  protocol: { minReaderVersion: 1, minWriterVersion: 2 },
  metaData: {
    id: "bench",
    format: { provider: "parquet", options: {} },
    schemaString: '{"type":"struct","fields":[]}',
    partitionColumns: ["date"],
    configuration: {},
  },
};

/** Lets writers that know nothing of each other commit for some seconds. @returns commits a second, and tries for each */
async function commitsPerSecond(store: Store, table: string, writers: number, seconds: number) {
  await new DeltaLog(store, table).commit("create", () => [{ protocol: TABLE.protocol }, { metaData: TABLE.metaData }]);
  const startMs = performance.now(), endMs = startMs + seconds * 1000;
  let commits = 0, tries = 0;
  await Promise.all(Array.from({ length: writers }, async (_, writer) => {
    const log = new DeltaLog(store, table);
    for (let count = 1; performance.now() < endMs; count++) {
      await log.commit("publish", () => {
        tries++;
        return [
          {
            add: {
              path: `date=2004-03-10/${writer}-${count}.parquet`,
              partitionValues: { date: "2004-03-10" },
              size: 1,
              modificationTime: 0,
              dataChange: true,
              stats: '{"numRecords":1}',
              tags: null,
            },
          },
          { txn: { appId: `bench/raw-${writer}`, version: count } },
        ];
      });
      commits++;
    }
  }));
  const took = (performance.now() - startMs) / 1000;
  return { perSecond: commits / took, triesPerCommit: tries / commits };
}

if (import.meta.main) {
  const seconds = Number(Deno.args[0] ?? 10), folder = await Deno.makeTempDir({ prefix: "log-commits-" });
  const measure = async (name: string, store: Store) => {
    for (const writers of [1, 4, 12]) {
      const { perSecond, triesPerCommit } = await commitsPerSecond(store, `w${writers}`, writers, seconds);
      console.log(
        `${name}, ${writers} writers: ${perSecond.toFixed(1)} commits/s, ${triesPerCommit.toFixed(2)} tries a commit`,
      );
    }
  };
  await measure("folder", openFiles(folder));
  if (hasObjectStore) {
    const server = await startObjectStore();
    const at = (endpoint: string, prefix: string) =>
      openObjectStore({ endpoint, region: "us-east-1", bucket: "lake", prefix, cacheDir: folder, ...KEYS });
    try {
      await measure("SeaweedFS", at(server.endpoint, "near"));
      for (const delayMs of [10, 25]) {
        const proxy = new FaultProxy(server.port);
        proxy.delayMs = delayMs;
        await measure(`SeaweedFS, ${2 * delayMs} ms away`, at(`http://${proxy.address}`, `far-${delayMs}`));
        await proxy.close();
      }
    } finally {
      await server.close();
    }
  }
  await Deno.remove(folder, { recursive: true });
}
