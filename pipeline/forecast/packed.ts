/**
 * Doubles as text, bit for bit: base64 of their bytes, little end first. A tenth of the time of decimal digits, and half their length.
 *
 * @example
 * ```ts
 * import { packFloats, unpackFloats } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.deepEqual(unpackFloats(packFloats(Float64Array.of(0.1, -0, NaN))), Float64Array.of(0.1, -0, NaN));
 * ```
 */
export function packFloats(values: Float64Array): string {
  const view = new DataView(new ArrayBuffer(values.length * 8));
  values.forEach((value, i) => view.setFloat64(i * 8, value, true));
  return packBytes(new Uint8Array(view.buffer));
}

/**
 * What {@linkcode packFloats} wrote.
 *
 * @example
 * ```ts
 * import { packFloats, unpackFloats } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.equal(unpackFloats(packFloats(Float64Array.of(1e-300)))[0], 1e-300);
 * ```
 */
export function unpackFloats(text: string): Float64Array {
  const bytes = unpackBytes(text);
  const view = new DataView(bytes.buffer);
  return Float64Array.from({ length: bytes.length / 8 }, (_, i) => view.getFloat64(i * 8, true));
}

/** Bytes as base64. */
export function packBytes(bytes: Uint8Array): string {
  return bytes.toBase64();
}

/** What {@linkcode packBytes} wrote. */
export function unpackBytes(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.fromBase64(text);
}
