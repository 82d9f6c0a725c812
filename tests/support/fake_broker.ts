/** What a server pretends to be: a broker that sends its clients to some addresses, or one that wants TLS or a login. */
export type FakeBroker = { advertised: string[] } | "TLS" | "SASL";

/** Answers as such a broker does to our probe, at a port of its own. */
export async function usingServer(fake: FakeBroker, work: (address: string) => Promise<void>): Promise<void> {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const served: Promise<void>[] = [];
  const serving = (async () => {
    for await (const connection of listener) served.push(serve(fake, connection).catch(() => {}));
  })();
  try {
    await work(`127.0.0.1:${listener.addr.port}`);
  } finally {
    listener.close();
    await serving;
    await Promise.all(served);
  }
}

async function serve(fake: FakeBroker, connection: Deno.TcpConn): Promise<void> {
  using _ = connection;
  const request = new Uint8Array(1024);
  const length = await connection.read(request) ?? 0;
  if (fake === "TLS") return void await connection.write(new Uint8Array([0x15, 3, 3, 0, 2, 2, 80]));
  if (length < 12 || request[4] !== 0) return; // no request of Kafka's
  const correlationId = request.subarray(8, 12);
  if (fake === "SASL") {
    if (request[5] === 18) await connection.write(framed([...correlationId, 0, 0, 0, 0, 0, 0]));
    return;
  }
  const brokers = fake.advertised.flatMap((address) => {
    const colon = address.lastIndexOf(":"), port = Number(address.slice(colon + 1));
    return [0, 0, 0, 1, ...text(address.slice(0, colon)), 0, 0, port >> 8, port & 255, 0xff, 0xff];
  });
  await connection.write(
    framed([...correlationId, 0, 0, 0, fake.advertised.length, ...brokers, ...text("cluster"), 0, 0, 0, 1, 0, 0, 0, 0]),
  );
  await connection.read(request); // until the other side hangs up
}

const text = (value: string) => [0, value.length, ...new TextEncoder().encode(value)];
const framed = (body: number[]) => new Uint8Array([0, 0, body.length >> 8, body.length & 255, ...body]);
