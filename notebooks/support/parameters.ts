import type { Pace } from "../../pipeline/source/mod.ts";

/** The pace that a `speedup` stands for: event seconds a second, or "max". */
export function paceOf(speedup: number | "max"): Pace {
  if (speedup === "max") return { kind: "max" };
  if (typeof speedup === "number" && speedup > 0) return { kind: "speedup", eventSecondsPerSecond: speedup };
  throw new TypeError(`Cannot use ${JSON.stringify(speedup)} as speedup: expected a number above 0, or "max"`);
}

/** The limit that a number of readings stands for: none for "all". */
export function limitOf(readings: number | "all"): number | undefined {
  if (readings === "all") return undefined;
  if (Number.isInteger(readings) && Number(readings) > 0) return readings;
  throw new TypeError(`Cannot use ${JSON.stringify(readings)} as readings: expected a whole number from 1, or "all"`);
}
