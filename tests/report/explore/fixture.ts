import { exploreStation } from "../../../pipeline/explore/mod.ts";
import { FIELDS } from "../../../pipeline/reading/mod.ts";
import { HOUR_MS, type HourlySeries, seriesOf } from "../../../pipeline/series/mod.ts";
import { measureFills } from "../../../pipeline/views/mod.ts";
import type { ExploreInputs } from "../../../pipeline/report/explore/inputs.ts";

const START = Date.parse("2004-03-10T18:00:00Z") / HOUR_MS;

/** A made-up station of some days: a daily wave for each field, higher on weekdays, with a gap each night and a longer one. */
export function madeSeries(days: number, valueOf: (field: number, hour: number) => number = wave): HourlySeries {
  const hours = Array.from({ length: 24 * days }, (_, hour) => hour);
  const column = (of: (hour: number) => number) => Float64Array.from(hours, of);
  return seriesOf({
    stations: [{ id: "made", rows: hours.length }],
    tsMs: column((hour) => (START + hour) * HOUR_MS),
    partitions: column(() => 0),
    offsets: column((hour) => hour),
    values: (name) => column((hour) => valueOf(FIELDS.findIndex((field) => field.name === name), hour)),
    notes: () => [],
  })[0]!;
}

function wave(field: number, hour: number): number {
  if (hour % 24 === 4 || hour >= 100 && hour < 112) return NaN;
  const weekday = Math.floor((START + hour) / 24 + 3) % 7,
    noise = Math.sin(hour * 12.9898 + field * 78.233) * 43758.5453;
  return 40 + 5 * field + (weekday < 5 ? 12 : 0) + 20 * Math.sin(2 * Math.PI * hour / 24 + field / 10) +
    6 * (noise % 1);
}

export function inputsOf(series: HourlySeries, more: Partial<ExploreInputs> = {}): ExploreInputs {
  return {
    ...exploreStation(series, series.length === 0 ? [] : [{ id: series.stationId, file: "explore.json" }]),
    series,
    fills: { co_gt: measureFills(series.fields.co_gt, 1) },
    synthetic: false,
    ...more,
  };
}
