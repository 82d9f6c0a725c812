/** Bytes that grow at their end, in the order of Parquet: least significant first. */
export class ByteWriter {
  #bytes = new Uint8Array(65_536);
  #view = new DataView(this.#bytes.buffer);
  length = 0;

  /** What was written since `from`; valid until more is. */
  view(from = 0): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(from, this.length);
  }

  /** Makes room, so that `size` more bytes need no check of their own. */
  reserve(size: number): void {
    const needed = this.length + size;
    if (needed <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, 2 * this.#bytes.length));
    larger.set(this.view());
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }

  byte(value: number): void {
    this.reserve(1);
    this.#bytes[this.length++] = value;
  }

  append(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.#bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  int32(value: number): void {
    this.reserve(4);
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
