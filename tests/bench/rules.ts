/**
 * Times the rules, as `deno run rules.ts CSV`: all readings of a CSV again and again in one thread, once through `JSON.parse` alone and
 * else through all that is done to a reading before it is buffered. Prints figures as JSON.
 */
import { CleanRows } from "../../pipeline/validate/mod.ts";
import { bestOf } from "./best_of.ts";
import { judgeAll, rawValues } from "./judging.ts";

const ROUNDS = 30;

const values = await rawValues(Deno.args[0]!);
const texts = values.map((value) => new TextDecoder().decode(value));
const nsAReading = (round: () => void) => bestOf(ROUNDS, round) * 1e6 / values.length;

const silver = new CleanRows(false), forwarded = new CleanRows(true);
const parseNs = nsAReading(() => texts.forEach((text) => JSON.parse(text)));
const judgeNs = nsAReading(() => judgeAll(values, silver));
console.log(JSON.stringify({
  "ns a reading, JSON.parse alone": parseNs,
  "ns a reading, judged with notes": judgeNs,
  "ns a reading, clean message too": nsAReading(() => judgeAll(values, forwarded)),
  "times JSON.parse, judged with notes": judgeNs / parseNs,
}));
