/**
 * Loaded before a measured task (`deno run --preload`): prints what the process used as its last line on standard error. From inside,
 * as its peak memory cannot be asked for once it has ended, and `/proc` is closed to all but `--allow-all`.
 */
import process from "node:process";
import { type Usage, USAGE_PREFIX } from "./usage.ts";

const STEP_MS = 10;
const peakMib = () => process.resourceUsage().maxRSS / 1024;

// Linux hands the peak of the starting process down: a peak that has not risen since is not this process's own.
const inheritedMib = peakMib();
let loadingMs: number | null = null, longestStallMs = 0, lastMs = 0;
Deno.unrefTimer(setInterval(() => {
  const now = performance.now();
  if (loadingMs === null) loadingMs = now;
  else longestStallMs = Math.max(longestStallMs, now - lastMs - STEP_MS);
  lastMs = now;
}, STEP_MS));

addEventListener("unload", () => {
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  const usage: Usage = {
    cpuSeconds: (userCPUTime + systemCPUTime) / 1e6,
    peakMib: peakMib() > inheritedMib ? peakMib() : NaN,
    loadingMs: loadingMs ?? NaN,
    longestStallMs,
  };
  console.error(USAGE_PREFIX + JSON.stringify(usage));
});
