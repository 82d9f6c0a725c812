import type { TracedForecast, TracedInput } from "../../pipeline/infer/mod.ts";
import { formatTimestamp } from "../../pipeline/reading/mod.ts";
import { visible } from "./visible.ts";

/** A forecast, whether it comes out again with the same bytes, and the readings it rests on, newest first. */
export function tracedForecastText(
  { row, rebuilt, difference, inputs }: TracedForecast,
  csvLineOf: (input: TracedInput) => string | undefined,
  limit: number,
): string {
  const { value, low, high } = row;
  const facts: [string, string][] = [
    ["forecast", `${row.target} of ${row.station_id} at ${formatTimestamp(row.target_ts!)}`],
    ["model", `${row.model} (${row.role}), ${row.model_digest}`],
    ["value", `${value ?? "none"}${low === null || high === null ? "" : `, 90 % from ${low} to ${high}`}`],
    ...(row.refusal === null ? [] : [["refused", row.refusal] as [string, string]]),
    ...(row.fallback === null ? [] : [["fallback", row.fallback] as [string, string]]),
    [
      "made at",
      `${
        formatTimestamp(row.origin_ts!)
      }, clean ${row.kafka_partition}:${row.kafka_offset}, raw ${row.raw_partition}:${row.raw_offset}`,
    ],
    [
      "rebuilt",
      difference === null
        ? "from silver and the model's file: the same bytes"
        : rebuilt === null
        ? `CANNOT BE REBUILT: ${difference}`
        : `DIFFERS: ${difference}`,
    ],
    ["inputs", `${inputs.length} readings of the week before; ${Math.min(limit, inputs.length)} shown, newest first`],
  ];
  const lines = inputs.slice(0, limit).flatMap((input) => {
    const csv = csvLineOf(input);
    const line = `  ${String(input.lag).padStart(3)} h before  ${formatTimestamp(input.ts)}  ` +
      `clean ${input.kafkaPartition}:${input.kafkaOffset}  raw ${input.rawPartition}:${input.rawOffset}  ` +
      `line ${input.sourceLine ?? "not known"}  ${row.target} ${input.value ?? "missing"}`;
    return csv === undefined ? [line] : [line, `${" ".repeat(15)}${csv}`];
  });
  return [...facts.map(([name, text]) => `${name.padEnd(9)} ${text}`), ...lines].map(visible).join("\n");
}
