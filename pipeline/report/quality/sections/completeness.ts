import { type DayCount, exportCommand, type TimeUnit, traceCommand, WEEKDAYS } from "../../../quality/mod.ts";
import { clock, COLORS, count, grid, type Section, share } from "../../../document/mod.ts";
import type { ReportInputs } from "../inputs.ts";
import { FIELDS } from "../../../reading/mod.ts";
import { type Bin, binDays, binName, binTicks } from "../time_bin.ts";

const DAY_MS = 86_400_000;

/** Some two years; a longer calendar would have cells thinner than a line. */
const MAX_WEEKS = 110;

/** Which values are there: by measurement over time, day by day, and by hour of the week. */
export function completenessSection({ quality }: ReportInputs): Section[] {
  const { days, rows, week } = quality;
  if (rows === 0) return [];
  const { unit, bins } = binDays(days), all = sum(days.map(({ values }) => sum(values)));
  return [{
    id: "completeness",
    heading: "Completeness",
    blocks: [
      {
        kind: "text",
        text:
          `${
            share(all, rows * FIELDS.length)
          } of the values of accepted readings are present. Dark is complete; a pale row is an ` +
          "instrument that failed, a pale column a time at which all did.",
      },
      {
        kind: "drawing",
        name: "completeness",
        alt:
          `Heat map of ${FIELDS.length} measurements by ${unit}: the darker, the larger the share of values present.`,
        draw: (width) => drawBins(bins, unit, width),
        data: binsTable(bins, unit),
      },
      ...calendar(days),
      {
        kind: "drawing",
        name: "week",
        alt: "Heat map of 7 weekdays by 24 hours: the darker, the larger the share of values present.",
        draw: (width) => drawWeek(week, width),
        data: {
          caption: "Share of values present, by weekday and hour",
          columns: [
            { header: "Weekday", as: "text" },
            ...Array.from(
              { length: 24 },
              (_, hour) => ({ header: String(hour).padStart(2, "0"), as: "number" as const }),
            ),
          ],
          rows: WEEKDAYS.map((name, day) => [
            name,
            ...Array.from(
              { length: 24 },
              (_, hour) => share(week.values[24 * day + hour]!, week.rows[24 * day + hour]! * FIELDS.length),
            ),
          ]),
        },
      },
    ],
  }];
}

const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
const accepted = ({ valid, suspect }: { valid: number; suspect: number }) => valid + suspect;

function drawBins(bins: readonly Bin[], unit: TimeUnit, width: number): string {
  return grid({
    title: `Values present, by ${unit}`,
    width,
    rows: FIELDS.map(({ name }) => name),
    columns: bins.length,
    ticks: binTicks(bins.map(({ start }) => start)),
    cell: (at, column) => {
      const bin = bins[column]!, rows = accepted(bin), values = bin.values[at]!, field = FIELDS[at]!.name;
      if (rows === 0) return null;
      const [from, to] = [bin.start, bin.last];
      return {
        share: values / rows,
        about: `${field}, ${binName(bin.start, unit)}: ${count(values)} of ${count(rows)} values`,
        command: values === rows ? exportCommand(from, to) : traceCommand({ kind: "missing", field, from, to }),
      };
    },
    color: COLORS.valid,
    legend: ["none", "all"],
  });
}

function binsTable(bins: readonly Bin[], unit: string) {
  return {
    caption: `Share of values present, by measurement and ${unit}`,
    columns: [
      { header: unit === "week" ? "Week from" : "From", as: "text" as const },
      { header: "Readings", as: "number" as const },
      ...FIELDS.map(({ name }) => ({ header: name, as: "number" as const })),
    ],
    rows: bins.map((bin) => [
      bin.start,
      count(accepted(bin)),
      ...bin.values.map((values) => share(values, accepted(bin))),
    ]),
  };
}

/** A column a week, a row a weekday; left out where there are more weeks than fit. */
function calendar(days: readonly DayCount[]): Section["blocks"] {
  const dated = days.filter((day) => accepted(day) > 0);
  const weekOf = (date: string) => Math.floor((Date.parse(date) / DAY_MS + 3) / 7);
  const first = weekOf(dated[0]!.date), weeks = weekOf(dated.at(-1)!.date) - first + 1;
  if (weeks > MAX_WEEKS) return [];
  const byPlace = new Map(dated.map((day) => {
    const number = Date.parse(day.date) / DAY_MS + 3;
    return [`${number - 7 * weekOf(day.date)} ${weekOf(day.date) - first}`, day];
  }));
  const starts = Array.from(
    { length: weeks },
    (_, week) => new Date(((first + week) * 7 - 3) * DAY_MS).toISOString().slice(0, 10),
  );
  const shareOf = (day: DayCount) => sum(day.values) / (FIELDS.length * accepted(day));
  const worst = dated.reduce((worst, day) => shareOf(day) < shareOf(worst) ? day : worst);
  return [{
    kind: "drawing",
    name: "calendar",
    alt:
      `Calendar from ${dated[0]!.date} to ${
        dated.at(-1)!.date
      }: the darker a day, the larger the share of its values; ` +
      `least complete is ${worst.date}.`,
    draw: (width) =>
      grid({
        title: "Values present, day by day",
        width,
        rows: WEEKDAYS,
        columns: weeks,
        ticks: binTicks(starts),
        cell: (weekday, week) => {
          const day = byPlace.get(`${weekday} ${week}`);
          return day === undefined ? null : {
            share: shareOf(day),
            about: `${WEEKDAYS[weekday]} ${day.date}: ${count(sum(day.values))} of ${
              count(FIELDS.length * accepted(day))
            } values`,
            command: gapsCommand(day),
          };
        },
        color: COLORS.valid,
        rowHeight: 16,
        legend: ["none", "all"],
      }),
    data: {
      caption: "The ten least complete days",
      columns: [
        { header: "Date", as: "text" },
        { header: "Readings", as: "number" },
        { header: "Values", as: "number" },
        { header: "Share", as: "number" },
        { header: "Evidence", as: "command" },
      ],
      rows: dated.toSorted((a, b) => shareOf(a) - shareOf(b)).slice(0, 10).map((day) => [
        day.date,
        count(accepted(day)),
        count(sum(day.values)),
        share(sum(day.values), FIELDS.length * accepted(day)),
        gapsCommand(day),
      ]),
    },
  }];
}

const gapsCommand = (day: DayCount): string =>
  sum(day.values) === FIELDS.length * accepted(day)
    ? exportCommand(day.date, day.date)
    : traceCommand({ kind: "missing", field: "any", from: day.date, to: day.date });

function drawWeek({ rows, values }: ReportInputs["quality"]["week"], width: number): string {
  return grid({
    title: "Values by weekday and hour",
    width,
    rows: WEEKDAYS,
    columns: 24,
    ticks: [0, 3, 6, 9, 12, 15, 18, 21].map((hour) => ({ column: hour, text: clock(hour) })),
    cell: (weekday, hour) => {
      const place = 24 * weekday + hour, there = values[place]!, all = rows[place]! * FIELDS.length;
      return all === 0 ? null : {
        share: there / all,
        about: `${WEEKDAYS[weekday]} ${clock(hour)}: ${count(there)} of ${count(all)} values`,
        command: there === all
          ? traceCommand({ kind: "outcome", outcome: "accepted", weekday, hour })
          : traceCommand({ kind: "missing", field: "any", weekday, hour }),
      };
    },
    color: COLORS.valid,
    legend: ["none", "all"],
  });
}
