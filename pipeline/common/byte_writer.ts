const FIRST_BYTES = 65_536;
/** What is kept for the next use: after a file of large messages not all of its memory. */
const MAX_KEPT_BYTES = 4 * 1_048_576;
/** For fewer bytes a view and `set` take longer than copying them one by one. */
const LONG = 80;
const ZERO = 48;

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
    if (bytes.length > LONG) this.#bytes.set(bytes, this.length);
    else for (let at = 0; at < bytes.length; at++) this.#bytes[this.length + at] = bytes[at]!;
    this.length += bytes.length;
  }

  /** A whole number from 0 to 2^53 as decimal digits. */
  digits(value: number): void {
    let length = 1;
    for (let power = 10; power <= value; power *= 10) length++;
    this.#reserve(length);
    for (let at = this.length + length - 1, rest = value; at >= this.length; at--) {
      const tenth = Math.floor(rest / 10);
      this.#bytes[at] = ZERO + (rest - 10 * tenth);
      rest = tenth;
    }
    this.length += length;
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
