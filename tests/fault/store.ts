import { KEYS, type ObjectStoreServer, startObjectStore } from "../support/object_store.ts";
import { type LakeSpec, openSpec } from "./lake_spec.ts";
import { FaultProxy } from "./proxy.ts";

/** An object store that consumers and compactions reach through a proxy only, and which faults act on. */
export class FaultStore {
  readonly proxy: FaultProxy;
  readonly #server: ObjectStoreServer;

  private constructor(server: ObjectStoreServer) {
    this.#server = server;
    this.proxy = new FaultProxy(server.port);
  }

  static async open(): Promise<FaultStore> {
    return new FaultStore(await startObjectStore());
  }

  /** The lake of one run, as those see it who write to it. */
  lakeOf(prefix: string, cacheDir: string): LakeSpec {
    return spec(`http://${this.proxy.address}`, prefix, cacheDir);
  }

  /** Reads a file of a run's lake past the proxy; null if there is no such file. */
  readerOf(prefix: string, cacheDir: string): (key: string) => Promise<Uint8Array | null> {
    const store = openSpec(spec(this.#server.endpoint, prefix, cacheDir));
    return (key) => store.get(key);
  }

  /** Copies the tables of a run's lake to a folder, past the proxy. */
  async copyTo(lakeDir: string, prefix: string, cacheDir: string): Promise<void> {
    const store = openSpec(spec(this.#server.endpoint, prefix, cacheDir));
    for await (const { key } of store.list("")) {
      const path = `${lakeDir}/${key}`, bytes = await store.get(key);
      await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
      if (bytes !== null) await Deno.writeFile(path, bytes);
    }
  }

  /** Ends the server as a crash does, for a time. Nobody reaches it again before its conditional writes hold: see `startObjectStore`. */
  async restart(ms: number): Promise<void> {
    const flow = this.proxy.stall();
    this.proxy.cut();
    await this.#server.kill();
    await new Promise((resolve) => setTimeout(resolve, ms));
    await this.#server.start();
    flow();
  }

  async close(): Promise<void> {
    await this.proxy.close();
    await this.#server.close();
  }
}

const spec = (endpoint: string, prefix: string, cacheDir: string): LakeSpec => ({
  endpoint,
  region: "us-east-1",
  bucket: "lake",
  prefix,
  cacheDir,
  outageTimeoutMs: 60_000,
  ...KEYS,
});
