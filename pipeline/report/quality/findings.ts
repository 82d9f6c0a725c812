import {
  type FieldQuality,
  type QualityNumbers,
  type RuleCount,
  type SilentChannel,
  traceCommand,
} from "../../quality/mod.ts";
import {
  duplicateCommand,
  levelCommand,
  levelText,
  nightCommand,
  silentCommand,
  spanCommand,
  spanText,
} from "./span.ts";
import { clock, count, type Finding, listed, measure, minuteOf, plural, share } from "../../document/mod.ts";
import { reasonMeaning } from "./reason_meaning.ts";

/** Below this share of values a mean is not one of the whole: directive 2008/50/EC, annex XI. */
const NEEDED_VALUES = 0.75;

/** What is wrong with the data, or odd about it, the gravest first; empty where nothing was found. */
export function findingsOf(quality: QualityNumbers): Finding[] {
  return [
    ...rejections(quality),
    ...silentChannels(quality),
    ...vanished(quality),
    ...weakFields(quality),
    ...outages(quality),
    ...calibrations(quality),
    ...suspects(quality),
    ...levels(quality),
    ...humidity(quality),
    ...summerTime(quality),
    ...unknownFields(quality),
    ...dependences(quality),
    ...duplicates(quality),
    ...disorder(quality),
  ];
}

const notesOf = ({ rules }: QualityNumbers, code: string): RuleCount[] =>
  rules.filter((rule) => rule.kind === "note" && rule.code === code);

const onDate = (date: string | null) => date === null ? {} : { from: date, to: date };

const total = (rules: readonly RuleCount[]) => rules.reduce((sum, rule) => sum + rule.rows, 0);

function rejections({ rows, rejected, reasons }: QualityNumbers): Finding[] {
  return reasons.filter(({ primary }) => primary > 0).sort((a, b) => b.primary - a.primary).slice(0, 3).map((
    reason,
  ) => ({
    tone: reason.primary > 0.05 * (rows + rejected) ? "bad" : "warn",
    lead: `${plural(reason.primary, "message")} rejected: ${reason.code}`,
    text: `${reasonMeaning(reason.code)} ${share(reason.primary, rows + rejected)} of all messages.`.trimStart(),
    command: traceCommand({ kind: "reason", code: reason.code }),
  }));
}

function silentChannels(quality: QualityNumbers): Finding[] {
  const { fields, silent, stations } = quality;
  return fields.filter(({ silentStations }) => silentStations > 0).map(({ name: field, silentStations }) => {
    // None where 50 other channels have been silent for longer.
    const longest = silent.find((channel) => channel.field === field);
    const own = stations === 1 ? "" : ` at ${plural(silentStations, "station")}`;
    return {
      tone: "warn",
      lead: stations === 1 && longest?.lastTs === null ? `${field} was never measured` : `${field} is silent${own}`,
      text: longest === undefined ? "No value for at least 14 days." : silence(longest, stations),
      command: longest === undefined ? traceCommand({ kind: "missing", field }) : silentCommand(longest, stations),
    };
  });
}

/** From a day without a value on a channel has not just missed some hours. */
const VANISHED_MS = 24 * 3_600_000;

/** Channels that had values, and have none any more, though not for so long that they are silent. */
function vanished({ fields, lastTs }: QualityNumbers): Finding[] {
  return fields.flatMap((field): Finding[] => {
    if (field.silentStations > 0 || field.lastTs === null || lastTs === null) return [];
    const goneMs = Date.parse(lastTs) - Date.parse(field.lastTs);
    if (goneMs < VANISHED_MS) return [];
    return [{
      tone: "warn",
      lead: `${field.name} has vanished`,
      text: `Its last value is of ${minuteOf(field.lastTs)}, ${
        plural(Math.floor(goneMs / 3_600_000), "hour")
      } before the last reading.`,
      command: traceCommand({ kind: "missing", field: field.name }),
    }];
  });
}

function silence({ station, lastTs, days }: SilentChannel, stations: number): string {
  const where = stations === 1 ? "Its" : `At ${station}, which has been without one for longest, its`;
  return lastTs === null
    ? `No accepted reading${stations === 1 ? "" : ` of ${station}`} has a value of it.`
    : `${where} last value was at ${minuteOf(lastTs)}, ${plural(days, "day")} before the station’s last reading.`;
}

