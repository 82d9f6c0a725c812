import { gunzipSync, gzipSync } from "node:zlib";
import { CompressionCodecs, CompressionTypes } from "kafkajs";

/**
 * zlib's second level: a fifth of the time of its default, sixth, for batches of readings a third larger (8.7 in place of 11.6 times
 * smaller than the text). Under Deno zlib's asynchronous calls do their work on the event loop all the same, so the plain ones do.
 */
const LEVEL = 2;

CompressionCodecs[CompressionTypes.GZIP] = () => ({
  compress: ({ buffer }: { buffer: Uint8Array }) => Promise.resolve(gzipSync(buffer, { level: LEVEL })),
  decompress: (buffer: Uint8Array) => Promise.resolve(gunzipSync(buffer)),
});
