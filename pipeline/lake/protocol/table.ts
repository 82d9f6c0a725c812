import { createHash } from "node:crypto";
import type { Metadata } from "../delta/mod.ts";

/** The types of a table's columns, by their names in Delta's schema. */
export type ColumnType = "string" | "double" | "integer" | "long" | "timestamp";

/** The types of columns in the files of a table, texts aside. */
export const FILE_TYPES = { double: "float64", integer: "int32", long: "int64", timestamp: "time" } as const;

/** Everything that the lake knows of a table. Nothing else names one. */
export interface TableDescription {
  /** Its folder in the lake. */
  readonly name: string;
  /** The column that divides it into folders; it is not in the files. */
  readonly partitionColumn: string;
  /** The other columns, in the files' order. */
  readonly columns: Readonly<Record<string, ColumnType>>;
  /** The order of rows in a compacted file, which rests on nothing but the rows; null where the table is not compacted. */
  readonly compactedOrder: readonly string[] | null;
}

/** Who alone may write to a table: the offsets of another group, cluster or topic would mean other messages. */
export interface TableWriter {
  readonly groupId: string;
  readonly clusterId: string;
  readonly topic: string;
}

const WRITER_KEYS = {
  groupId: "airQuality.group",
  clusterId: "airQuality.cluster",
  topic: "airQuality.topic",
} as const;

/** A table's metadata, as its first commit has it. The same description and writer give the same bytes. */
export function metadataOf(table: TableDescription, writer: TableWriter): Metadata {
  const fields = [...Object.entries(table.columns), [table.partitionColumn, "string"] as const]
    .map(([name, type]) => ({ name, type, nullable: true, metadata: {} }));
  return {
    id: uuidOf([table.name, writer.groupId, writer.clusterId, writer.topic].join("\n")),
    format: { provider: "parquet", options: {} },
    schemaString: JSON.stringify({ type: "struct", fields }),
    partitionColumns: [table.partitionColumn],
    configuration: Object.fromEntries(
      Object.entries(WRITER_KEYS).map(([key, name]) => [name, writer[key as keyof TableWriter]]),
    ),
  };
}

/** The writer that a table was made for; null where another program made it. */
export function writerOf({ configuration }: Metadata): TableWriter | null {
  const { groupId, clusterId, topic } = WRITER_KEYS;
  const [group, cluster, input] = [configuration[groupId], configuration[clusterId], configuration[topic]];
  if (group === undefined || cluster === undefined || input === undefined) return null;
  return { groupId: group, clusterId: cluster, topic: input };
}

/** A UUID (version 8, RFC 9562) that rests on a text alone. */
function uuidOf(text: string): string {
  const digest = new Uint8Array(createHash("sha256").update(text).digest()).slice(0, 16);
  digest[6] = 0x80 | (digest[6]! & 0x0f);
  digest[8] = 0x80 | (digest[8]! & 0x3f);
  return digest.toHex().replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
