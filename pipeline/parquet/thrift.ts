import type { ByteWriter } from "../common/mod.ts";

// Parquet's headers and its footer are structures of Thrift in its compact protocol:
// https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md

/** A value of a Thrift structure. Enumerations are `i32`. */
export type Thrift =
  | { readonly i32: number }
  | { readonly i64: number }
  | { readonly text: string }
  | { readonly bool: boolean }
  | { readonly list: readonly Thrift[] }
  | { readonly struct: ThriftStruct };

/** By the number of the field, in rising order. */
export type ThriftStruct = Readonly<Record<number, Thrift>>;

const TYPES = { true: 1, false: 2, i32: 5, i64: 6, text: 8, list: 9, struct: 12 } as const;

/** Appends a structure. */
export function writeStruct(out: ByteWriter, fields: ThriftStruct): void {
  let last = 0;
  for (const key in fields) {
    const field = Number(key), value = fields[key]!;
    out.byte((field - last) << 4 | typeOf(value));
    last = field;
    if (!("bool" in value)) writeValue(out, value);
  }
  out.byte(0);
}

function writeValue(out: ByteWriter, value: Exclude<Thrift, { bool: boolean }>): void {
  if ("i32" in value) out.varint(zigzag(value.i32));
  else if ("i64" in value) out.varint(zigzag(value.i64));
  else if ("text" in value) {
    const bytes = bytesOf(value.text);
    out.varint(bytes.length);
    out.append(bytes);
  } else if ("struct" in value) writeStruct(out, value.struct);
  else {
    const { list } = value, type = list.length === 0 ? TYPES.i32 : typeOf(list[0]!);
    if (list.length < 15) out.byte(list.length << 4 | type);
    else {
      out.byte(0xf0 | type);
      out.varint(list.length);
    }
    for (const each of list) writeValue(out, each as Exclude<Thrift, { bool: boolean }>);
  }
}

/** The texts are names of columns: the same ones for every file. */
const known = new Map<string, Uint8Array>();

function bytesOf(text: string): Uint8Array {
  let bytes = known.get(text);
  if (bytes === undefined) known.set(text, bytes = new TextEncoder().encode(text));
  return bytes;
}

const zigzag = (value: number) => value < 0 ? -2 * value - 1 : 2 * value;

function typeOf(value: Thrift): number {
  if ("bool" in value) return value.bool ? TYPES.true : TYPES.false;
  if ("i32" in value) return TYPES.i32;
  if ("i64" in value) return TYPES.i64;
  if ("text" in value) return TYPES.text;
  return "list" in value ? TYPES.list : TYPES.struct;
}
