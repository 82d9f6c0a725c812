import assert from "node:assert/strict";
import { openFiles, openObjectStore, requireConditionalWrites, type Store } from "../../pipeline/lake/store/mod.ts";
import { type ObjectProxy, startObjectProxy } from "../support/object_proxy.ts";
import { hasObjectStore, KEYS, type ObjectStoreServer, startObjectStore } from "../support/object_store.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (found: Uint8Array | null) => found === null ? null : new TextDecoder().decode(found);
const keysOf = async (files: AsyncIterable<{ key: string }>) => (await Array.fromAsync(files)).map(({ key }) => key);

/** Partition values, and what users name prefixes: each must come back as it went in. */
const ODD_NAMES = [
  "a b",
  "a+b",
  "a%2Fb",
  "100%",
  "ä é 日本 😀",
  "a=b&c",
  "#hash?",
  "'quote\"",
  "(x)*!~",
  "a:b;c,d",
  "..x",
];

type Case = (store: Store) => Promise<void>;

const SUITE: Record<string, Case> = {
  async "get() answers null when there is no such file"(store) {
    assert.equal(await store.get("none/at/all"), null);
  },
  async "put() replaces a file, and get() has its bytes"(store) {
    await store.put("a/b.bin", Uint8Array.of(0, 255, 13, 10));
    await store.put("a/b.bin", Uint8Array.of(1, 2));
    assert.deepEqual(await store.get("a/b.bin"), Uint8Array.of(1, 2));
  },
  async "put() takes an empty file"(store) {
    await store.put("empty", new Uint8Array());
    assert.equal((await store.get("empty"))!.length, 0);
  },
  async "putIfAbsent() creates a file once and leaves it as it was"(store) {
    assert.equal(await store.putIfAbsent("once", bytes("first")), true);
    assert.equal(await store.putIfAbsent("once", bytes("second")), false);
    assert.equal(text(await store.get("once")), "first");
  },
  async "putIfAbsent() lets exactly one of many racers win each key"(store) {
    const keys = Array.from({ length: 20 }, (_, key) => `race/${key}`);
    const wins = await Promise.all(keys.map(async (key) => {
      const won = await Promise.all(Array.from({ length: 8 }, (_, racer) => store.putIfAbsent(key, bytes(`${racer}`))));
      return { key, winners: won.flatMap((each, racer) => each ? [racer] : []) };
    }));
    for (const { key, winners } of wins) {
      assert.equal(winners.length, 1, `${key} was won by ${winners}, has ${text(await store.get(key))}`);
      assert.equal(text(await store.get(key)), `${winners[0]}`);
    }
  },
  async "list() has keys in their order, those after one, and those of a prefix that ends within a name"(store) {
    for (const key of ["log/b", "log/a", "log/c/d", "logs/x", "other"]) await store.put(key, bytes(key));
    assert.deepEqual(await keysOf(store.list("log/")), ["log/a", "log/b", "log/c/d"]);
    assert.deepEqual(await keysOf(store.list("log/", "log/a")), ["log/b", "log/c/d"]);
    assert.deepEqual(await keysOf(store.list("log")), ["log/a", "log/b", "log/c/d", "logs/x"]);
    assert.deepEqual(await keysOf(store.list("none/")), []);
  },
  async "list() goes past a thousand files"(store) {
    const keys = Array.from({ length: 1_005 }, (_, index) => `many/${String(index).padStart(5, "0")}`);
    for (let start = 0; start < keys.length; start += 50) {
      await Promise.all(keys.slice(start, start + 50).map((key) => store.put(key, bytes("x"))));
    }
    assert.deepEqual(await keysOf(store.list("many/")), keys);
    assert.deepEqual(await keysOf(store.list("many/", keys[1_002])), keys.slice(1_003));
  },
  async "list() has the size of each file"(store) {
    await store.put("sized", bytes("12345"));
    assert.deepEqual((await Array.fromAsync(store.list("sized"))).map(({ sizeBytes }) => sizeBytes), [5]);
  },
  async "remove() removes a file, and nothing where there is none"(store) {
    await store.put("gone", bytes("x"));
    await store.remove("gone");
    await store.remove("gone");
    assert.equal(await store.get("gone"), null);
  },
  async "keys keep every character that a partition value may hold"(store) {
    for (const name of ODD_NAMES) await store.putIfAbsent(`odd/date=${name}/x`, bytes(name));
    for (const name of ODD_NAMES) assert.equal(text(await store.get(`odd/date=${name}/x`)), name);
    assert.deepEqual(new Set(await keysOf(store.list("odd/"))), new Set(ODD_NAMES.map((name) => `odd/date=${name}/x`)));
  },
  async "removeFolder() removes every file of a folder, and of no other"(store) {
    for (const key of ["gone/a/b", "gone/c", "gone2/a"]) await store.put(key, bytes("x"));
    await store.removeFolder("gone");
    await store.removeFolder("gone");
    assert.deepEqual(await keysOf(store.list("gone")), ["gone2/a"]);
  },
  async "paths() gives files of this machine, again and again"(store) {
    const keys = ["table/date=2004-03-10/a.parquet", "table/b"];
    for (const key of keys) await store.put(key, bytes(key));
    const texts = async () =>
      await Promise.all((await store.paths(keys, "life 1")).map((path) => Deno.readTextFile(path)));
    assert.deepEqual(await texts(), keys);
    assert.deepEqual(await texts(), keys);
  },
  async "a key that names another file is refused"(store) {
    for (const key of ["", "/a", "a//b", "a/../b", "./a", "a/", "a\0b", "a\\b"]) {
      await assert.rejects(async () => await store.put(key, bytes("x")), { code: "internal" }, key);
    }
  },
  async "requireConditionalWrites() passes"(store) {
    await requireConditionalWrites(store, crypto.randomUUID());
  },
};

