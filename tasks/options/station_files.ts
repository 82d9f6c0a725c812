import type { StationFiles } from "../../pipeline/explore/mod.ts";
import type { HourlySeries } from "../../pipeline/series/mod.ts";

/** Where explore.json says that the results of each station are: those of the chosen one in explore.json itself. */
export const stationFilesOf = (all: readonly HourlySeries[], chosen: HourlySeries): StationFiles =>
  all.map(({ stationId }) => ({
    id: stationId,
    file: stationId === chosen.stationId ? "explore.json" : `stations/${stationId}.json`,
  }));
