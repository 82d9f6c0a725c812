import { no2Chart } from "../charts/no2.ts";
import type { Section } from "../document.ts";
import type { ReportInputs } from "../inputs.ts";
import { count, share } from "../number_text.ts";

/** EU directive 2008/50/EC, annex I: share of a calendar year's hours that must have a value for an assessment. */
const NEEDED_SHARE = "90 %";

/** Nitrogen dioxide over the hourly limit value, and what can and cannot be said from it. */
export function no2Section({ quality }: ReportInputs): Section {
  const { limit, allowedHours, years, months } = quality.no2;
  const heading = `NO2 over ${limit} µg/m³`;
  const withValue = years.reduce((total, year) => total + year.withValue, 0);
  const over = years.reduce((total, year) => total + year.over, 0);
  if (withValue === 0) return { id: "no2", heading, blocks: [{ kind: "text", text: "No reading has an NO2 value." }] };
  const most = months.reduce((most, month) => month.over > most.over ? month : most);
  return {
    id: "no2",
    heading,
    blocks: [
      {
        kind: "text",
        text: `${count(over)} of ${count(withValue)} hours with a value (${share(over, withValue)}) are over ` +
          `${limit} µg/m³. The EU hourly limit value (directive 2008/50/EC) is ${limit} µg/m³, not to be exceeded ` +
          `on more than ${allowedHours} hours a calendar year at a station. This applies today’s limit to ` +
          `historical data. Only hours with a value can be counted, and an assessment needs ${NEEDED_SHARE} of a ` +
          "year’s hours: read the counts together with the share of valid data.",
      },
      {
        kind: "chart",
        name: "no2",
        alt: `Bars by month from ${months[0]!.month} to ${months.at(-1)!.month}, in all ${count(over)} hours over ` +
          `${limit} µg/m³, most in ${most.month} with ${count(most.over)}.`,
        spec: (width) => no2Chart(months, limit, width),
        data: {
          caption: "Hours over the limit by month",
          columns: [
            { header: "Month", as: "text" },
            { header: "Hours with a value", as: "number" },
            { header: `Hours over ${limit} µg/m³`, as: "number" },
            { header: "Share", as: "number" },
          ],
          rows: months.map((month) => [
            month.month,
            count(month.withValue),
            count(month.over),
            share(month.over, month.withValue),
          ]),
        },
      },
      {
        kind: "table",
        caption: "By calendar year",
        columns: [
          { header: "Year", as: "text" },
          { header: `Hours over ${limit} µg/m³`, as: "number" },
          { header: "Hours with a value", as: "number" },
          { header: "Share of the year’s hours", as: "number" },
          { header: `Stations over ${allowedHours} hours`, as: "number" },
        ],
        rows: years.map((year) => [
          String(year.year),
          count(year.over),
          count(year.withValue),
          share(year.withValue, hoursOf(year.year) * year.stations),
          `${count(year.stationsOverAllowance)} of ${count(year.stations)}`,
        ]),
      },
    ],
  };
}

function hoursOf(year: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return (isLeap ? 366 : 365) * 24;
}
