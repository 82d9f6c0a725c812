/** Kafka's number of the request that ends a transaction. */
const END_TXN = 26;

/** Which answer is to be lost, and what happens in that moment, before the client can see that its connection is gone. */
interface LostAnswer {
  readonly clientId: string;
  readonly onLost: () => void;
}

/** A TCP proxy between clients and a broker, or another server, that is told to misbehave. It knows just enough of the protocol to lose one answer. */
export class FaultProxy {
  readonly address: string;
  /** Each piece of data waits so long, in both directions. */
  delayMs = 0;
  /** New connections are ended at once, as where nobody listens. */
  refuses = false;
  readonly #listener: Deno.TcpListener;
  readonly #brokerPort: number;
  readonly #links = new Set<Link>();
  readonly #accepting: Promise<void>;
  #flowing: Promise<void> = Promise.resolve();
  #lost: LostAnswer | null = null;

  constructor(brokerPort: number) {
    this.#brokerPort = brokerPort;
    this.#listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    this.address = `127.0.0.1:${this.#listener.addr.port}`;
    this.#accepting = this.#accept();
  }

  /** Closes every connection; new ones are let through. */
  cut(): void {
    for (const link of this.#links) link.close();
  }

  /** Ends one direction of every connection: the broker is told that no more will come, or the client is. */
  async halfClose(side: "client" | "broker"): Promise<void> {
    await Promise.allSettled([...this.#links].map((link) => link[side].closeWrite()));
  }

  /** Lets nothing through in any direction, while connections stay open. @returns what ends it */
  stall(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#flowing = promise;
    return resolve;
  }

  /** Once, the broker's answer to this client's next commit is dropped, and the connection with it: the client cannot know the outcome. */
  loseCommitAnswer(clientId: string, onLost: () => void): void {
    this.#lost = { clientId, onLost };
  }

  async close(): Promise<void> {
    this.#listener.close();
    this.cut();
    await this.#accepting;
  }

  async #accept(): Promise<void> {
    const served: Promise<void>[] = [];
    for await (const client of this.#listener) served.push(this.#serve(client).catch(() => {}));
    await Promise.all(served);
  }

  async #serve(client: Deno.TcpConn): Promise<void> {
    if (this.refuses) return client.close();
    let broker: Deno.TcpConn;
    try {
      broker = await Deno.connect({ hostname: "127.0.0.1", port: this.#brokerPort });
    } catch {
      return client.close(); // as a port that nobody listens at
    }
    const link = new Link(client, broker);
    this.#links.add(link);
    const requests = new RequestHeaders();
    let awaited: LostAnswer | null = null;
    const up = this.#pump(client, broker, (chunk) => {
      for (const { api, clientId } of requests.read(chunk)) {
        if (api === END_TXN && clientId === this.#lost?.clientId) [awaited, this.#lost] = [this.#lost, null];
      }
      return true;
    });
    const down = this.#pump(broker, client, () => {
      if (awaited === null) return true;
      awaited.onLost();
      link.close();
      return false;
    });
    await Promise.allSettled([up, down]);
    link.close();
    this.#links.delete(link);
  }

  async #pump(from: Deno.TcpConn, to: Deno.TcpConn, pass: (chunk: Uint8Array) => boolean): Promise<void> {
    const buffer = new Uint8Array(65_536);
    for (let size = await from.read(buffer); size !== null; size = await from.read(buffer)) {
      const chunk = buffer.slice(0, size);
      if (!pass(chunk)) return;
      if (this.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, this.delayMs));
      await this.#flowing;
      for (let at = 0; at < size;) at += await to.write(chunk.subarray(at));
    }
    await to.closeWrite();
  }
}

class Link {
  constructor(readonly client: Deno.TcpConn, readonly broker: Deno.TcpConn) {}

  close(): void {
    for (const end of [this.client, this.broker]) {
      try {
        end.close();
      } catch {
        // closed before
      }
    }
  }
}

/** Reads the headers of Kafka's requests out of a stream: size, API, its version, correlation id, client id. */
class RequestHeaders {
  #pending = new Uint8Array(0);

  *read(chunk: Uint8Array): Generator<{ api: number; clientId: string }> {
    const joined = new Uint8Array(this.#pending.length + chunk.length);
    joined.set(this.#pending);
    joined.set(chunk, this.#pending.length);
    let at = 0;
    for (;;) {
      const view = new DataView(joined.buffer, at);
      if (view.byteLength < 4 || view.byteLength < 4 + view.getInt32(0)) break;
      const clientId = joined.subarray(at + 14, at + 14 + Math.max(0, view.getInt16(12)));
      yield { api: view.getInt16(4), clientId: new TextDecoder().decode(clientId) };
      at += 4 + view.getInt32(0);
    }
    this.#pending = joined.slice(at);
  }
}
