import type { Flag } from "../fault_label.ts";
import { FIELDS, MISSING_SENTINEL, type RuleSet } from "../../reading/mod.ts";
import type { Dialect } from "../../source/mod.ts";
import type { Random } from "../../stats/mod.ts";
import { type Cells, type SourceLine, valueOf } from "./reading_line.ts";

/** What the makers of faults know of the file and of the rules, and the dice that they all throw. */
export class Scene {
  readonly dateCell: number;
  readonly timeCell: number;
  /** Names of the channels that the file has, in its order. */
  readonly channels: readonly string[];
  readonly #cells: ReadonlyMap<string, number>;
  /** From the 1st to the 99th percentile of a channel's values. */
  readonly #spans: ReadonlyMap<string, number>;

  constructor(dialect: Dialect, lines: readonly SourceLine[], readonly rules: RuleSet, readonly random: Random) {
    this.dateCell = dialect.columns.indexOf("date");
    this.timeCell = dialect.columns.indexOf("time");
    this.channels = dialect.columns.filter((column) => column !== null && rank(column) >= 0) as string[];
    this.#cells = new Map(this.channels.map((channel) => [channel, dialect.columns.indexOf(channel)]));
    const sound = lines.filter(({ timestampMs }) => timestampMs !== null);
    this.#spans = new Map(
      this.channels.map((channel) => [channel, spanOf(sound, (cells) => this.value(cells, channel))]),
    );
  }

  /** Where a channel's cell is. */
  cell(channel: string): number {
    return this.#cells.get(channel)!;
  }

  /** A channel's value; null where it is missing. */
  value(cells: Cells, channel: string): number | null {
    const value = valueOf(cells[this.cell(channel)]!);
    return value === MISSING_SENTINEL ? null : value;
  }

  /** The channels that have a value in all of these. */
  alive(...readings: readonly SourceLine[]): string[] {
    return this.channels.filter((channel) => readings.every(({ cells }) => this.value(cells, channel) !== null));
  }

  span(channel: string): number {
    return this.#spans.get(channel)!;
  }

  with(cells: Cells, changes: Readonly<Record<string, string>>): Cells {
    const changed = [...cells];
    for (const [channel, text] of Object.entries(changes)) changed[this.cell(channel)] = text;
    return changed;
  }

  /** These cells without a value in the channels given. */
  silenced(cells: Cells, channels: readonly string[]): Cells {
    return this.with(cells, Object.fromEntries(channels.map((channel) => [channel, String(MISSING_SENTINEL)])));
  }

  isInRange(channel: string, value: number): boolean {
    const { min, max } = this.rules.ranges[rank(channel)]!;
    return value >= min && value <= max;
  }

  /** How many equal values in a row are noted. */
  flatlineHours(channel: string): number {
    return this.rules.notes.flatline.hours[rank(channel)]!;
  }

  /** Whether a line of these cells has what it takes to be accepted: then notes can be taken on it. */
  isAcceptable(cells: Cells): boolean {
    const present = this.channels.filter((channel) => {
      const value = this.value(cells, channel);
      return value !== null && this.isInRange(channel, value);
    });
    const pollutants = present.filter((channel) => FIELDS[rank(channel)]!.pollutant);
    return pollutants.length >= this.rules.accept.minPollutants && present.length >= this.rules.accept.minValues;
  }

  /** What should be said of a line that deserves these notes: without a pollutant it is rejected, and gets none. */
  noted(cells: Cells, ...notes: Flag[]): Flag[] {
    return this.isAcceptable(cells) ? notes : ["no_pollutant"];
  }

  /** A whole number from `least` to `most`. */
  between(least: number, most: number): number {
    return least + Math.floor(this.random.uniform() * (most - least + 1));
  }

  /** One of these; undefined where there is none. */
  pick<T>(choices: readonly T[]): T | undefined {
    return choices[this.between(0, choices.length - 1)];
  }
}

/** A channel's place in the lists of the rule set; -1 for any other name. */
const rank = (channel: string) => FIELDS.findIndex(({ name }) => name === channel);

function spanOf(lines: readonly SourceLine[], value: (cells: Cells) => number | null): number {
  const values = Float64Array.from(lines.flatMap(({ cells }) => value(cells) ?? [])).sort();
  const quantile = (share: number) => values[Math.round(share * (values.length - 1))] ?? 0;
  return quantile(0.99) - quantile(0.01);
}
