/**
 * A 32-bit FNV-1a hash that is fed step by step: four bytes a row, so that content can be compared without all of it in memory. A row that
 * was changed keeps its fingerprint once in 4 billion times. It finds damage and mistakes; it is no defence against forgery.
 */
export class Fingerprint {
  #hash = OFFSET_BASIS;

  /** Starts over. */
  begin(): this {
    this.#hash = OFFSET_BASIS;
    return this;
  }

  get value(): number {
    return this.#hash >>> 0;
  }

  bytes(bytes: Uint8Array): this {
    let hash = this.#hash;
    for (let i = 0; i < bytes.length; i++) hash = Math.imul(hash ^ bytes[i]!, PRIME);
    this.#hash = hash;
    return this.end(bytes.length);
  }

  /** Text as its UTF-8 bytes: the same as {@linkcode bytes} of these. */
  text(text: string): this {
    if (scratch.length < 3 * text.length) scratch = new Uint8Array(6 * text.length);
    return this.bytes(scratch.subarray(0, encoder.encodeInto(text, scratch).written));
  }

  /** Text or bytes; null counts as something else than empty text. */
  optional(value: Uint8Array | string | null): this {
    if (value === null) return this.end(-1);
    return typeof value === "string" ? this.text(value) : this.bytes(value);
  }

  number(number: number): this {
    double[0] = number;
    return this.end(words[0]!).end(words[1]!);
  }

  /** One word. After bytes it is their number, so that parts cannot run into each other. */
  private end(word: number): this {
    this.#hash = Math.imul(Math.imul(this.#hash ^ word, PRIME) ^ (word >>> 16), PRIME);
    return this;
  }
}

/** The constants of FNV-1a for 32 bits: http://www.isthe.com/chongo/tech/comp/fnv/. */
const OFFSET_BASIS = 0x811c9dc5, PRIME = 0x01000193;
const double = new Float64Array(1), words = new Uint32Array(double.buffer);
const encoder = new TextEncoder();
let scratch = new Uint8Array(4_096);
