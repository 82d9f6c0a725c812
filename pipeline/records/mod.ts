/**
 * Messages and the bytes that Kafka has of them: its record format, what is sent together, compression. Without any client of Kafka.
 *
 * @module
 */
export { type IncomingMessage, type OutgoingMessage, sizeBytes } from "./message.ts";
export { decodeRecords, encodeRecords, FetchedMessage, MAX_MESSAGE_BYTES, type RecordContext } from "./records.ts";
export { CHUNK_BYTES, chunks } from "./chunk.ts";
export { type Codec, codecName, CODECS, DEFAULT_CODEC } from "./codec.ts";
export { compress } from "./compress.ts";
export { encode, type EncodedRecords, type EncodedSend, encodeSends, type SendOptions } from "./encoded.ts";
export { decompress, MAX_UNPACKED_BYTES, TooLargeError } from "./decompress.ts";
export { type LedgerDifference, OffsetLedger } from "./ledger.ts";