Deno.test("openFiles()", async (test) => {
  for (const [name, run] of Object.entries(SUITE)) {
    await test.step(name, async () => {
      const folder = await Deno.makeTempDir();
      await run(openFiles(`${folder}/not/yet/there`));
      await Deno.remove(folder, { recursive: true });
    });
  }
  await test.step("get() meets whole files only while they are written again and again", async () => {
    const folder = await Deno.makeTempDir(), store = openFiles(folder);
    const versions = ["a", "b"].map((letter) => bytes(letter.repeat(100_000)));
    await store.put("x", versions[0]!);
    let writing = true;
    const writer = (async () => {
      for (let turn = 0; turn < 50; turn++) await store.put("x", versions[turn % 2]!);
      writing = false;
    })();
    while (writing) {
      const found = (await store.get("x"))!;
      assert.equal(found.length, 100_000);
      assert.equal(new Set(found).size, 1);
    }
    await writer;
    await Deno.remove(folder, { recursive: true });
  });
  await test.step("a folder that cannot be written is named", async () => {
    const path = await Deno.makeTempFile();
    await assert.rejects(openFiles(path).put("a", bytes("x")), { code: "no_permission", message: new RegExp(path) });
    await Deno.remove(path);
  });
});

const cacheDir = `${Deno.env.get("TMPDIR") ?? "/tmp"}/copies-${crypto.randomUUID()}`;

const storeAt = (endpoint: string, prefix: string, outageTimeoutMs = 10_000) =>
  openObjectStore({ endpoint, region: "us-east-1", bucket: "lake", prefix, cacheDir, ...KEYS, outageTimeoutMs });

Deno.test({
  name: "openObjectStore()",
  ignore: !hasObjectStore,
  async fn(test) {
    const server = await startObjectStore();
    try {
      let cases = 0;
      for (const [name, run] of Object.entries(SUITE)) {
        await test.step(name, () => run(storeAt(server.endpoint, `suite/${++cases}`)));
      }
      await test.step("a lake may be a whole bucket", async () => {
        const store = storeAt(server.endpoint, "");
        await store.put("whole/a", bytes("x"));
        assert.deepEqual(await keysOf(store.list("whole/")), ["whole/a"]);
      });
      await test.step("paths() fetches a file once in a table's life", async () => {
        const store = storeAt(server.endpoint, "copies"),
          read = async (life: string) => await Deno.readTextFile((await store.paths(["a"], life))[0]!);
        await store.put("a", bytes("first"));
        assert.equal(await read("1"), "first");
        await store.put("a", bytes("of another table"));
        assert.equal(await read("1"), "first");
        assert.equal(await read("2"), "of another table");
        await store.remove("a");
        await assert.rejects(read("3"), { code: "lake_mismatch", message: /copies\/a/ });
      });
      const proxy = await startObjectProxy(server.port);
      try {
        for (const [name, run] of Object.entries(FAULTS)) {
          await test.step(name, async () => {
            proxy.faultOf = () => undefined;
            proxy.seen.length = 0;
            await run(proxy, server, `faults/${++cases}`);
          });
        }
      } finally {
        await proxy.close();
      }
    } finally {
      await server.close();
      await Deno.remove(cacheDir, { recursive: true });
    }
  },
});

/** Gives each of the first requests of a method its fault. */
function first(proxy: ObjectProxy, method: string, ...faults: NonNullable<ReturnType<ObjectProxy["faultOf"]>>[]): void {
  proxy.faultOf = (asked) => asked === method ? faults.shift() : undefined;
}

