import { FEWEST_DAY_VALUES } from "../../quality/level_changes.ts";
import { dateOf } from "../../reading/mod.ts";
import type { FaultKind } from "../fault_label.ts";
import { type Maker, touched, untouched } from "./maker.ts";
import { cellOf, type SourceLine } from "./reading_line.ts";
import type { Scene } from "./scene.ts";

const DAY = 24;
/** Days in another unit, and those before and after, without other faults. */
const CHANGED = 21, BESIDE = 9;
/** Days with a mean on either side of a change, without which nobody could see it. */
const SIDE = 7;

/**
 * A channel in another unit for weeks: both ends are changes of its level, each of which the quality report should find. The
 * analysers' channels come first: their outages leave the fewest places.
 */
export const LEVEL_MAKERS: readonly Maker[] = [
  level("level_co_ppm", ["co_gt"], (value) => value * 0.86, 1),
  level("level_no2_ppb", ["no2_gt"], (value) => value * 0.523, 1),
  level("level_thousandth", ["nox_gt", "c6h6_gt"], (value) => value / 1_000, 3),
  level("level_tenth", ["co_gt", "c6h6_gt", "nox_gt", "no2_gt", "rh"], (value) => value / 10, 1),
  level("level_fahrenheit", ["t"], (value) => value * 1.8 + 32, 0),
];

/** @param moreDigits decimals that the other unit has more */
function level(
  kind: FaultKind,
  channels: readonly string[],
  convert: (value: number) => number,
  moreDigits: number,
): Maker {
  return {
    kind,
    length: () => (BESIDE + CHANGED + BESIDE) * DAY,
    make(readings, scene) {
      const channel = scene.pick(scene.channels.filter((each) => channels.includes(each)));
      if (channel === undefined) return undefined;
      const from = BESIDE * DAY, to = from + CHANGED * DAY;
      const own = (value: number) => value;
      const sides: [at: number, change: (value: number) => number][] = [
        [from - SIDE * DAY, own],
        [from, convert],
        [to - SIDE * DAY, convert],
        [to, own],
      ];
      if (!sides.every(([at, change]) => hasMeans(readings.slice(at, at + SIDE * DAY), scene, channel, change))) {
        return undefined;
      }
      const lines = readings.map((reading, index) => {
        const value = scene.value(reading.cells, channel);
        if (index < from || index >= to || value === null) return untouched(reading);
        const converted = convert(value), digits = reading.cells[scene.cell(channel)]!.split(",")[1]?.length ?? 0;
        const cells = scene.with(reading.cells, { [channel]: cellOf(converted, digits + moreDigits) });
        const notes = scene.isInRange(channel, converted) ? [] : [`out_of_range:${channel}`];
        return touched(reading, cells, scene.noted(cells, ...notes));
      });
      return {
        field: channel,
        lines,
        levelDates: [from, to].map((index) => dateOf(readings[index]!.timestampMs!)),
      };
    },
  };
}

/** Whether each of these days of hours has enough values of a channel for a mean, once they are changed. */
function hasMeans(
  hours: readonly SourceLine[],
  scene: Scene,
  channel: string,
  change: (value: number) => number,
): boolean {
  for (let at = 0; at < hours.length; at += DAY) {
    const values = hours.slice(at, at + DAY).filter(({ cells }) => {
      const value = scene.value(cells, channel);
      return value !== null && scene.isInRange(channel, change(value));
    });
    if (values.length < FEWEST_DAY_VALUES) return false;
  }
  return true;
}
