/** The codecs of Kafka by their number in a batch. */
export const CODECS = ["none", "gzip", "snappy", "lz4", "zstd"] as const;

/** How the records of a batch are packed. */
export type Codec = (typeof CODECS)[number];

/** What messages are written with unless it is set: every client reads it. docs/performance.md has what the others cost. */
export const DEFAULT_CODEC: Codec = "gzip";

/** The name of a batch's codec, such as `zstd`; a number that Kafka does not have, as it is. */
export const codecName = (codec: number): string => CODECS[codec] ?? `codec ${codec}`;
