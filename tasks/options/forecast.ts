import { z } from "zod";
import { parseTimestamp } from "../../pipeline/reading/mod.ts";
import { PipelineError } from "../../pipeline/common/mod.ts";
import { LEARNERS, TARGETS } from "../../pipeline/forecast/mod.ts";
import type { Store } from "../../pipeline/lake/mod.ts";
import { loadSeries } from "../../pipeline/series/load.ts";
import type { HourlySeries } from "../../pipeline/series/mod.ts";
import { positiveInteger, text } from "../cli/schema.ts";

/** An hour by its label: `2004-12-31T23:00`, minutes and `Z` may be left out. */
export const hour = z.string().transform((given, context) => {
  const [, start] = /^(\d{4}-\d{2}-\d{2}T\d{2})(?::00(?::00)?)?Z?$/.exec(given.trim()) ?? [];
  const ms = start === undefined ? undefined : parseTimestamp(`${start}:00:00Z`);
  if (ms !== undefined) return ms;
  context.issues.push({ code: "custom", message: "expected an hour, such as 2004-12-31T23:00", input: given });
  return z.NEVER;
});

/** Some of a list, by name. */
const some = <T extends string>(names: readonly T[]) =>
  z.string().transform((given, context): T[] => {
    const chosen = given.split(",").map((name) => name.trim());
    const unknown = chosen.filter((name) => !names.includes(name as T));
    if (unknown.length === 0) return names.filter((name) => chosen.includes(name));
    const message = `expected some of ${names.join(", ")}`;
    context.issues.push({ code: "custom", message, input: given });
    return z.NEVER;
  });

/** All models but the networks, which take longer to train than the others together. */
export const QUICK_MODELS = LEARNERS.map(({ name }) => name).filter((name) => !name.startsWith("lstm"));

/** What training and evaluation share. */
export const FORECAST_OPTIONS = {
  cut: {
    flag: "cut",
    schema: hour,
    default: "2004-12-31T23:00",
    placeholder: "HOUR",
    describe: "the last hour that models learn from",
  },
  targets: {
    flag: "targets",
    schema: some(TARGETS),
    default: TARGETS.join(),
    placeholder: "NAMES",
    describe: "fields to forecast",
  },
  models: {
    flag: "models",
    schema: some(LEARNERS.map(({ name }) => name)),
    default: LEARNERS.map(({ name }) => name).join(),
    placeholder: "NAMES",
    describe: "models",
  },
  station: {
    flag: "station",
    schema: text().optional(),
    placeholder: "ID",
    describe: "the station (the only one of the lake unless set)",
  },
  seed: {
    flag: "seed",
    schema: positiveInteger("the seed"),
    default: "1",
    placeholder: "N",
    describe: "seed of the random draws: forests, networks, bootstraps",
  },
};

/**
 * The series of one station of a lake.
 *
 * @throws {PipelineError} `not_found` where the lake has no row, or none of the station; `usage` where it has several and none is named
 */
export async function chooseSeries(lake: Store, station: string | undefined): Promise<HourlySeries> {
  const all = await loadSeries(lake);
  if (all.length === 0) {
    throw new PipelineError("not_found", `Cannot read hours from ${lake.location}/silver as there is no row in it`, {
      hint: "fill it: deno task pipeline",
    });
  }
  const names = all.map(({ stationId }) => stationId).join(", ");
  if (station === undefined && all.length > 1) {
    throw new PipelineError("usage", `Cannot choose a station of ${lake.location}: expected one, got ${names}`, {
      hint: "name one with --station",
    });
  }
  const chosen = station === undefined ? all[0] : all.find(({ stationId }) => stationId === station);
  if (chosen !== undefined) return chosen;
  throw new PipelineError("not_found", `Cannot find the station ${station} in ${lake.location}: it has ${names}`);
}
