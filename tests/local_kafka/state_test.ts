import assert from "node:assert/strict";
import {
  brokerFiles,
  brokerLogs,
  type BrokerState,
  clusterIdOf,
  ownClusterIds,
  readState,
  removeState,
  writeState,
} from "../../pipeline/local_kafka/state.ts";

async function usingDataDir(work: (dataDir: string) => Promise<void>): Promise<void> {
  const dataDir = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${brokerFiles(dataDir).folder}/kraft`, { recursive: true });
    await work(dataDir);
  } finally {
    await Deno.remove(dataDir, { recursive: true });
  }
}

const STATE: BrokerState = {
  address: "127.0.0.1:19092",
  mode: "kraft",
  token: "t",
  processes: [{ name: "kafka", pid: 1 }],
};

Deno.test("readState() gives what was last written, and nothing once it is removed", () =>
  usingDataDir(async (dataDir) => {
    assert.equal(await readState(dataDir), undefined);
    await writeState(dataDir, { ...STATE, token: "former" });
    await writeState(dataDir, STATE);
    assert.deepEqual(await readState(dataDir), STATE);
    await removeState(dataDir);
    await removeState(dataDir);
    assert.equal(await readState(dataDir), undefined);
  }));

Deno.test("readState() gives nothing when the file is damaged", () =>
  usingDataDir(async (dataDir) => {
    await Deno.writeTextFile(brokerFiles(dataDir).state, '{"address": "127.');
    assert.equal(await readState(dataDir), undefined);
  }));

Deno.test("ownClusterIds() reads the id of formatted storage, with Java's escapes", () =>
  usingDataDir(async (dataDir) => {
    assert.deepEqual(await ownClusterIds(dataDir), []);
    await Deno.writeTextFile(brokerFiles(dataDir).meta("kraft"), "#\nversion=1\ncluster.id=ab\\=c\nnode.id=1\n");
    assert.deepEqual(await ownClusterIds(dataDir), ["ab=c"]);
  }));

Deno.test("ownClusterIds() knows the cluster of three by any node that is formatted", () =>
  usingDataDir(async (dataDir) => {
    const { folder, meta } = brokerFiles(dataDir);
    await Deno.mkdir(`${folder}/kraft-3/2`, { recursive: true });
    await Deno.writeTextFile(meta("kraft", 2, 3), "cluster.id=abc\nnode.id=2\n");
    assert.deepEqual([await ownClusterIds(dataDir), await clusterIdOf(dataDir, 3), await clusterIdOf(dataDir, 1)], [
      ["abc"],
      "abc",
      undefined,
    ]);
  }));

Deno.test("brokerLogs() names the nodes of a cluster above their lines", () =>
  usingDataDir(async (dataDir) => {
    for (const node of [1, 2, 3]) {
      await Deno.writeTextFile(`${brokerFiles(dataDir).folder}/kafka-${node}.log`, `old\nof ${node}\n`);
    }
    const expected = [1, 2, 3].map((node) => `==> kafka-${node}.log <==\nof ${node}\n`).join("\n");
    assert.equal(await brokerLogs(dataDir, 1), expected);
  }));

for (
  const [log, lines, expected] of [
    ["a\nb\nc\n", 2, "b\nc\n"],
    ["a\nb", 5, "a\nb"],
    ["", 5, ""],
    [undefined, 5, ""],
  ] as const
) {
  Deno.test(`brokerLogs() gives the last ${lines} lines of ${JSON.stringify(log)}`, () =>
    usingDataDir(async (dataDir) => {
      if (log !== undefined) await Deno.writeTextFile(`${brokerFiles(dataDir).folder}/kafka.log`, log);
      assert.equal(await brokerLogs(dataDir, lines), expected);
    }));
}
