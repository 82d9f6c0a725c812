import { COLORS, grid, type Section } from "../../../document/mod.ts";
import { traceCommand } from "../../../quality/mod.ts";
import { lineChart } from "../charts/line.ts";
import type { ExploreInputs } from "../inputs.ts";
import { labelOf, MONTH_NAMES, POLLUTANTS, unitOf, WEEKDAY_NAMES } from "../names.ts";
import { interval, pText, short } from "../text.ts";
import { tableOf } from "./table.ts";

/** Hour, weekday, month and season. */
export function rhythmSection({ numbers: { cycles, cycle_tests: tests, describe } }: ExploreInputs): Section {
  const share = (field: typeof POLLUTANTS[number], value: number | null) => {
    const { mean } = describe[field];
    return value === null || mean === null || mean === 0 ? null : value / mean;
  };
  const relative = (kind: "hour" | "month", first: number) =>
    POLLUTANTS.flatMap((field) =>
      cycles[kind][field]!.map(({ mean, low, high }, index) => ({
        x: index + first,
        y: share(field, mean),
        low: share(field, low),
        high: share(field, high),
        series: labelOf(field),
      }))
    );
  const cells = (kind: "hour" | "month", names: readonly string[]) =>
    names.map((name, index) => [
      name,
      ...POLLUTANTS.flatMap((field) => {
        const { mean, low, high } = cycles[kind][field]![index]!;
        return [short(mean), interval(low, high)];
      }),
    ]);
  const headers = POLLUTANTS.flatMap((field) => [`${labelOf(field)}, ${unitOf(field)}`, "95 % interval"]);
  const week = cycles.weekday_hour.nox_gt!;
  const highest = Math.max(...week.map(({ mean }) => mean ?? 0));
  const ends = (kind: "hour" | "month", names: readonly string[]) =>
    POLLUTANTS.map((field) => {
      const known = cycles[kind][field]!.map(({ mean }, index) => ({ mean, name: names[index]! })).filter(({ mean }) =>
        mean !== null
      )
        .toSorted((a, b) => b.mean! - a.mean!);
      return known.length === 0
        ? `${labelOf(field)} was not observed`
        : `${labelOf(field)} is highest at ${known[0]!.name}, lowest at ${known.at(-1)!.name}`;
    }).join("; ").replaceAll(" at ", kind === "hour" ? " at " : " in ");
  const hourNames = Array.from({ length: 24 }, (_, hour) => `${String(hour).padStart(2, "0")}:00`);
  return {
    id: "rhythm",
    heading: "Daily, weekly and yearly rhythm",
    blocks: [
      {
        kind: "chart",
        name: "cycle-hour",
        alt: "Mean of CO, benzene, NOx and NO2 by hour, as a multiple of each mean, with intervals.",
        spec: (width) =>
          lineChart({
            title: "By hour of the day: multiples of the mean",
            width,
            height: 220,
            points: relative("hour", 0),
            xValues: [0, 3, 6, 9, 12, 15, 18, 21, 23],
            xTitle: "hour of the station's clock",
            zero: true,
            marks: [{ y: 1, text: "" }],
          }),
        data: tableOf("Means by hour", ["Hour", ...headers], cells("hour", hourNames)),
      },
      {
        kind: "text",
        text:
          `Seen: ${
            ends("hour", hourNames)
          }. So what: the hour is the first feature of any forecast, and a mean over all hours ` +
          "describes no hour. The band is the " +
          "95 % interval of the mean by a bootstrap of whole weeks of days, so it allows for days that resemble each other. " +
          `${fewest(cycles.hour.co_gt!, hourNames)} Read that point with its interval.`,
      },
      {
        kind: "drawing",
        name: "cycle-week",
        alt: "Mean NOx by weekday and hour.",
        draw: (width) =>
          grid({
            title: "Mean NOx by weekday and hour",
            width,
            rows: WEEKDAY_NAMES.map((day) => day.slice(0, 3)),
            columns: 24,
            ticks: [0, 6, 12, 18].map((column) => ({ column, text: hourNames[column]! })),
            color: COLORS.valid,
            rowHeight: 22,
            legend: ["0 ppb", `${short(highest)} ppb`],
            cell: (row, column) => {
              const { mean, n } = week[row * 24 + column]!;
              return mean === null ? null : {
                share: mean / highest,
                about: `${WEEKDAY_NAMES[row]} ${hourNames[column]}: ${short(mean)} ppb, mean of ${n} hours`,
                command: traceCommand({ kind: "outcome", outcome: "accepted", weekday: row, hour: column }),
              };
            },
          }),
        data: tableOf(
          "Mean NOx by weekday and hour, ppb",
          ["Hour", ...WEEKDAY_NAMES],
          hourNames.map((name, hour) => [name, ...WEEKDAY_NAMES.map((_, day) => short(week[day * 24 + hour]!.mean))]),
        ),
      },
      {
        kind: "text",
        text:
          `Seen: at 08:00 NOx is ${short(atHour(week, [0, 1, 2, 3, 4], 8))} ppb from Monday to Friday and ${
            short(atHour(week, [5, 6], 8))
          } at weekends; at 20:00 it is ${short(atHour(week, [0, 1, 2, 3, 4], 20))} and ${
            short(atHour(week, [5, 6], 20))
          }. So what: the ` +
          "weekend changes some hours more than others, so weekday and hour belong together in a model.",
      },
      {
        kind: "chart",
        name: "cycle-month",
        alt: "Mean of CO, benzene, NOx and NO2 by month, as a multiple of each mean.",
        spec: (width) =>
          lineChart({
            title: "By month: multiples of the mean",
            width,
            height: 220,
            points: relative("month", 1),
            xValues: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
            xLabel: "['','J','F','M','A','M','J','J','A','S','O','N','D'][datum.value]",
            zero: true,
            marks: [{ y: 1, text: "" }],
          }),
        data: tableOf("Means by month", ["Month", ...headers], cells("month", MONTH_NAMES)),
      },
      {
        kind: "text",
        text:
          `Seen: ${
            ends("month", MONTH_NAMES)
          }. So what: one year holds one season of each kind, so this describes that year and ` +
          "is not yet a season. A month that both years have is a mean over both.",
      },
      {
        kind: "table",
        ...tableOf(
          "Does a cycle explain the spread? Kruskal–Wallis, effect size ε², and p by rearranging blocks of days",
          [
            "Measurement",
            "hour ε²",
            "p",
            "weekday ε²",
            "p",
            "month ε²",
            "p",
            "season ε²",
            "p",
          ],
          POLLUTANTS.map((field) => [
            labelOf(field),
            ...(["hour", "weekday", "month", "season"] as const).flatMap((kind) => {
              const { effect, p_blocks, reason } = tests[kind][field]!;
              return reason === null ? [short(effect), pText(p_blocks)] : [reason, "–"];
            }),
          ]),
        ),
      },
    ],
  };
}

type Cells = readonly { mean: number | null; n: number }[];

/** Mean of one hour over some weekdays, each as long as it was observed. */
function atHour(week: Cells, days: readonly number[], hour: number): number | null {
  const cells = days.map((day) => week[day * 24 + hour]!).filter(({ mean }) => mean !== null);
  const n = cells.reduce((sum, cell) => sum + cell.n, 0);
  return n === 0 ? null : cells.reduce((sum, { mean, n }) => sum + mean! * n, 0) / n;
}

/** Where a mean rests on the fewest hours: a gap at a fixed hour is a calibration, or a schedule. */
function fewest(hours: Cells, names: readonly string[]): string {
  const least = hours.reduce((best, { n }, hour) => n < hours[best]!.n ? hour : best, 0);
  const most = Math.max(...hours.map(({ n }) => n));
  return `CO has ${hours[least]!.n} values at ${names[least]} and up to ${most} at other hours.`;
}