function weakFields({ fields, rows }: QualityNumbers): Finding[] {
  const gaps = (field: FieldQuality) => field.missing + field.outOfRange;
  const weak = fields.filter((field) =>
    rows > 0 && gaps(field) > (1 - NEEDED_VALUES) * rows && field.silentStations === 0
  );
  return weak.map((field) => ({
    tone: "warn",
    lead: `${field.name} lacks ${share(gaps(field), rows)} of its values`,
    text: "A mean over the rest covers fewer hours than it claims.",
    command: traceCommand({ kind: "missing", field: field.name }),
  }));
}

function outages({ outages: { total, readings, longest }, stations }: QualityNumbers): Finding[] {
  const [first] = longest;
  if (first === undefined) return [];
  const times = total === 1 ? "once" : `${count(total)} times`;
  return [{
    tone: "warn",
    lead: `All eight sensors are missing together in ${plural(readings, "reading")}, ${times}`,
    text: `The whole station was down, not one channel. The longest outage: ${spanText(first)}${
      stations === 1 ? "" : ` at ${first.station}`
    }.`,
    command: spanCommand("joint_outage", first, stations),
  }];
}

function calibrations(quality: QualityNumbers): Finding[] {
  const notes = notesOf(quality, "calibration_hour");
  if (notes.length === 0) return [];
  const hours = notes.map(({ field }) => {
    const found = quality.fields.find(({ name }) => name === field);
    return found === undefined ? field : `${field} at ${clock(worstHour(found, quality.rowsByHour))}`;
  });
  return [{
    tone: "neutral",
    lead: `Analysers are calibrated at night: ${plural(total(notes), "value")} regularly missing`,
    text: `Most often missing are ${listed(hours)}. A mean by hour of day has a hole there.`,
    command: traceCommand({ kind: "note", code: "calibration_hour", field: notes[0]!.field }),
  }];
}

/** The hour of day at which most readings lack the value. */
export function worstHour({ missingByHour }: FieldQuality, rowsByHour: readonly number[]): number {
  const shares = missingByHour.map((missing, hour) => rowsByHour[hour] === 0 ? 0 : missing / rowsByHour[hour]!);
  return shares.indexOf(shares.reduce((a, b) => Math.max(a, b)));
}

function suspects(quality: QualityNumbers): Finding[] {
  const meanings = {
    implausible_time: [
      "Implausible times",
      "outside the plausible span, or over a year from most of the last readings",
    ],
    out_of_range: ["Out of range", "set to null and noted"],
    odd_value: ["Odd values", "texts that are no number, set to null and noted"],
    flatline: ["Standing still", "exactly the same for hours"],
    plateau: ["At a round maximum", "the same 999 again and again: a fault or a full scale"],
    step: ["Jumping", "a larger step than one hour allows"],
    humidity: ["Against the humidities", "temperature, RH and AH contradict each other"],
    benzene: ["Against its sensor", "benzene and PT08.S2 contradict the readings before"],
    shift: ["An hour ahead", "the station's clock is an hour ahead, by the course of its days before"],
  };
  return Object.entries(meanings).flatMap(([code, [short, meaning]]): Finding[] => {
    const notes = notesOf(quality, code);
    if (notes.length === 0) return [];
    const most = notes.reduce((most, note) => note.rows > most.rows ? note : most);
    return [{
      tone: "warn",
      lead: `${short}: ${plural(total(notes), "value")}, ${meaning}`,
      text: most.field === ""
        ? `Most on ${most.worstDate}.`
        : `${total(notes) === 1 ? "In" : "Most in"} ${most.field}, on ${most.worstDate}.`,
      command: traceCommand({ kind: "note", code, field: most.field, ...onDate(most.worstDate) }),
    }];
  });
}

/** One finding a change, as each has a cause of its own; a lake of many stations has them in its table. */
function levels({ levels: { total, clearest }, stations }: QualityNumbers): Finding[] {
  const shown = clearest.slice(0, 3);
  return shown.map((change, index) => ({
    tone: "warn",
    lead: `${change.field}${stations === 1 ? "" : ` of ${change.station}`} changed its level about ${change.date}: ${
      levelText(change)
    }`,
    text: `${
      change.against === 0
        ? "Its days before and after are further apart than weather brings them"
        : `${plural(change.against, "channel")} that usually move with it did not`
    }. A change of unit or range, a calibration, or another instrument does that; the values are kept as they are.${
      index === 2 && total > 3 ? ` ${count(total - 3)} further changes are in the table.` : ""
    }`,
    command: levelCommand(change, stations),
  }));
}

