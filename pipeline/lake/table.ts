/** A table of the lake: a folder of part files, with a folder in it for each value of its key. What is to be known of one stands here. */
export interface Table {
  /** Its folder below the lake's. */
  readonly name: string;
  /** What its rows are divided by: `date` stands for folders like `date=2004-03-10`. */
  readonly key: string;
  /** Every value of the key, as a regular expression. */
  readonly keyValues: string;
  /** Whether the parts of one value of the key are folded into one file. */
  readonly compacts: boolean;
}

/** Accepted readings, by the UTC date of the reading. */
export const SILVER = { name: "silver", key: "date", keyValues: "\\d{4}-\\d{2}-\\d{2}", compacts: true } as const;

/** Rejected messages, by the first reason. */
export const REJECTED = { name: "rejected", key: "reason", keyValues: "[a-z0-9_]+", compacts: false } as const;

/** Forecasts, by the UTC date of the hour that is forecast. */
export const FORECASTS = { name: "forecasts", key: "date", keyValues: SILVER.keyValues, compacts: false } as const;

/** Alarms of drift detectors, by the UTC date of the reading that raised them. */
export const ALARMS = { name: "alarms", key: "date", keyValues: SILVER.keyValues, compacts: false } as const;

/** Every table of a lake. */
export const TABLES = [SILVER, REJECTED, FORECASTS, ALARMS] as const satisfies readonly Table[];

/** The name of a table. */
export type TableName = typeof TABLES[number]["name"];

/** The folder, below the lake's, of the rows of a table with one value of its key. */
export const folderOf = ({ name, key }: Table, value: string): string => `${name}/${key}=${value}`;
