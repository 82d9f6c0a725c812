import assert from "node:assert/strict";
import { inspectTools } from "../../../pipeline/local_kafka/mod.ts";
import { diagnoseMachine, type MachineFacts } from "../../../pipeline/watch/doctor/machine.ts";
import { usingFolder } from "../../support/lake.ts";

const SOUND: MachineFacts = {
  tools: { java: 17, javaNeeded: 17, maven: true, jars: true, partial: [] },
  kafkaHome: undefined,
  startsBroker: true,
  deno: { running: "2.9.6", pinned: "2.9.6" },
  folders: [],
  nowMs: Date.UTC(2026, 5, 1),
  runs: [{ run: "r", startedAt: "2026-05-01T00:00:00Z" }],
  freeBytes: 50e9,
  settingsFault: null,
  ports: [],
};

const found = async (change: Partial<MachineFacts>) =>
  (await diagnoseMachine({ ...SOUND, ...change })).findings.map(({ id, what }) => [id, what] as const);

Deno.test("diagnoseMachine() finds nothing on a sound machine", async () => {
  const { sound, findings } = await diagnoseMachine(SOUND);
  assert.deepEqual(findings, []);
  assert.deepEqual(sound, ["Java 17", "Kafka's jars", "Deno 2.9.6", "50.0 GB free"]);
});

const { tools } = SOUND;

for (
  const [id, change, says] of [
    ["settings_wrong", { settingsFault: "KAFKA_SSL_CA: set" }, /KAFKA_SSL_CA/],
    ["deno_other", { deno: { running: "2.8.0", pinned: "2.9.6" } }, /Deno 2\.8\.0.*2\.9\.6/],
    ["java_missing", { tools: { ...tools, java: null } }, /no java on PATH/],
    ["java_old", { tools: { ...tools, java: 11 } }, /version 11, 17 or later/],
    ["maven_missing", { tools: { ...tools, maven: false, jars: false } }, /no mvn on PATH/],
    ["kafka_home_empty", { tools: { ...tools, jars: false }, kafkaHome: "/opt/k" }, /\/opt\/k/],
    ["jars_partial", { tools: { ...tools, partial: ["/c/.fetching-1"] } }, /\.fetching-1/],
    ["disk_low", { freeBytes: 3e8 }, /0\.30 GB are free/],
    ["clock_wrong", { nowMs: 0 }, /1970-01-01/],
    ["clock_wrong", { nowMs: Date.UTC(2026, 3, 1) }, /run r in the lake began at 2026-05-01/],
  ] as [string, Partial<MachineFacts>, RegExp][]
) {
  Deno.test(`diagnoseMachine() finds ${id} with ${JSON.stringify(change)}`, async () => {
    const findings = await found(change);
    assert.deepEqual(findings.map(([each]) => each), [id]);
    assert.match(findings[0]![1], says);
  });
}

Deno.test("diagnoseMachine() asks for no Java where a broker answers already", async () => {
  assert.deepEqual(
    await found({ startsBroker: false, tools: { ...tools, java: null, jars: false, maven: false } }),
    [],
  );
});

Deno.test('diagnoseMachine() finds "folder_refused" where a file is in the way, and leaves no folder behind', () =>
  usingFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/file`, "");
    const findings = await found({ folders: [`${folder}/file`, `${folder}/file/below`, `${folder}/new/one`, folder] });
    assert.deepEqual(findings.map(([id]) => id), ["folder_refused", "folder_refused"]);
    assert.match(findings[0]![1], /a file in its way/);
    assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["file"]);
  }));

for (const what of ["metrics", "page"] as const) {
  Deno.test(`diagnoseMachine() finds "port_taken_${what}" where another server listens, not where ours does`, async () => {
    await using other = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, () => new Response("hello"));
    const taken = await found({ ports: [{ port: other.addr.port, for: what }] });
    assert.deepEqual(taken.map(([id]) => id), [`port_taken_${what}`]);
    await using ours = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, () => new Response("pong\n"));
    assert.deepEqual(await found({ ports: [{ port: ours.addr.port, for: what }] }), []);
  });
}

Deno.test("inspectTools() sees jars of a KAFKA_HOME and what an interrupted fetch left", () =>
  usingFolder(async (folder) => {
    await Deno.mkdir(`${folder}/cache/.fetching-x`, { recursive: true });
    await Deno.mkdir(`${folder}/kafka/libs`, { recursive: true });
    const look = () => inspectTools({ cacheDir: `${folder}/cache`, kafkaHome: `${folder}/kafka` });
    const { jars, partial, java } = await look();
    assert.deepEqual([jars, partial, typeof java], [false, [`${folder}/cache/.fetching-x`], "number"]);
    await Deno.writeTextFile(`${folder}/kafka/libs/kafka_2.13-4.1.0.jar`, "");
    assert.equal((await look()).jars, true);
  }));
