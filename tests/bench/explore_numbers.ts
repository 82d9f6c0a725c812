/** Works out the numbers of explore.json, as `deno run explore_numbers.ts LAKE`, without pages or pictures. Prints how many hours. */
import { exploreStation } from "../../pipeline/explore/mod.ts";
import { loadSeries } from "../../pipeline/series/load.ts";

const [series] = await loadSeries(Deno.args[0]!);
console.log(exploreStation(series!, []).numbers.station.hours);