function humidity({ humidity: { total, stations: found }, stations }: QualityNumbers): Finding[] {
  const [first] = found;
  if (first === undefined) return [];
  const { station, readings, contradicting, ratio } = first;
  return [{
    tone: "warn",
    lead: stations === 1
      ? "Temperature and humidities contradict each other all the time"
      : `Temperature and humidities contradict each other all the time at ${plural(total, "station")}`,
    text: `${stations === 1 ? "" : `${station}: `}in ${
      share(contradicting, readings)
    } of the readings with all three, AH is off by over 5 % from what T and RH give; it is ${
      measure(ratio)
    } times as much, by the median. One of them is in another unit (100: RH is a fraction; 7 to 8: AH is in g/m³; 10: AH is in hPa; the contract has °C, % and kPa), or broken. The rule humidity says nothing of such a station.`,
    command: traceCommand({
      kind: "outcome",
      outcome: "accepted",
      station: stations === 1 ? undefined : station,
    }),
  }];
}

function summerTime({ summerTime: { total, stations: found }, stations }: QualityNumbers): Finding[] {
  const [first] = found;
  if (first === undefined) return [];
  const { station, missing, doubled } = first;
  const seen = [
    ...missing.slice(0, 2).map((ts) => `${minuteOf(ts)} is missing`),
    ...doubled.slice(0, 2).map((ts) => `${minuteOf(ts)} came twice`),
  ];
  return [{
    tone: "warn",
    lead: stations === 1
      ? "The clock seems to follow summer time"
      : `${plural(total, "station")} ${total === 1 ? "seems" : "seem"} to follow summer time`,
    text: `${stations === 1 ? "" : `${station}: `}${
      listed(seen)
    }: each the only such hour of its night, as where clocks are set by the rules of the EU or the USA. Hours of summer are then an hour ahead of the others, and the second reading of a doubled hour was rejected. Nothing is shifted.`,
    command: nightCommand(first, stations),
  }];
}

/** A field that the contract does not know may be one that it misses, under another name. */
function unknownFields(quality: QualityNumbers): Finding[] {
  const notes = notesOf(quality, "unknown_field");
  if (notes.length === 0) return [];
  const most = notes.reduce((most, note) => note.rows > most.rows ? note : most);
  return [{
    tone: "warn",
    lead: `${plural(notes.length, "field")} that the contract does not know: ${
      listed(notes.map(({ field }) => field))
    }`,
    text: `${most.field} is in ${
      plural(most.rows, "reading")
    }. Unknown fields are ignored; a field that was renamed is missing.`,
    command: traceCommand({ kind: "note", code: "unknown_field", field: most.field }),
  }];
}

function dependences({ dependences }: QualityNumbers): Finding[] {
  const said = new Set<string>();
  return dependences.flatMap(({ field, of, xi, back }) => {
    // One finding a pair, by its stronger direction.
    if (said.has(`${of} ${field}`)) return [];
    said.add(`${field} ${of}`);
    return [{
      tone: "warn",
      lead: `${field} is a function of ${of}`,
      text: `${field.endsWith("_gt") ? "It is no independent reference" : "They do not count twice as evidence"} (ξ = ${
        xi.toFixed(3)
      }, where 1 is a function without noise; ${back.toFixed(3)} the other way round).`,
      command: "",
    }];
  });
}

function duplicates({ duplicates: { compared, withOtherValues, examples }, stations }: QualityNumbers): Finding[] {
  const [first] = examples;
  if (first === undefined) return [];
  const { ts, field, kept, other } = first;
  return [{
    tone: "warn",
    lead: `${plural(withOtherValues, "duplicate")} of ${count(compared)} compared ${
      withOtherValues === 1 ? "has" : "have"
    } other values than the reading that counts`,
    text: `Such as ${field} ${measure(other)} at ${minuteOf(ts)}, where ${
      kept === null ? "none" : measure(kept)
    } counts. A correction that was sent later, or a clock that was set back: the first reading counts, the other one is kept in rejected.`,
    command: duplicateCommand(first, stations),
  }];
}

function disorder({ order }: QualityNumbers): Finding[] {
  return [
    ...(order.late === 0 ? [] : [{
      tone: "neutral" as const,
      lead: `${plural(order.late, "reading")} came late`,
      text:
        "After a reading of a later hour of the same station; accepted as they are. Rules that compare a reading with those before it (flatline, plateau, step, shift) start over there, and see nothing of a file in the reverse order.",
      command: "",
    }]),
    ...(order.beyondHourly === 0 ? [] : [{
      tone: "warn" as const,
      lead: "The readings are not hourly",
      text: `${
        plural(order.beyondHourly, "reading")
      } beyond the first of an hour. Limit values are compared with hourly means, of hours with 75 % of their readings; shares by hour count readings.`,
      command: "",
    }]),
  ];
}
