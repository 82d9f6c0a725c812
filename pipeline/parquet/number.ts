import type { FileColumn } from "./column.ts";

const TWO_32 = 2 ** 32;
/** The last time of a Date. */
const MAX_TIME_MS = 8.64e15;

/**
 * Numbers as a file has them, in the machine's order of bytes: least significant first, as everywhere that Deno runs.
 *
 * @throws {RangeError} where one does not fit its type, or is too large to be exact
 */
export function numberBytes(type: Exclude<FileColumn["type"], "text">, values: Float64Array): Uint8Array {
  switch (type) {
    case "float64":
      return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    case "int32": {
      const whole = Int32Array.from(values);
      values.forEach((value, i) => value === whole[i] || misfit(type, value));
      return new Uint8Array(whole.buffer);
    }
    case "int64":
      values.forEach((value) => Number.isSafeInteger(value) || misfit(type, value));
      return halves(values, 1);
    case "time":
      values.forEach((value) => Number.isInteger(value) && Math.abs(value) <= MAX_TIME_MS || misfit(type, value));
      return halves(values, 1_000);
  }
}

/** Products as whole numbers of 64 bits, by halves: in one float the microseconds of a far year would not be exact. */
function halves(values: Float64Array, factor: number): Uint8Array {
  const words = new Int32Array(2 * values.length);
  values.forEach((value, i) => {
    const high = Math.floor(value / TWO_32), low = (value - high * TWO_32) * factor;
    words[2 * i] = low;
    words[2 * i + 1] = high * factor + Math.floor(low / TWO_32);
  });
  return new Uint8Array(words.buffer);
}

function misfit(type: string, value: number): never {
  throw new RangeError(`${value} is no ${type}`);
}
