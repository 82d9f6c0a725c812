/**
 * What a station's year says, as numbers: one pure function from an hourly series to the contents of explore.json.
 *
 * @module
 */
export { type ExploreNumbers, exploreSchema, FIELD_NAMES } from "./schema.ts";
export { emptySeries, type Explored, exploreStation, type StationFiles, stationFilesOf } from "./explore.ts";
export { exploreText } from "./json.ts";
export { type Definition, definitions, definitionsMarkdown } from "./definitions.ts";
export { exploreFleet, type OnExplored } from "./fleet.ts";
