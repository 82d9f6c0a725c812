import type { Logger } from "../../tasks/cli/command.ts";

/** What a bench is asked for. */
export interface Bench {
  /** The data set. */
  csv: string;
  /** Its readings. */
  hours: number;
  /** Readings that consumers and producers are measured on. */
  rows: number;
  /** Of those readings; as many as there are hours for, where not given. */
  stations: number | undefined;
  /** Gets whatever is written, and is removed in the end. */
  folder: string;
  /** A folder whose `data/` is a lake of the data set; one is made where not given. */
  lake: string | undefined;
  signal: AbortSignal;
  log: Logger;
}

/** What the rate and the peak of consumers depend on. */
export interface Setting {
  rows: number;
  stations: number;
  /** Of the raw topic. */
  partitions: number;
  /** Processes of one group. */
  consumers: number;
  /** Whether the clean and the dead-letter topic are written too. */
  forward: boolean;
}
