import assert from "node:assert/strict";
import { InFlight } from "../../pipeline/source/in_flight.ts";

Deno.test("InFlight starts no operation beyond its limit before one has ended", async () => {
  const inFlight = new InFlight(2);
  const ends: (() => void)[] = [];
  const operation = () => new Promise<void>((resolve) => ends.push(resolve));
  await inFlight.start(operation);
  await inFlight.start(operation);
  const third = inFlight.start(operation);
  await Promise.resolve();
  assert.equal(ends.length, 2);
  ends[0]?.();
  await third;
  assert.equal(ends.length, 3);
  ends.forEach((end) => end());
  await inFlight.drain();
});

Deno.test("InFlight throws the first failure from the next call and starts nothing more", async () => {
  const inFlight = new InFlight(1);
  await inFlight.start(() => Promise.reject(new Error("first")));
  let started = false;
  await assert.rejects(inFlight.start(() => Promise.resolve(void (started = true))), /first/);
  assert.equal(started, false);
  await assert.rejects(inFlight.drain(), /first/);
});
