import pl from "nodejs-polars";
import { formatTimestamp } from "../reading/mod.ts";
import type { Ask, Row } from "../lake/mod.ts";
import { dayNumber } from "./expressions.ts";
import type { QualityNumbers, SummerTimeStation } from "./numbers.ts";

const MAX_STATIONS = 50, DAY_MS = 86_400_000, HOUR_MS = 3_600_000;

/** Hours of a night that are looked at, and those that clocks leave out or have twice somewhere in the EU or the USA. */
const NIGHT = [0, 1, 2, 3, 4, 5], CHANGED = [1, 2, 3];

/** Those of which the rules are known, and after which a reading's time is no longer plausible. */
const FIRST_YEAR = 1987, LAST_YEAR = 2099;

/** A night on which clocks are set. */
interface Night {
  /** Days since 1970. */
  readonly day: number;
  readonly begins: boolean;
}

/**
 * The stations whose clocks seem to follow summer time: the only hour that is missing in a night on which it begins, or the only one that
 * came twice in a night on which it ends, by the rules of the EU (since 1996) and the USA (since 1987). The second reading of such an hour
 * was rejected as a duplicate.
 */
export function readSummerTime(
  silver: Ask,
  rejected: Ask,
  { firstTs, lastTs }: Pick<QualityNumbers, "firstTs" | "lastTs">,
): QualityNumbers["summerTime"] {
  const nights = firstTs === null || lastTs === null ? [] : nightsOf(yearOf(firstTs), yearOf(lastTs));
  if (nights.length === 0) return { total: 0, stations: [] };
  const isNight = pl.col("day").isIn(nights.map(({ day }) => day)).and(pl.col("hour").ltEq(pl.lit(NIGHT.at(-1)!)));
  const hour = pl.col("ts").dt.hour().cast(pl.Int32).alias("hour"), keys = ["station_id", "day", "hour"];
  const accepted = silver((rows) =>
    rows.select(pl.col("station_id"), dayNumber(), hour).filter(isNight).groupBy(keys)
      .agg(pl.len().alias("readings"))
  );
  const refused = rejected((rows) =>
    rows.filter(pl.col("station_id").isNotNull().and(pl.col("ts").isNotNull())).select(
      pl.col("station_id"),
      dayNumber(),
      hour,
      pl.col("reason_codes").str.contains("duplicate", true).cast(pl.Int32).alias("duplicate"),
    ).filter(isNight).groupBy(keys).agg(pl.len().alias("readings"), pl.col("duplicate").sum().alias("duplicates"))
  );
  const stations = Map.groupBy([...accepted, ...refused], (row) => String(row.station_id));
  const found = [...stations].flatMap(([station, rows]): SummerTimeStation[] => {
    const hours = nights.flatMap((night) => {
      const changed = changedHour(hoursOf(rows.filter((row) => Number(row.day) === night.day)), night.begins);
      return changed === null ? [] : [{ ...night, ts: formatTimestamp(night.day * DAY_MS + changed * HOUR_MS) }];
    });
    if (hours.length === 0) return [];
    const of = (begins: boolean) => hours.filter((each) => each.begins === begins).map(({ ts }) => ts);
    return [{ station, missing: of(true), doubled: of(false) }];
  }).sort((a, b) => a.station < b.station ? -1 : 1);
  return { total: found.length, stations: found.slice(0, MAX_STATIONS) };
}

/** What came in each hour of a night. */
interface NightHour {
  readings: number;
  duplicates: number;
}

function hoursOf(rows: readonly Row[]): NightHour[] {
  const hours = NIGHT.map(() => ({ readings: 0, duplicates: 0 }));
  for (const row of rows) {
    const hour = hours[Number(row.hour)]!;
    hour.readings += Number(row.readings);
    hour.duplicates += Number(row.duplicates ?? 0);
  }
  return hours;
}

/** A night in which more than one hour is missing, or came twice, has another cause. */
function changedHour(hours: readonly NightHour[], begins: boolean): number | null {
  const changed = begins
    ? hours.flatMap(({ readings }, hour) => readings === 0 ? [hour] : [])
    : hours.flatMap(({ duplicates }, hour) => duplicates > 0 ? [hour] : []);
  const [hour] = changed;
  if (changed.length !== 1 || !CHANGED.includes(hour!)) return null;
  // Of several readings an hour, one that came twice is no hour that did.
  const { readings, duplicates } = hours[hour!]!;
  return begins || 3 * duplicates >= readings ? hour! : null;
}

const yearOf = (timestamp: string) => Number(timestamp.slice(0, 4));

function nightsOf(firstYear: number, lastYear: number): Night[] {
  const nights = new Map<number, Night>();
  for (let year = Math.max(firstYear, FIRST_YEAR); year <= Math.min(lastYear, LAST_YEAR); year++) {
    const eu = year < 1996 ? [] : [[sunday(year, 3, 0), true], [sunday(year, 10, 0), false]] as const;
    const usa = year < 2007
      ? [[sunday(year, 3, 1), true], [sunday(year, 10, 0), false]] as const
      : [[sunday(year, 2, 2), true], [sunday(year, 10, 1), false]] as const;
    for (const [day, begins] of [...eu, ...usa]) nights.set(day, { day, begins });
  }
  return [...nights.values()].sort((a, b) => a.day - b.day);
}

/** Days since 1970 of the first or second Sunday of a month, 0 being January; the 0th is the last one of the month before. */
function sunday(year: number, month: number, which: number): number {
  const first = Date.UTC(year, month, 1) / DAY_MS, weekday = (first + 4) % 7;
  return first + (7 - weekday) % 7 + 7 * (which - 1);
}
