/** Leader not available, as a broker says of a partition whose replicas are all dead. */
const LEADER_NOT_AVAILABLE = 5;

/** The proxy, to be told what it does. */
export interface DeadPartitionProxy {
  readonly address: string;
  /** Topics whose partitions are dead. */
  readonly dead: Set<string>;
  /** While it is true, connections are closed as soon as they come. */
  isAway: boolean;
  /** How many were. */
  refused: number;
  /** Closes every connection; new ones are served. */
  cut(): void;
}

/**
 * A proxy to a broker that reports every partition of some topics as dead: no leader, and the error that a broker gives. Clients that
 * learn the broker's address from it come back to the proxy.
 */
export async function usingDeadPartitions(
  broker: string,
  work: (proxy: DeadPartitionProxy) => Promise<void>,
): Promise<void> {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const links = new Set<Deno.TcpConn>();
  const [realPort, ownPort] = [Number(broker.split(":")[1]), listener.addr.port];
  const proxy: DeadPartitionProxy = {
    address: `127.0.0.1:${ownPort}`,
    dead: new Set(),
    isAway: false,
    refused: 0,
    cut: () => {
      for (const link of links) {
        try {
          link.close();
        } catch {
          // closed by its other end
        }
      }
      links.clear();
    },
  };
  const serve = async (client: Deno.TcpConn) => {
    if (proxy.isAway) {
      proxy.refused++;
      return client.close();
    }
    const upstream = await Deno.connect({ hostname: "127.0.0.1", port: realPort });
    for (const each of [client, upstream]) links.add(each);
    const up = client.readable.pipeTo(upstream.writable);
    const down = upstream.readable.pipeThrough(frames()).pipeThrough(
      new TransformStream({
        transform: (frame, out) => out.enqueue(rewrite(frame, proxy.dead, realPort, ownPort)),
      }),
    ).pipeTo(client.writable);
    await Promise.allSettled([up, down]);
  };
  const served: Promise<void>[] = [];
  const accepting = (async () => {
    for await (const client of listener) served.push(serve(client).catch(() => {}));
  })();
  try {
    await work(proxy);
  } finally {
    listener.close();
    proxy.cut();
    await accepting;
    await Promise.all(served);
  }
}

/** Cuts a stream into Kafka's answers: a size of four bytes, then so many. */
function frames(): TransformStream<Uint8Array, Uint8Array> {
  let pending = new Uint8Array(0);
  return new TransformStream({
    transform(chunk, out) {
      const joined = new Uint8Array(pending.length + chunk.length);
      joined.set(pending);
      joined.set(chunk, pending.length);
      let at = 0;
      for (;;) {
        const view = new DataView(joined.buffer, at);
        if (view.byteLength < 4 || view.byteLength < 4 + view.getInt32(0)) break;
        const end = at + 4 + view.getInt32(0);
        out.enqueue(joined.slice(at, end));
        at = end;
      }
      pending = joined.slice(at);
    },
  });
}

/** In place: the broker's port becomes ours; in metadata of version 10 the partitions of dead topics lose their leader. */
function rewrite(frame: Uint8Array, dead: Set<string>, realPort: number, ownPort: number): Uint8Array {
  const view = new DataView(frame.buffer), port = [0, 0, realPort >> 8, realPort & 255];
  for (const host of [string("127.0.0.1"), compact("127.0.0.1")]) {
    for (const at of positions(frame, [...host, ...port])) view.setInt32(at + host.length, ownPort);
  }
  for (const topic of dead) {
    for (const found of positions(frame, compact(topic))) {
      let at = found + 1 + topic.length + 16 + 1; // the topic's name, its id, and whether it is internal
      if (at >= frame.length) continue;
      for (let left = frame[at++]! - 1; left > 0 && at + 14 <= frame.length; left--) {
        view.setInt16(at, LEADER_NOT_AVAILABLE);
        view.setInt32(at + 6, -1);
        at += 14; // error, partition, leader and its epoch
        for (let list = 0; list < 3; list++) at += 1 + 4 * (frame[at]! - 1); // replicas, in sync, offline
        at++; // no tagged fields
      }
    }
  }
  return frame;
}

const string = (text: string) => [0, text.length, ...new TextEncoder().encode(text)];

/** As versions with flexible fields have it: one more than the length, for one under 127. */
const compact = (text: string) => [text.length + 1, ...new TextEncoder().encode(text)];

function positions(bytes: Uint8Array, wanted: number[]): number[] {
  const found: number[] = [];
  for (let at = bytes.indexOf(wanted[0]!); at >= 0; at = bytes.indexOf(wanted[0]!, at + 1)) {
    if (wanted.every((each, i) => bytes[at + i] === each)) found.push(at);
  }
  return found;
}
