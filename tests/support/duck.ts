import { DuckDBInstance } from "@duckdb/node-api";

/** Answers one query by DuckDB, which knows nothing of our code: rows of plain values, big integers as numbers. */
export async function duck(sql: string): Promise<Record<string, unknown>[]> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    const reader = await connection.runAndReadAll(sql);
    return reader.getRowObjectsJson().map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([name, value]) => [name, /^-?\d+$/.test(String(value)) ? Number(value) : value]),
      )
    );
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
