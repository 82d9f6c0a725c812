import snappy from "snappyjs";

/** Snappy as Java's client frames it: magic text, two versions, then blocks of 32 KiB with their lengths. */
export function javaSnappy(bytes: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [Uint8Array.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0, 0, 0, 0, 1, 0, 0, 0, 1])];
  for (let at = 0; at < bytes.length; at += 32_768) {
    const block: Uint8Array = snappy.compress(bytes.slice(at, at + 32_768)), size = new Uint8Array(4);
    new DataView(size.buffer).setInt32(0, block.length);
    parts.push(size, block);
  }
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
