import type { FieldQuality, QualityNumbers, RuleCount, SilentChannel } from "../lake/mod.ts";
import { traceCommand } from "./command.ts";
import type { Finding } from "./document.ts";
import { listed, plural, share } from "./number_text.ts";
import { reasonMeaning } from "./reason_meaning.ts";

/** Below this share of values a mean is not one of the whole: directive 2008/50/EC, annex XI. */
const NEEDED_VALUES = 0.75;

/** What is wrong with the data, or odd about it, the gravest first; empty where nothing was found. */
export function findingsOf(quality: QualityNumbers): Finding[] {
  return [
    ...rejections(quality),
    ...silentChannels(quality),
    ...weakFields(quality),
    ...outages(quality),
    ...calibrations(quality),
    ...suspects(quality),
    ...dependences(quality),
    ...disorder(quality),
  ];
}

const notesOf = ({ rules }: QualityNumbers, code: string): RuleCount[] =>
  rules.filter((rule) => rule.kind === "note" && rule.code === code);

const total = (rules: readonly RuleCount[]) => rules.reduce((sum, rule) => sum + rule.rows, 0);

function rejections({ rows, rejected, reasons }: QualityNumbers): Finding[] {
  return reasons.filter(({ primary }) => primary > 0).sort((a, b) => b.primary - a.primary).slice(0, 3).map((
    reason,
  ) => ({
    tone: reason.primary > 0.05 * (rows + rejected) ? "bad" : "warn",
    lead: `${plural(reason.primary, "message")} rejected: ${reasonMeaning(reason.code) || reason.code}`,
    text: `${share(reason.primary, rows + rejected)} of all messages.`,
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
      command: notesOf(quality, "dead_channel").some((note) => note.field === field)
        ? traceCommand({ kind: "note", code: "dead_channel", field })
        : "",
    };
  });
}

function silence({ station, lastTs, days }: SilentChannel, stations: number): string {
  const where = stations === 1 ? "Its" : `At ${station}, where it has been so for longest, its`;
  return lastTs === null
    ? `No accepted reading${stations === 1 ? "" : ` of ${station}`} has a value of it.`
    : `${where} last value is of ${lastTs.slice(0, 16).replace("T", " ")}, ${
      plural(days, "day")
    } before the station’s last reading.`;
}

function weakFields({ fields, rows }: QualityNumbers): Finding[] {
  const gaps = (field: FieldQuality) => field.missing + field.outOfRange;
  const weak = fields.filter((field) =>
    rows > 0 && gaps(field) > (1 - NEEDED_VALUES) * rows && field.silentStations === 0
  );
  return weak.map((field) => ({
    tone: "warn",
    lead: `${field.name} lacks ${share(gaps(field), rows)} of its values`,
    text: "A mean over the rest is one of other hours than it says.",
    command: "",
  }));
}

function outages(quality: QualityNumbers): Finding[] {
  return notesOf(quality, "joint_outage").map((note) => ({
    tone: "warn",
    lead: `All eight sensors are missing together in ${plural(note.rows, "reading")}`,
    text:
      `The station was down, not a channel: from ${note.firstDate} to ${note.lastDate}, most on ${note.worstDate} with ${
        plural(note.worstRows, "hour")
      }.`,
    command: traceCommand({ kind: "note", code: "joint_outage", date: note.worstDate }),
  }));
}

function calibrations(quality: QualityNumbers): Finding[] {
  const notes = notesOf(quality, "calibration_hour");
  if (notes.length === 0) return [];
  const hours = notes.map(({ field }) => {
    const found = quality.fields.find(({ name }) => name === field);
    return `${field} ${found === undefined ? "" : clock(worstHour(found, quality.rowsByHour))}`.trim();
  });
  return [{
    tone: "neutral",
    lead: `Analysers are calibrated at night: ${plural(total(notes), "value")} missing by habit`,
    text: `Most often missing are ${listed(hours)}. A mean by hour of day has a hole there.`,
    command: traceCommand({ kind: "note", code: "calibration_hour", field: notes[0]!.field }),
  }];
}

/** The hour of day at which most readings lack the value. */
export function worstHour({ missingByHour }: FieldQuality, rowsByHour: readonly number[]): number {
  const shares = missingByHour.map((missing, hour) => rowsByHour[hour] === 0 ? 0 : missing / rowsByHour[hour]!);
  return shares.indexOf(shares.reduce((a, b) => Math.max(a, b)));
}

export const clock = (hour: number): string => `${String(hour).padStart(2, "0")}:00`;

function suspects(quality: QualityNumbers): Finding[] {
  const meanings = {
    out_of_range: ["out of range", "Set to null and noted"],
    flatline: ["standing still", "Exactly the same for hours"],
    step: ["jumping", "Further from the one before than an hour can bring"],
  };
  return Object.entries(meanings).flatMap(([code, [short, meaning]]): Finding[] => {
    const notes = notesOf(quality, code);
    if (notes.length === 0) return [];
    const most = notes.reduce((most, note) => note.rows > most.rows ? note : most);
    return [{
      tone: "warn",
      lead: `${plural(total(notes), "value")} ${short}`,
      text: `${meaning}; most of ${most.field}, on ${most.worstDate}.`,
      command: traceCommand({ kind: "note", code, field: most.field, date: most.worstDate }),
    }];
  });
}

function dependences({ dependences }: QualityNumbers): Finding[] {
  const told = new Set<string>();
  return dependences.flatMap(({ field, of, xi, back }) => {
    // One finding a pair, by its stronger direction.
    if (told.has(`${of} ${field}`)) return [];
    told.add(`${field} ${of}`);
    return [{
      tone: "warn",
      lead: `${field} is a function of ${of}`,
      text: `ξ = ${xi.toFixed(3)} (the other way round ${back.toFixed(3)}; 1 is a function without noise). ` +
        `${field.endsWith("_gt") ? "It is no independent reference" : "They do not count twice as evidence"}.`,
      command: "",
    }];
  });
}

function disorder({ order }: QualityNumbers): Finding[] {
  return [
    ...(order.late === 0 ? [] : [{
      tone: "neutral" as const,
      lead: `${plural(order.late, "reading")} came late`,
      text: "After a reading of a later hour of the same station; accepted as they are.",
      command: "",
    }]),
    ...(order.beyondHourly === 0 ? [] : [{
      tone: "warn" as const,
      lead: "The readings are not hourly",
      text: `${
        plural(order.beyondHourly, "reading")
      } beyond the first of an hour: limits and shares by hour count readings as hours.`,
      command: "",
    }]),
  ];
}
