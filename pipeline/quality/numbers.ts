/** Counts and measures of a lake, made only from its rows; every list is sorted, timestamps are RFC 3339 in UTC. */
export interface QualityNumbers {
  /** Accepted readings, the rows of silver = `valid` + `suspect`. */
  rows: number;
  valid: number;
  /** Accepted with a note, for example a value out of range. */
  suspect: number;
  rejected: number;
  stations: number;
  /** First and last accepted reading; null where there is none. */
  firstTs: string | null;
  lastTs: string | null;
  reasons: ReasonCount[];
  /** Pairs of reasons that the same message has, each pair once, in the order of `reasons`. */
  reasonsTogether: { first: string; second: string; rows: number }[];
  /** What was said of which field: rejections, then notes, each in the order of its closed list and of `FIELDS`. */
  rules: RuleCount[];
  /** By UTC date; a date without any row is left out. */
  days: DayCount[];
  /** Rejected rows without a timestamp, so in no day. */
  rejectedUndated: number;
  /** Accepted readings of each hour of day, 0 to 23. */
  rowsByHour: number[];
  /** Accepted readings, and values of all 13 measurements in them, by weekday from Monday on and hour: 7 × 24 numbers. */
  week: { rows: number[]; values: number[] };
  /** In the order of `FIELDS`. */
  fields: FieldQuality[];
  /** Measurements that are nearly a function of another one, the strongest first. */
  dependences: Dependence[];
  /** Channels that had no value for at least the last 14 days of their station, the longest first; at most 50. */
  silent: SilentChannel[];
  /** Hours in a row at which all sensors of a station are missing together. */
  outages: Spans;
  /** Hours in a row at which a measurement was noted to stand still. */
  flatlines: Spans;
  /** Days on which a measurement of a station went to another level. */
  levels: {
    total: number;
    /** The clearest first; at most 50. */
    clearest: LevelChange[];
  };
  /** Stations whose clocks seem to be set to summer time and back. */
  summerTime: {
    total: number;
    /** By name; at most 50. */
    stations: SummerTimeStation[];
  };
  /** Stations of which most readings have temperature and humidities that contradict each other. */
  humidity: {
    total: number;
    /** By name; at most 50. */
    stations: HumidityStation[];
  };
  /** The limit values compared with the readings, by calendar year. */
  limits: LimitYear[];
  order: {
    /** Accepted readings that came after one of a later hour of their station. */
    late: number;
    /** Accepted readings beyond the first in an hour of their station: above 0 the readings are not hourly. */
    beyondHourly: number;
  };
  /** Of the first 10,000 duplicates those whose reading counts are compared with it. */
  duplicates: {
    compared: number;
    /** Those that have a plausible value which the reading that counts has not. */
    withOtherValues: number;
    /** In the order of partition and offset; at most 50. */
    examples: OtherReading[];
  };
  /** The same counts by station and time, for filters. */
  slices: Slices;
  no2: {
    /** µg/m³, hourly mean: EU directive 2008/50/EC. */
    limit: number;
    /** Hours a calendar year that one station may be over the limit. */
    allowedHours: number;
    years: No2Year[];
    months: No2Month[];
  };
  /** The rules that rows of the lake were judged by, by version: the text of `rules/<version>.json` as a value. */
  ruleSets: { version: string; rules: unknown }[];
  /** The first 50 rejected rows in the order of partition and offset. */
  rejectedSample: RejectedRow[];
  /** The first 50 suspect rows in the order of partition and offset. */
  suspectSample: SuspectRow[];
}

/** How many rejected rows have this reason first, so that these add up to `rejected`, and how many have it at all. */
export interface ReasonCount {
  code: string;
  primary: number;
  any: number;
}

/** Rows of one UTC date. */
export interface DayCount {
  date: string;
  valid: number;
  suspect: number;
  rejected: number;
  /** Values in the accepted rows, in the order of `FIELDS`. */
  values: number[];
}

/** How many rows a rule was applied to: of a reason the rejected ones, of a note the accepted ones. */
export interface RuleCount {
  kind: "reason" | "note";
  code: string;
  /** Empty where it is about the message as a whole. */
  field: string;
  rows: number;
  /** First and last UTC date, and the one with most rows; null where none of them has a date. */
  firstDate: string | null;
  lastDate: string | null;
  worstDate: string | null;
  worstRows: number;
}

/** Chatterjee's coefficient: 0 where `of` says nothing of `field`, 1 where `field` is a function of it. */
export interface Dependence {
  field: string;
  of: string;
  xi: number;
  /** The same the other way round. */
  back: number;
  /** Readings of the sample that have both values. */
  rows: number;
}

/** A channel that fell silent. */
export interface SilentChannel {
  station: string;
  field: string;
  /** Its last value; null where it never had one. */
  lastTs: string | null;
  /** Days from then, or from the station's first reading, to the station's last. */
  days: number;
}

/** Stretches of hours, how many there are, and how many readings they have together. */
export interface Spans {
  total: number;
  readings: number;
  /** The longest first; at most 50. */
  longest: Span[];
}

/** Readings of a station that follow each other by an hour and have the same to be said of them. */
export interface Span {
  station: string;
  /** Empty where it is about the station. */
  field: string;
  from: string;
  /** Its last reading. */
  to: string;
  readings: number;
  /** How many of them were rejected. */
  rejected: number;
  /** 1-based lines of the source file, the least and the largest; null where no message named one. */
  firstLine: number | null;
  lastLine: number | null;
}

