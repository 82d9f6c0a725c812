import { PipelineError } from "../../pipeline/common/mod.ts";
import { gunzipSync } from "node:zlib";
import type { CommittedOffset, IncomingMessage, Transactor } from "../../pipeline/broker/mod.ts";
import { decodeRecords } from "../../pipeline/records/records.ts";
import type { PartitionBroker } from "../../pipeline/sink/takeover.ts";

/** Where a fake commit goes wrong: before the broker has it, or after, so that the client cannot tell. */
export type CommitFault = "lost before" | "lost after" | "none";

/**
 * One partition of an input topic with its group's offset and its forwarded messages, with Kafka's rules for fencing: the newest
 * transactor wins. For the sink's protocol, where the fault itself is the point; the real broker is in tests/integration.
 */
export class FakePartition implements PartitionBroker {
  readonly messages: IncomingMessage[] = [];
  readonly forwarded: { topic: string; message: IncomingMessage }[] = [];
  committed: number | null = null;
  /** What was committed with the offset; a test that moves the offset as another program does empties it. */
  metadata = "";
  low = 0;
  /** Asked at each commit that carries an offset, before it counts. */
  onCommit: (nextOffset: number, metadata: string) => CommitFault | Promise<CommitFault> = () => "none";
  #newest = 0;

  add(value: Record<string, unknown> | string | null, key = "s"): void {
    const text = value === null || typeof value === "string" ? value : JSON.stringify(value);
    this.messages.push({
      partition: 0,
      offset: this.messages.length,
      key: new TextEncoder().encode(key),
      value: text === null ? null : new TextEncoder().encode(text),
      headers: {},
      timestampMs: 0,
    });
  }

  openTransactor(): Promise<Transactor> {
    const id = ++this.#newest;
    let broken = false;
    const requireNewest = () => {
      if (id !== this.#newest) throw new PipelineError("fenced", "Cannot commit as another process has taken over");
    };
    return Promise.resolve({
      commit: async ({ sends, after, nextOffset, metadata = "" }) => {
        // As kafkajs says where the one before has failed.
        if (broken) throw new TypeError("There is already an ongoing transaction for this producer");
        broken = true;
        requireNewest();
        await after?.catch((error) => {
          broken = false; // it was aborted
          throw error;
        });
        if (nextOffset === undefined) {
          broken = false;
          return;
        }
        const fault = await this.onCommit(nextOffset, metadata);
        requireNewest();
        if (fault === "lost before") {
          throw new PipelineError("broker_unreachable", "Cannot commit as no broker answers");
        }
        this.committed = nextOffset;
        this.metadata = metadata;
        for await (const { topic, records } of sends) {
          for (const [partition, { bytes, count, timestampsMs }] of records) {
            const context = {
              partition,
              count,
              baseOffset: 0,
              firstTimestampMs: timestampsMs?.[0] ?? 0,
              appendTimeMs: null,
            };
            for (const message of decodeRecords(new Uint8Array(gunzipSync(bytes)), context)) {
              this.forwarded.push({ topic, message });
            }
          }
        }
        if (fault === "lost after") throw new PipelineError("broker_unreachable", "Cannot commit as no broker answers");
        broken = false;
      },
      close: () => Promise.resolve(),
    });
  }

  committedOffset(): Promise<CommittedOffset | null> {
    const { committed, metadata } = this;
    return Promise.resolve(committed === null ? null : { offset: committed, metadata });
  }

  /** As another program moves the group's offset. */
  reset(offset: number): void {
    [this.committed, this.metadata] = [offset, ""];
  }

  bounds() {
    return Promise.resolve({ low: this.low, high: this.messages.length });
  }
}

/** Reading number `hour` of a station; each 10th has text for a number. */
export function readingOf(hour: number, station = "s"): Record<string, unknown> {
  const ts = new Date(Date.UTC(2004, 2, 10) + hour * 3_600_000).toISOString();
  return { station_id: station, ts, co_gt: hour % 10 === 9 ? "x" : hour / 10, t: 20, source_line: hour + 2 };
}