const FAULTS: Record<string, (proxy: ObjectProxy, server: ObjectStoreServer, prefix: string) => Promise<void>> = {
  async "putIfAbsent() knows its own file when the answer was lost"(proxy, _server, prefix) {
    first(proxy, "PUT", { kind: "lose answer" });
    const store = storeAt(proxy.endpoint, prefix);
    assert.equal(await store.putIfAbsent("v", bytes("mine")), true);
    assert.deepEqual(proxy.seen.map((each) => each.split(" ")[0]), ["PUT", "PUT", "GET"]);
  },
  async "putIfAbsent() knows another's file when its own first attempt was cut"(proxy, server, prefix) {
    await storeAt(server.endpoint, prefix).putIfAbsent("v", bytes("theirs"));
    first(proxy, "PUT", { kind: "cut" });
    assert.equal(await storeAt(proxy.endpoint, prefix).putIfAbsent("v", bytes("mine")), false);
  },
  async "putIfAbsent() knows its own file when a proxy sent it twice"(proxy, _server, prefix) {
    first(proxy, "PUT", { kind: "twice" });
    assert.equal(await storeAt(proxy.endpoint, prefix).putIfAbsent("v", bytes("mine")), true);
  },
  async "requests are repeated when the store is busy, fails, or cuts the connection"(proxy, _server, prefix) {
    const store = storeAt(proxy.endpoint, prefix);
    for (const status of [409, 429, 500, 503]) {
      first(proxy, "PUT", { kind: "answer", status }, { kind: "cut" });
      assert.equal(await store.putIfAbsent(`v${status}`, bytes("mine")), true, `${status}`);
    }
    first(proxy, "GET", { kind: "half answer" }, { kind: "answer", status: 500 });
    assert.equal(text(await store.get("v500")), "mine");
  },
  async "a store that does not answer is named when the time is over, without a secret"(proxy, _server, prefix) {
    proxy.faultOf = () => ({ kind: "cut" });
    await assert.rejects(storeAt(proxy.endpoint, prefix, 500).get("v"), (error: Error & { code?: string }) => {
      assert.equal(error.code, "store_unreachable");
      assert.ok(!Deno.inspect(error).includes(KEYS.secretAccessKey));
      return true;
    });
  },
  async "a store that was killed is waited for"(_proxy, server, prefix) {
    const store = storeAt(server.endpoint, prefix, 60_000);
    await store.put("before", bytes("x"));
    await server.kill();
    const asked = store.get("before");
    await server.start();
    assert.equal(text(await asked), "x");
  },
  async "requireConditionalWrites() refuses a store that ignores conditions"(proxy, _server, prefix) {
    proxy.faultOf = (method) => method === "PUT" ? { kind: "ignore condition" } : undefined;
    const store = storeAt(proxy.endpoint, prefix);
    await assert.rejects(requireConditionalWrites(store, "n"), { code: "store_unfit" });
    assert.equal(await store.get("_probe/n"), null);
  },
  async "a store that may not be written, is full or finds our clock wrong is named, and not asked again"(
    proxy,
    _server,
    prefix,
  ) {
    for (
      const [status, code, kind, hint] of [
        [403, "AccessDenied", "no_permission", /what this key may do/],
        [405, "MethodNotAllowed", "no_permission", /what this key may do/],
        [403, "RequestTimeTooSkewed", "no_permission", /clock/],
        [507, "InsufficientStorage", "no_permission", /full/],
        [501, "NotImplemented", "store_unfit", /conditional PUT/],
      ] as const
    ) {
      proxy.faultOf = (method) => method === "GET" ? undefined : { kind: "answer", status, code };
      proxy.seen.length = 0;
      const store = storeAt(proxy.endpoint, prefix);
      const expected = { code: kind, message: new RegExp(`${status} ${code}`), hint };
      await assert.rejects(store.put("a", bytes("x")), expected);
      await assert.rejects(store.putIfAbsent("a", bytes("x")), expected);
      assert.equal(proxy.seen.length, 2);
      await assert.rejects(requireConditionalWrites(store, "n"), { code: kind });
    }
  },
  async "a missing bucket is no lake without files"(_proxy, server, prefix) {
    const options = { endpoint: server.endpoint, region: "us-east-1", prefix, cacheDir, ...KEYS };
    await assert.rejects(openObjectStore({ ...options, bucket: "nowhere" }).get("a"), { code: "not_found" });
  },
  async "wrong keys are refused, without the secret"(_proxy, server, prefix) {
    const options = { endpoint: server.endpoint, region: "us-east-1", bucket: "lake", prefix, cacheDir };
    const store = openObjectStore({ ...options, accessKeyId: KEYS.accessKeyId, secretAccessKey: "guess" });
    await assert.rejects(store.get("a"), (error: Error & { code?: string; hint?: string }) => {
      assert.equal(error.code, "no_permission");
      assert.match(error.hint ?? "", /AWS_SECRET_ACCESS_KEY/);
      assert.ok(!Deno.inspect(error).includes("guess"));
      return true;
    });
  },
};
