/**
 * Silver as hourly series with explicit gaps, and what follows from an hour's label: one code for exploring, training and serving.
 *
 * ```
 * silver rows ─ readSilverColumns ─▶ columns ─ seriesOf ─▶ a series a station
 * ```
 *
 * `load.ts` does both, and loads Polars for it; nothing here does.
 *
 * @module
 */
export { type FieldName } from "./field_name.ts";
export { HOUR_MS, type HourlySeries, seriesOf } from "./hourly.ts";
export { hourOfDay, type Hours, indexAt, monthOf, splitSeries, timestampMs, weekdayOf } from "./calendar.ts";
export { type Gap, gapsOf } from "./gaps.ts";
