import type { ByteWriter } from "../common/mod.ts";

// Parquet's hybrid of runs and packed bits: https://parquet.apache.org/docs/file-format/data-pages/encodings/#RLE

/** Bits that each of the numbers below `count` needs; at least one, also where there are none: every reader takes that. */
export const bitWidthOf = (count: number): number => Math.max(1, 32 - Math.clz32(Math.max(0, count - 1)));

/**
 * Appends small numbers: as one run where all are equal, else packed.
 *
 * @param bitWidth at most 24, so that a number beside seven bits that wait fits in 31
 */
export function writeRuns(out: ByteWriter, values: Uint32Array, bitWidth: number): void {
  const first = values[0] ?? 0;
  if (values.every((value) => value === first)) {
    out.varint(values.length << 1);
    for (let bits = 0; bits < bitWidth; bits += 8) out.byte(first >>> bits & 255);
    return;
  }
  const groups = Math.ceil(values.length / 8), packed = new Uint8Array(groups * bitWidth);
  let at = 0, waiting = 0, bits = 0;
  for (const value of values) {
    waiting |= value << bits;
    for (bits += bitWidth; bits >= 8; bits -= 8) {
      packed[at++] = waiting;
      waiting >>>= 8;
    }
  }
  if (bits > 0) packed[at] = waiting;
  out.varint(groups << 1 | 1);
  out.append(packed);
}
