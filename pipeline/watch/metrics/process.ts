import process from "node:process";
import type { MetricValue } from "./exposition.ts";

/** Memory and processor time of this process. */
export function processMetrics(): MetricValue[] {
  const { rss, heapUsed } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  return [
    { name: "process_resident_memory_bytes", value: rss },
    { name: "process_heap_bytes", value: heapUsed },
    { name: "process_cpu_seconds_total", value: (user + system) / 1e6 },
  ];
}
