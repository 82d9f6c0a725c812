import type { IncomingMessage, OutgoingMessage } from "../../pipeline/broker/mod.ts";
import { RUN_HEADER } from "../../pipeline/reading/mod.ts";
import type { RawTopic } from "../../pipeline/source/raw_topic.ts";

const encoder = new TextEncoder(), decoder = new TextDecoder();

/** A topic of two partitions, of which the second is the one of every key. Its producers die on demand. */
export class FakeTopic implements RawTopic {
  readonly name = "raw";
  /** Offsets below are gone. */
  low = 0;
  /** Messages that the topic still takes; with the last of them the producer dies, before it learns of it. */
  room = Infinity;
  /** What a dead producer had on its way: taken by {@linkcode FakeTopic.deliver}. */
  onItsWay: OutgoingMessage[] = [];
  /** What the cluster answers, one call after the other; the last one again and again. */
  ids = ["id-1"];
  /** First offset of each reading, by call. */
  readonly reads: number[] = [];
  readonly #messages: IncomingMessage[] = [];

  add(messages: readonly OutgoingMessage[]): void {
    for (const { key, value, headers = {} } of messages) {
      this.#messages.push({
        partition: 1,
        offset: this.#messages.length,
        key: encoder.encode(String(key)),
        value: encoder.encode(String(value)),
        headers: Object.fromEntries(
          Object.entries(headers).map(([name, text]) => [name, [encoder.encode(String(text))]]),
        ),
        timestampMs: Date.parse("2026-01-01T00:00:10Z"),
      });
    }
  }

  deliver(): void {
    this.add(this.onItsWay.splice(0));
  }

  /** What the topic holds, one text a message. */
  lines(): string[] {
    return this.#messages.map(({ key, value, headers }) => {
      const { source_line: line } = JSON.parse(decoder.decode(value!));
      return `${decoder.decode(key!)} ${decoder.decode(headers[RUN_HEADER]![0])} ${line}`;
    });
  }

  id() {
    return Promise.resolve(this.ids.length > 1 ? this.ids.shift()! : this.ids[0]!);
  }

  bounds() {
    return Promise.resolve(
      new Map([[0, { low: 0, high: 0 }], [1, { low: this.low, high: this.#messages.length }]]),
    );
  }

  read(from: ReadonlyMap<number, number>, take: (messages: readonly IncomingMessage[]) => void) {
    this.reads.push(from.get(1)!);
    for (const message of this.#messages.slice(from.get(1))) take([message]);
    return Promise.resolve();
  }

  openPublisher() {
    return Promise.resolve({
      publish: (batch: readonly OutgoingMessage[]) => {
        this.add(batch.slice(0, this.room));
        this.onItsWay.push(...batch.slice(this.room));
        this.room -= batch.length;
        return this.room <= 0 ? Promise.reject(new Error("killed")) : Promise.resolve();
      },
      close: () => Promise.resolve(),
    });
  }
}
