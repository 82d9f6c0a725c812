import { FIELDS } from "../../reading/mod.ts";
import { type Maker, touched, untouched } from "./maker.ts";
import { cellOf, timestampCells } from "./reading_line.ts";

const HOUR_MS = 3_600_000;
/** How many days a fault goes on past the point from which a rule should find it. */
const DAYS_PAST = 3;

/** What one sensor board measures: its channels fail together. */
const BOARD = ["pt08_s1_co", "c6h6_gt", "pt08_s2_nmhc", "pt08_s3_nox", "pt08_s4_no2", "pt08_s5_o3", "t", "rh", "ah"];
/** What reference analysers measure, which are calibrated. */
const ANALYSERS = FIELDS.filter((field) => field.pollutant).map((field) => field.name);

/** Faults that last. */
export const STRETCH_MAKERS: readonly Maker[] = [
  {
    kind: "calibration_hour",
    length: ({ rules }) => (rules.notes.calibrationHour.days + DAYS_PAST) * 24,
    make(readings, scene) {
      const isDue = (index: number) => index % 24 === 1;
      // With the hours beside it, without which it would be no single hour that is missing.
      const alive = scene.alive(...readings.filter((_, index) => index % 24 <= 2));
      const channel = scene.pick(alive.filter((each) => ANALYSERS.includes(each)));
      if (channel === undefined) return undefined;
      const found = scene.rules.notes.calibrationHour.days;
      return {
        field: channel,
        lines: readings.map((reading, index) => {
          if (!isDue(index)) return untouched(reading);
          const cells = scene.silenced(reading.cells, [channel]);
          const notes = (index - 1) / 24 + 1 < found ? [] : [`calibration_hour:${channel}`];
          return touched(reading, cells, scene.noted(cells, ...notes));
        }),
      };
    },
  },
  {
    kind: "dead_channel",
    length: ({ rules }) => (rules.notes.deadChannel.days + DAYS_PAST) * 24,
    make(readings, scene) {
      const channel = scene.pick(scene.alive(readings[0]!));
      if (channel === undefined) return undefined;
      const found = scene.rules.notes.deadChannel.days * 24;
      return {
        field: channel,
        lines: readings.map((reading, index) => {
          const cells = scene.silenced(reading.cells, [channel]);
          const notes = index + 1 < found ? [] : [`dead_channel:${channel}`];
          return touched(reading, cells, scene.noted(cells, ...notes));
        }),
      };
    },
  },
  {
    kind: "unit_fahrenheit",
    length: () => 49,
    make([before, ...readings], scene) {
      if (!scene.alive(before!, readings[0]!).includes("t")) return undefined;
      const lines = readings.map((reading, index) => {
        const celsius = scene.value(reading.cells, "t");
        if (celsius === null) return untouched(reading);
        const value = celsius * 1.8 + 32;
        const cells = scene.with(reading.cells, { t: cellOf(value, 1) });
        // Only the first one stands out by more than its size; the humidities contradict each of them.
        const isHumid = scene.value(reading.cells, "rh") !== null && scene.value(reading.cells, "ah") !== null;
        const notes = !scene.isInRange("t", value)
          ? ["out_of_range:t"]
          : [...index === 0 ? ["step:t"] : [], ...isHumid ? ["humidity:t"] : []];
        return touched(reading, cells, scene.noted(cells, ...notes));
      });
      return { field: "t", lines: [untouched(before!), ...lines] };
    },
  },
  {
    kind: "unit_co_micrograms",
    length: () => 48,
    make(readings, scene) {
      if (!scene.alive(readings[0]!).includes("co_gt")) return undefined;
      const lines = readings.map((reading) => {
        const value = scene.value(reading.cells, "co_gt");
        if (value === null) return untouched(reading);
        const cells = scene.with(reading.cells, { co_gt: cellOf(value * 1_000, 0) });
        return touched(reading, cells, scene.noted(cells, "out_of_range:co_gt"));
      });
      return { field: "co_gt", lines };
    },
  },
  {
    kind: "daylight_saving",
    length: () => 49,
    make(readings, scene) {
      const ahead = readings.slice(0, -1), last = ahead.at(-1)!, again = readings.at(-1)!;
      if (!scene.isAcceptable(last.cells) || !scene.isAcceptable(again.cells)) return undefined;
      const silent = scene.rules.notes.shift.readings;
      const lines = ahead.map((reading, index) => {
        const [date, time] = timestampCells(reading.timestampMs! + HOUR_MS);
        const cells = reading.cells.with(scene.dateCell, date).with(scene.timeCell, time);
        return touched(reading, cells, scene.noted(cells, ...index < silent ? [] : ["shift"]));
      });
      // The clock is set back: its hour was there already.
      return { lines: [...lines, touched(again, again.cells, ["duplicate"])] };
    },
  },
  {
    kind: "stuck_sensor",
    length: () => 18,
    make([first, ...others], scene) {
      const channel = scene.pick(scene.alive(first!));
      if (channel === undefined) return undefined;
      const stuck = { [channel]: first!.cells[scene.cell(channel)]! }, found = scene.flatlineHours(channel);
      const lines = others.map((reading, index) => {
        const cells = scene.with(reading.cells, stuck);
        // The first one, which is right, counts too.
        const notes = index + 2 < found ? [] : [`flatline:${channel}`];
        return touched(reading, cells, scene.noted(cells, ...notes));
      });
      return { field: channel, lines: [untouched(first!), ...lines] };
    },
  },
  {
    kind: "storm_board",
    length: (scene) => scene.between(6, 24),
    make(readings, scene) {
      const board = scene.channels.filter((channel) => BOARD.includes(channel));
      return {
        lines: readings.map((reading) => {
          const cells = scene.silenced(reading.cells, board);
          return touched(reading, cells, scene.noted(cells, "joint_outage"));
        }),
      };
    },
  },
  {
    kind: "storm_all",
    length: (scene) => scene.between(6, 24),
    make: (readings, scene) => ({
      lines: readings.map((reading) =>
        touched(reading, scene.silenced(reading.cells, scene.channels), ["no_pollutant"])
      ),
    }),
  },
];
