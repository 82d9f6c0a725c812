import { formatTimestamp } from "../reading/mod.ts";
import { type FieldName, type HourlySeries, timestampMs } from "../series/mod.ts";
import type { Decomposition } from "../stats/mod.ts";
import { anomaliesOf } from "./anomalies.ts";
import { policiesOf, typicalOf } from "./context.ts";
import { correlationsOf } from "./correlations.ts";
import { cycleTestsOf } from "./cycle_tests.ts";
import { cyclesOf } from "./cycles.ts";
import { componentsOf, mstlOf, stlOf } from "./decomposition.ts";
import { acfOf, periodsOf, stationarityOf } from "./dependence.ts";
import { factsOf, type FieldFacts } from "./facts.ts";
import { groupingOf } from "./grouping.ts";
import { benzeneOf, humidityOf } from "./known_functions.ts";
import { limitsOf } from "./limits.ts";
import { sameSeasonOf } from "./same_season.ts";
import { type ExploreNumbers, FIELD_NAMES } from "./schema.ts";
import { sensorsOf } from "./sensors.ts";
import { SETTINGS } from "./settings.ts";
import { changesOf, trendsOf } from "./trend.ts";
import { weatherOf } from "./weather.ts";

/** A station explored. */
export interface Explored {
  readonly numbers: ExploreNumbers;
  /** The robust STL of each field, hour by hour, for pictures; null where there is no answer. */
  readonly components: Readonly<Record<FieldName, Decomposition | null>>;
}

/** Which stations the lake has, and where the results of each are. */
export type StationFiles = ExploreNumbers["stations"];

/**
 * Where the results of each station are: those of the chosen one in explore.json itself.
 *
 * @example
 * ```ts
 * import { emptySeries, stationFilesOf } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const [a, b] = ["a", "b"].map((stationId) => ({ ...emptySeries(), stationId }));
 * assert.deepEqual(stationFilesOf([a!, b!], a!), [{ id: "a", file: "explore.json" }, { id: "b", file: "stations/b.json" }]);
 * ```
 */
export const stationFilesOf = (all: readonly HourlySeries[], chosen: HourlySeries): StationFiles =>
  all.map(({ stationId }) => ({
    id: stationId,
    file: stationId === chosen.stationId ? "explore.json" : `stations/${stationId}.json`,
  }));

/**
 * Works out everything that explore.json says of a station. The same series gives the same numbers: random draws are seeded, and no other
 * station has a part in them. Where there is no answer there is null and a reason, also for a series without an hour.
 *
 * @param series of one station; `emptySeries()` for a lake without a reading
 * @param stations what stands under `stations`
 * @param silverDigest what stands under `silver_digest`
 *
 * @example
 * ```ts
 * import { emptySeries, exploreStation } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const { numbers } = exploreStation(emptySeries(), []);
 * assert.equal(numbers.stl.co_gt.reason, "no hour observed");
 * ```
 */
export function exploreStation(
  series: HourlySeries,
  stations: StationFiles,
  silverDigest: string | null = null,
): Explored {
  const grouping = groupingOf(series), facts = factsOf(series);
  const each = <T>(make: (facts: FieldFacts, name: FieldName) => T) =>
    Object.fromEntries(FIELD_NAMES.map((name) => [name, make(facts[name], name)])) as Record<FieldName, T>;
  const components = each(componentsOf);
  const stl = each((own, name) => stlOf(own, components[name]));
  const numbers: ExploreNumbers = {
    silver_digest: silverDigest,
    station: stationOf(series),
    stations,
    settings: { ...SETTINGS },
    describe: each(({ description }) => description),
    cycles: cyclesOf(facts, grouping),
    cycle_tests: cycleTestsOf(facts, grouping),
    ...correlationsOf(facts),
    acf: each(acfOf),
    stl,
    mstl: each(mstlOf),
    anomalies: anomaliesOf(series, facts, components, stl),
    stationarity: each(stationarityOf),
    trend: trendsOf(facts, grouping),
    periods: each(periodsOf),
    changes: each((own) => changesOf(series, own, grouping)),
    weather: weatherOf(facts, grouping),
    sensors: sensorsOf(series),
    same_season: sameSeasonOf(series),
    limits: limitsOf(series, grouping),
    typical: typicalOf(series),
    policies: policiesOf(series),
    benzene: benzeneOf(facts),
    humidity: humidityOf(series),
  };
  return { numbers, components };
}

function stationOf(series: HourlySeries): ExploreNumbers["station"] {
  const { stationId, length, present, late, doubled, offHour } = series, isEmpty = length === 0;
  return {
    id: isEmpty ? null : stationId,
    first: isEmpty ? null : formatTimestamp(series.startMs),
    last: isEmpty ? null : formatTimestamp(timestampMs(series, length - 1)),
    hours: length,
    present: present.reduce((sum, each) => sum + each, 0),
    late,
    doubled,
    off_hour: offHour,
    reason: isEmpty ? "silver has no reading" : null,
  };
}

/**
 * A series without an hour: what a lake without a reading is explored as.
 *
 * @example
 * ```ts
 * import { emptySeries } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.equal(emptySeries().length, 0);
 * ```
 */
export function emptySeries(): HourlySeries {
  const fields = Object.fromEntries(FIELD_NAMES.map((name) => [name, new Float64Array()])) as Record<
    FieldName,
    Float64Array
  >;
  return {
    stationId: "",
    startMs: 0,
    length: 0,
    fields,
    present: new Uint8Array(),
    late: 0,
    doubled: 0,
    offHour: 0,
    notes: new Map(),
  };
}
