import { no2Chart, overCommand } from "../charts/no2.ts";
import { type Block, count, measure, type Section, share, type Table } from "../../../document/mod.ts";
import type { ReportInputs } from "../inputs.ts";
import type { LimitYear } from "../../../quality/mod.ts";

/** From this year on the limit values of the directive are to be met. */
const IN_FORCE = 2010;

/** The readings against limit values, each with its share of valid data: what can be said from them, and what cannot. */
export function limitsSection({ quality }: ReportInputs): Section {
  const { limits, no2: { limit, allowedHours, years, months }, dependences } = quality;
  const heading = "Limit values", isHistorical = years.every(({ year }) => year < IN_FORCE);
  if (limits.length === 0) {
    return { id: "limits", heading, blocks: [{ kind: "text", text: "No reading has a value of NO2, CO or benzene." }] };
  }
  const withValue = years.reduce((total, year) => total + year.withValue, 0);
  const over = years.reduce((total, year) => total + year.over, 0);
  const benzene = dependences.find(({ field }) => field === "c6h6_gt");
  return {
    id: "limits",
    heading,
    blocks: [
      {
        kind: "notice",
        tone: "neutral",
        lead: isHistorical ? "Today’s limits on historical data" : "Limit values and their gaps",
        text: "The limits are those of the EU directive 2008/50/EC and of the WHO guidelines of 2021" +
          (isHistorical
            ? ", compared with readings made before either was in force: this is no judgement on anyone. "
            : ". ") +
          "A year can be assessed only with values for 90 % of its hours; a gap counts neither as clean nor as polluted air.",
      },
      ...(benzene === undefined ? [] : [{
        kind: "notice" as const,
        tone: "warn" as const,
        lead: "Benzene is no independent reference",
        text: `In these data c6h6_gt is a function of ${benzene.of} (ξ = ${
          benzene.xi.toFixed(3)
        }): its rows below repeat what a sensor measured.`,
      }]),
      limitsTable(limits),
      ...(withValue === 0 ? [] : [no2Block(months, limit, over, withValue, allowedHours)]),
      {
        kind: "text",
        text:
          "An hour counts where it has a value; of more readings than one an hour, with 75 % of their usual number, by their mean. A mean of eight hours needs six of them, and belongs to the day in which it ends; a " +
          "day needs 18 such means, or 18 hours for a daily mean. Values at a round maximum for the second time in a row do not count.",
      },
    ],
  };
}

function limitsTable(limits: readonly LimitYear[]): Block {
  const many = limits.some(({ stations }) => stations > 1);
  return {
    kind: "table",
    caption: many ? "Limit values by calendar year, each with the worst station" : "Limit values by calendar year",
    columns: [
      { header: "Limit", as: "prose" },
      { header: "Year", as: "text" },
      { header: "Exceeded", as: "text" },
      { header: "Largest or mean", as: "number" },
      { header: "Valid data", as: "number" },
      { header: "Says", as: "prose" },
      ...(many ? [{ header: "Stations over", as: "prose" as const }] : []),
    ],
    rows: limits.map((row) => [
      limitName(row),
      String(row.year),
      exceeded(row),
      row.worst.value === null ? "–" : `${measure(row.worst.value)} ${row.limit.unit}`,
      share(row.worst.hours, Math.round(row.worst.hours / row.worst.share)),
      verdict(row),
      ...(many ? [`${count(row.over)} of ${count(row.stations)}, worst is ${row.worst.station}`] : []),
    ]),
  };
}

const NAMES: Record<string, string> = { no2_gt: "NO2", co_gt: "CO", c6h6_gt: "Benzene" };
const OF = { hour: "hour", day: "24-hour mean", "8-hour day": "daily maximum 8-hour mean", year: "mean of the year" };

function limitName({ limit: { field, value, unit, of, allowed, source } }: LimitYear): string {
  const times = of === "year" ? "" : allowed === 0 ? ", on no day" : `, at most ${allowed} times a year`;
  return `${NAMES[field] ?? field} ${OF[of]}: ${value} ${unit}${times} (${
    source.replace("EU directive ", "EU ").replace(" guidelines", "")
  })`;
}

function exceeded({ limit: { of, value }, worst }: LimitYear): string {
  if (of === "year") return worst.value === null ? "–" : worst.value > value ? "over" : "not over";
  return `${count(worst.exceeded)} of ${count(worst.compared)} ${of === "hour" ? "hours" : "days"}`;
}

/** More hours over than allowed are so whatever the gaps hold; all else needs enough data. */
function verdict({ limit: { of, allowed, needed }, worst }: LimitYear): string {
  const counted = of !== "year" && worst.exceeded > allowed;
  if (counted) return worst.share >= needed ? "over the limit" : "over the limit, whatever the gaps hold";
  if (worst.share < needed) return "not enough data";
  return of === "year" && worst.exceeded > 0 ? "over the limit" : "kept";
}

function no2Block(
  months: ReportInputs["quality"]["no2"]["months"],
  limit: number,
  over: number,
  withValue: number,
  allowedHours: number,
): Block {
  const most = months.reduce((most, month) => month.over > most.over ? month : most);
  const data: Table = {
    caption: `Hours over ${limit} µg/m³ NO2 by month (${allowedHours} a calendar year are allowed at a station)`,
    columns: [
      { header: "Month", as: "text" },
      { header: "Hours with a value", as: "number" },
      { header: `Hours over ${limit} µg/m³`, as: "number" },
      { header: "Share", as: "number" },
      { header: "Evidence", as: "command" },
    ],
    rows: months.map(({ month, withValue, over }) => [
      month,
      count(withValue),
      count(over),
      share(over, withValue),
      over === 0 ? "" : overCommand(month, limit),
    ]),
  };
  return {
    kind: "chart",
    name: "no2",
    alt:
      `Bars by month from ${months[0]!.month} to ${months.at(-1)!.month}, in all ${count(over)} of ${
        count(withValue)
      } hours over ` +
      `${limit} µg/m³, most in ${most.month} with ${count(most.over)}.`,
    spec: (width) => no2Chart(months, limit, width),
    data,
  };
}