/** A measurement of a station whose daily means of a week are apart from those of the week before as weather does not bring about. */
export interface LevelChange {
  station: string;
  field: string;
  /** The UTC date with which the new level begins, or nearly so. */
  date: string;
  /** Medians of the daily means of about seven days before and after, in the field's unit. */
  before: number;
  after: number;
  /** Channels of the station that usually move with it and did not; 0 where its own days are far enough apart without them. */
  against: number;
}

/** The only missing hours of nights on which summer time begins, and the only ones that came twice on those on which it ends. */
export interface SummerTimeStation {
  station: string;
  missing: string[];
  doubled: string[];
}

/** A station whose absolute humidity is not what temperature and relative humidity give, in most readings. */
export interface HumidityStation {
  station: string;
  /** Those with the three values, 100 at least, and those of them that are off by over 5 %. */
  readings: number;
  contradicting: number;
  /** AH by what T and RH give, the median: about 100 where RH is a fraction, 7 to 8 where AH is g/m³, 10 where it is hPa. */
  ratio: number;
}

/** A duplicate with another value than the reading that counts, by its first such field. */
export interface OtherReading {
  station: string;
  ts: string;
  field: string;
  /** Of the reading that counts; null where it has none. */
  kept: number | null;
  /** Of the duplicate. */
  other: number;
}

/** A limit value as it stands in a directive or guideline. */
export interface Limit {
  id: string;
  field: string;
  value: number;
  unit: string;
  /** What is compared with the value. */
  of: "hour" | "day" | "8-hour day" | "year";
  /** How often a calendar year it may be exceeded; 0 for the mean of a year. */
  allowed: number;
  /** Share of the calendar year's hours that need a value for an assessment. */
  needed: number;
  source: string;
}

/** A limit compared with the readings of one calendar year. Hours, days and stations are those with any reading. */
export interface LimitYear {
  limit: Limit;
  year: number;
  stations: number;
  /** Stations with enough values for an assessment of the year. */
  assessable: number;
  /** Stations over the limit more often than allowed, or whose mean is over it, whether or not they have enough values. */
  over: number;
  /** The station that is worst off, the first by name among equals. */
  worst: {
    station: string;
    /** Mean of the year, or its largest hour or day; null where there is none with enough values. */
    value: number | null;
    /** Hours or days over the limit; of a mean of the year 0 or 1. */
    exceeded: number;
    /** Hours or days that could be compared, and hours with a value. */
    compared: number;
    hours: number;
    /** `hours` of the calendar year's. */
    share: number;
  };
}

/** Counts by station and bin of time. */
export interface Slices {
  unit: TimeUnit;
  /** Those with most rows, by name; the rows of all others, and of messages without a station, stand under "". */
  stations: string[];
  /** `RuleCount`s that `Slice.rules` refers to by index. */
  rules: { kind: "reason" | "note"; code: string; field: string }[];
  /** By time and station; one without rows is left out. */
  cells: Slice[];
}

export type TimeUnit = "day" | "week" | "month" | "year";

export interface Slice {
  /** First UTC date of the bin; a week begins on Monday. */
  start: string;
  /** Index in `Slices.stations`; -1 for the others. */
  station: number;
  valid: number;
  suspect: number;
  rejected: number;
  /** As in {@linkcode DayCount}. */
  values: number[];
  /** Pairs of index in `Slices.rules` and rows. */
  rules: [rule: number, rows: number][];
}

/** One measurement over all accepted readings; the measures are in `unit`, null where no reading has a value. */
export interface FieldQuality {
  name: string;
  unit: string;
  /** Readings without a value, those out of range not counted. */
  missing: number;
  /** Readings whose value was out of its plausible range, and so set to null. */
  outOfRange: number;
  min: number | null;
  mean: number | null;
  median: number | null;
  max: number | null;
  /** Values at the shares 0.05, 0.25, 0.75 and 0.95, interpolated. */
  quantiles: number[];
  /** `missing` by hour of day, 0 to 23. */
  missingByHour: number[];
  /** Last reading with a value. */
  lastTs: string | null;
  /** Stations at which it has fallen silent: see `QualityNumbers.silent`. */
  silentStations: number;
  /** Values by bins of equal width that begin at `start` (0 wide where all values are one). */
  histogram: { start: number; width: number; counts: number[] };
  /** What it would be if gaps were taken for the -200 of the UCI file and nothing were out of range. */
  uncleaned: { min: number | null; mean: number | null; max: number | null };
}

/** Station hours with an NO2 value, and those over the hourly limit. */
export interface No2Month {
  /** YYYY-MM. */
  month: string;
  withValue: number;
  over: number;
}

/** As {@linkcode No2Month}, with the stations that have any reading in the year and those over it more often than allowed. */
export interface No2Year {
  year: number;
  withValue: number;
  over: number;
  stations: number;
  stationsOverAllowance: number;
}

/** A rejected row as an example: where it came from, and why it was rejected. Texts are cut to 200 characters. */
export interface RejectedRow {
  partition: number;
  offset: number;
  /** 1-based line of the source file. */
  sourceLine: number | null;
  stationId: string | null;
  ts: string | null;
  reasons: { code: string; field: string; expected: string; got: string }[];
  /** The message's value as text, in base64 where it is not text, null for a tombstone. */
  value: string | null;
}

/** A suspect row as an example: where it came from, and what was noted. */
export interface SuspectRow {
  partition: number;
  offset: number;
  sourceLine: number | null;
  stationId: string;
  ts: string;
  notes: string[];
}
