import { CODECS } from "../../pipeline/records/mod.ts";
import { seededRandom } from "../../pipeline/stats/random.ts";
import { BOMBS } from "./bomb.ts";
import { type Ending, NULL_HEADER, type Sent, type Stranger } from "./stranger.ts";

/** Messages of a plan that are legal Kafka, but not as this project writes them; which of the numbers count depends on the kind. */
export interface Foreign {
  readonly kind: ForeignKind;
  /** They are sent when this share of the rows is committed, or nothing has moved for a while. */
  readonly atShare: number;
  readonly number: number;
  readonly ms: number;
}

interface Kind {
  text(foreign: Foreign): string;
  /** @param station a name that no other message of the run has */
  send(foreign: Foreign, stranger: Stranger, station: string): Promise<void>;
}

const PARTITIONS = 3;
const one = <T>(choices: readonly T[], { number }: Foreign): T => choices[number % choices.length]!;
const partitionOf = ({ number }: Foreign) => number % PARTITIONS;

/** Readings of one station, hour by hour. */
const readings = (station: string, count: number): Sent[] =>
  Array.from({ length: count }, (_, hour): Sent => {
    const ts = new Date(Date.UTC(2010, 0, 1, hour)).toISOString();
    return {
      key: station,
      value: JSON.stringify({ station_id: station, ts, co_gt: hour % 7, no2_gt: 40 + hour % 11, t: hour % 13 }),
      fate: "accepted",
    };
  });

const ENDINGS: readonly Ending[] = ["abort", "commit", "never", "abort"];
/** Milliseconds since 1970 for whoever sends microseconds or nanoseconds, the last one that Kafka can store, and the first two. */
const TIMESTAMPS = ["1715644800000000", "1715644800000000000", "9223372036854775807", "0", "1"];

/** Values that are longer than what is parsed, which is 64 KiB; those above a megabyte are sent as they compress. */
const SIZES = [66_000, 900_000, 7_000_000, 60_000_000];

const KINDS = {
  "codec": {
    text: (foreign) => `readings in ${one(CODECS, foreign)}`,
    send: (foreign, stranger, station) =>
      stranger.send(partitionOf(foreign), readings(station, 5 + foreign.number), one(CODECS, foreign)),
  },
  "large value": {
    text: (foreign) => `a value of ${one(SIZES, foreign)} bytes`,
    async send(foreign, stranger, station) {
      const size = one(SIZES, foreign), { uniform } = seededRandom(foreign.number);
      // The first ones hardly compress.
      const digits = Array.from({ length: Math.min(size, 900_000) }, () => Math.floor(uniform() * 10)).join("");
      const value = size > 900_000 ? "7".repeat(size) : digits;
      const sent: Sent[] = [{ key: station, value, fate: "too_large" }, ...readings(station, 3)];
      await stranger.send(partitionOf(foreign), sent, size > 900_000 ? "gzip" : "none");
    },
  },
  "timestamp": {
    text: (foreign) => `messages at ${one(TIMESTAMPS, foreign)} ms`,
    send(foreign, stranger, station) {
      const timestamp = one(TIMESTAMPS, foreign);
      const sent: Sent[] = [...readings(station, 2), { key: station, value: "wet", fate: "not_json" }];
      return stranger.send(partitionOf(foreign), sent.map((each) => ({ ...each, timestamp })));
    },
  },
  "bomb": {
    text(foreign) {
      const { codec, records, valueBytes } = one(BOMBS, foreign);
      return `${records} × ${valueBytes / 1_000_000} MB in ${codec}`;
    },
    send(foreign, stranger) {
      const bomb = one(BOMBS, foreign);
      const sent = Array.from({ length: bomb.records }, (): Sent => ({ value: null, fate: "too_large" }));
      return stranger.send(partitionOf(foreign), sent, bomb);
    },
  },
  "transaction": {
    text: (foreign) => `a transaction open for ${foreign.ms} ms, ${ENDING_TEXTS[one(ENDINGS, foreign)]}`,
    send(foreign, stranger, station) {
      const ending = one(ENDINGS, foreign);
      const sent = readings(station, 1 + foreign.number % 20);
      const ended = ending === "commit" ? sent : sent.map((each): Sent => ({ ...each, fate: "absent" }));
      return stranger.transact(partitionOf(foreign), ended, ending, foreign.ms);
    },
  },
  "empty or overfull parts": {
    text: () => "messages without value or key, with headers of null, and with more than a dead letter holds",
    send(foreign, stranger, station) {
      const [first, second] = readings(station, 2) as [Sent, Sent];
      const header = "x".repeat(500);
      const sent: Sent[] = [
        { key: station, value: null, fate: "tombstone" },
        { key: null, value: null, fate: "tombstone" },
        { ...first, key: null },
        { ...second, headers: { [NULL_HEADER]: "", empty: "", twice: ["a", "b"] } },
        { key: null, value: "wet", headers: { [NULL_HEADER]: "" }, fate: "not_json" },
        { key: "k".repeat(5_000), value: "wet", fate: "not_json" },
        {
          key: station,
          value: "w".repeat(3_000),
          headers: Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`header-${at}`, header])),
          fate: "not_json",
        },
      ];
      return stranger.send(partitionOf(foreign), sent, one(CODECS, foreign));
    },
  },
} satisfies Record<string, Kind>;

const ENDING_TEXTS: Record<Ending, string> = { commit: "then committed", abort: "then aborted", never: "never ended" };

export type ForeignKind = keyof typeof KINDS;

/** Every kind of foreign message: what is said of it, and how it is sent. */
export const FOREIGN_KINDS: Readonly<Record<ForeignKind, Kind>> = KINDS;

/** Limits of the topic of dead letters in these runs: far below those of the raw topic, which takes any timestamp. */
export const NARROW = { maxBytes: 6_000, afterMs: 3_600_000 };
