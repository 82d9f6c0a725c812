import { parquetReadObjects } from "hyparquet";
import { ByteWriter, parquetWrite, type SchemaElement } from "hyparquet-writer";
import { z } from "zod";
import type { Store } from "../store/mod.ts";
import { type Action, type AddFile, damaged } from "./action.ts";
import { actionsOf, advance, EMPTY, type Snapshot } from "./snapshot.ts";

const HINT = z.object({ version: z.int().nonnegative(), size: z.int() });

const pathOf = (folder: string, version: number) => `${folder}/${String(version).padStart(20, "0")}.checkpoint.parquet`;

/**
 * Writes a snapshot as a checkpoint, from which readers start. Every writer would write the same bytes. The hint that names the newest one
 * is written last; it may be behind, which costs a reader some commits and no row.
 */
export async function writeCheckpoint(store: Store, folder: string, snapshot: Snapshot): Promise<void> {
  const actions = actionsOf(snapshot);
  await store.put(pathOf(folder, snapshot.version), encode(actions));
  const hint = JSON.stringify({ version: snapshot.version, size: actions.length });
  await store.put(`${folder}/_last_checkpoint`, new TextEncoder().encode(hint));
}

/**
 * The snapshot of the checkpoint that the hint names, or null where there is none: then the log is read from its first commit.
 *
 * @throws {PipelineError} `lake_mismatch` where the checkpoint that it names is damaged
 */
export async function readCheckpoint(store: Store, folder: string): Promise<Snapshot | null> {
  const bytes = await store.get(`${folder}/_last_checkpoint`);
  if (bytes === null) return null;
  const { version } = parseHint(bytes, `${folder}/_last_checkpoint`);
  const path = pathOf(folder, version), file = await store.get(path);
  if (file === null) throw damaged(path, "it is missing, and _last_checkpoint names it");
  return { ...advance(EMPTY, [{ path, actions: await decode(file, path) }]), version };
}

function parseHint(bytes: Uint8Array, path: string): z.infer<typeof HINT> {
  try {
    return HINT.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    throw damaged(path, "it is not the JSON of a checkpoint's version and size");
  }
}

// hyparquet-writer, as Polars and its like cannot write the maps that a checkpoint has.
const leaf = (name: string, type: "INT32" | "INT64" | "BOOLEAN"): SchemaElement => ({
  name,
  type,
  repetition_type: "OPTIONAL",
});
const text = (name: string, repetition_type: "OPTIONAL" | "REQUIRED" = "OPTIONAL"): SchemaElement => ({
  name,
  type: "BYTE_ARRAY",
  converted_type: "UTF8",
  repetition_type,
});
const group = (name: string, ...children: SchemaElement[][]): SchemaElement[] => [
  { name, num_children: children.length, repetition_type: "OPTIONAL" },
  ...children.flat(),
];
const map = (name: string): SchemaElement[] => [
  { name, num_children: 1, converted_type: "MAP", repetition_type: "OPTIONAL" },
  { name: "key_value", num_children: 2, repetition_type: "REPEATED" },
  text("key", "REQUIRED"),
  text("value"),
];

const SCHEMA: Record<"protocol" | "metaData" | "txn" | "add", SchemaElement[]> = {
  protocol: group("protocol", [leaf("minReaderVersion", "INT32")], [leaf("minWriterVersion", "INT32")]),
  metaData: group(
    "metaData",
    [text("id")],
    group("format", [text("provider")], map("options")),
    [text("schemaString")],
    [
      { name: "partitionColumns", num_children: 1, converted_type: "LIST", repetition_type: "OPTIONAL" },
      { name: "list", num_children: 1, repetition_type: "REPEATED" },
      text("element"),
    ],
    map("configuration"),
  ),
  txn: group("txn", [text("appId")], [leaf("version", "INT64")]),
  add: group(
    "add",
    [text("path")],
    map("partitionValues"),
    [leaf("size", "INT64")],
    [leaf("modificationTime", "INT64")],
    [leaf("dataChange", "BOOLEAN")],
    [text("stats")],
    map("tags"),
  ),
};
const KINDS = Object.keys(SCHEMA) as (keyof typeof SCHEMA)[];

function encode(actions: readonly Action[]): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter();
  const cellOf = (action: Action, kind: string) => {
    if (!(kind in action)) return undefined;
    const value = (action as Record<string, unknown>)[kind] as Record<string, unknown>;
    if ("txn" in action) return { ...value, version: BigInt(action.txn.version) };
    // A file that is part of a checkpoint changed nothing since.
    if ("add" in action) return { ...addCell(action.add) };
    return value;
  };
  parquetWrite({
    writer,
    columnData: KINDS.map((kind) => ({ name: kind, data: actions.map((action) => cellOf(action, kind)) })),
    schema: [{ name: "root", num_children: KINDS.length }, ...KINDS.flatMap((kind) => SCHEMA[kind])],
    statistics: false,
  });
  return new Uint8Array(writer.getBuffer());
}

const addCell = ({ size, modificationTime, tags, stats, ...add }: AddFile) => ({
  ...add,
  size: BigInt(size),
  modificationTime: BigInt(modificationTime),
  dataChange: false,
  stats: stats ?? undefined,
  tags: tags ?? undefined,
});

async function decode(file: Uint8Array<ArrayBuffer>, path: string): Promise<Action[]> {
  const bytes = file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength);
  const rows = await parquetReadObjects({ file: bytes }).catch((cause) => {
    throw damaged(path, String(cause));
  });
  return rows.map((row) => {
    const [kind] = Object.keys(row).filter((key) => row[key] !== null && row[key] !== undefined);
    return { [kind!]: plain(row[kind!]) } as Action;
  });
}

/** Whole numbers come as bigint. */
function plain(value: unknown): unknown {
  if (typeof value === "bigint") return Number(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)]));
}
