/** Counts and measures of a lake, made only from its rows; every list is sorted, moments are RFC 3339 in UTC. */
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
  /** By UTC date; a date without any row is left out. */
  days: DayCount[];
  /** Rejected rows without a timestamp, so in no day. */
  rejectedUndated: number;
  /** Accepted readings of each hour of day, 0 to 23. */
  rowsByHour: number[];
  /** In the order of `FIELDS`. */
  fields: FieldQuality[];
  no2: {
    /** µg/m³, hourly mean: EU directive 2008/50/EC. */
    limit: number;
    /** Hours a calendar year that one station may be over the limit. */
    allowedHours: number;
    years: No2Year[];
    months: No2Month[];
  };
  /** The first 50 rejected rows in the order of partition and offset. */
  rejectedSample: RejectedRow[];
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
  /** `missing` by hour of day, 0 to 23. */
  missingByHour: number[];
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
  /** The message's value as text, in base64 where it is none, null for a tombstone. */
  value: string | null;
}
