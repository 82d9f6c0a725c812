const FIRST_BYTES = 65_536;
/** What is kept for the next use: after a file of large messages not all of its memory. */
const MAX_KEPT_BYTES = 4 * 1_048_576;
/** For fewer bytes a view and `set` take longer than copying them one by one. */
const LONG = 80;
const ZERO = 48;
/** Of 2^53. */
const MAX_DIGITS = 16;

/** Bytes that grow at their end; numbers with the least significant byte first. */
export class ByteWriter {
  #bytes = new Uint8Array(FIRST_BYTES);
  #view = new DataView(this.#bytes.buffer);
  length = 0;

  clear(): void {
    this.length = 0;
    if (this.#bytes.length > MAX_KEPT_BYTES) this.#resize(FIRST_BYTES);
  }

  /** What was written; valid until more is. */
  view(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.length);
  }

  #reserve(size: number): void {
    const needed = this.length + size;
    if (needed <= this.#bytes.length) return;
    this.#resize(Math.max(needed, 2 * this.#bytes.length));
  }

  #resize(size: number): void {
    const written = this.view();
    this.#bytes = new Uint8Array(size);
    this.#bytes.set(written);
    this.#view = new DataView(this.#bytes.buffer);
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.length++] = value;
  }

  append(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.length = copyBytes(bytes, 0, bytes.length, this.#bytes, this.length);
  }

  /** A whole number from 0 to 2^53 as decimal digits. */
  digits(value: number): void {
    this.#reserve(MAX_DIGITS);
    this.length = writeDigits(value, this.#bytes, this.length);
  }

  /** Text of ASCII characters alone. */
  ascii(text: string): void {
    this.#reserve(text.length);
    for (let at = 0; at < text.length; at++) this.#bytes[this.length + at] = text.charCodeAt(at);
    this.length += text.length;
  }

  int32(value: number): void {
    this.#reserve(4);
    this.#view.setInt32(this.length, value, true);
    this.length += 4;
  }

  /** A whole number from 0 to 2^53 in as few bytes as it needs (ULEB 128). */
  varint(value: number): void {
    for (; value > 127; value = Math.floor(value / 128)) this.byte(128 | value % 128);
    this.byte(value);
  }

  overwriteInt32(at: number, value: number): void {
    this.#view.setInt32(at, value, true);
  }
}

/** Copies bytes. @returns where the next ones go */
export function copyBytes(from: Uint8Array, start: number, end: number, to: Uint8Array, at: number): number {
  if (end - start > LONG) to.set(end - start === from.length ? from : from.subarray(start, end), at);
  else for (let i = start, next = at; i < end; i++) to[next++] = from[i]!;
  return at + end - start;
}

/** Writes a whole number from 0 to 2^53 as decimal digits. @returns where what follows goes */
export function writeDigits(value: number, to: Uint8Array, at: number): number {
  let length = 1;
  for (let power = 10; power <= value; power *= 10) length++;
  for (let place = at + length - 1, rest = value; place >= at; place--) {
    const tenth = Math.floor(rest / 10);
    to[place] = ZERO + (rest - 10 * tenth); // the other way round it would be rounded near 2^53
    rest = tenth;
  }
  return at + length;
}
