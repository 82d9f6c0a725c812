/**
 * What the tests and the examples in the docs may do: files (their own temporary folders; packages read their own), the local
 * network, the native libraries of Polars, DuckDB and resvg, and the programs that are started by name.
 */
export const TEST_PERMISSIONS: readonly string[] = [
  "--no-prompt",
  "--allow-read",
  "--allow-write",
  "--allow-env",
  "--allow-ffi=./node_modules",
  "--allow-sys",
  "--allow-net=127.0.0.1,localhost",
  "--allow-run=deno,java,mvn,kill,ps,chromium,promtool,prometheus,weed,sqlite3",
];
