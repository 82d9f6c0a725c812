import { CompressionCodecs, CompressionTypes } from "kafkajs";
import { compress } from "../records/mod.ts";

const codecs: Record<number, unknown> = CompressionCodecs;

codecs[CompressionTypes.GZIP] = () => ({
  compress: ({ buffer }: { buffer: Uint8Array }) => Promise.resolve(compress(buffer)),
});

/** What is compressed already: kafkajs writes gzip's number into the batch and leaves the bytes as they are. */
export const COMPRESSED = 8 + CompressionTypes.GZIP;
codecs[COMPRESSED] = () => ({
  compress: ({ buffer }: { buffer: Uint8Array }) => Promise.resolve(buffer),
});
