/** What one replay of a source put into the raw topic; kept as `runs/<run>.json` in the lake, where prove and report read it. */
export interface RunFacts {
  /** Identifies the replay; every raw message carries it in the header `airquality.run`. */
  run: string;
  /** RFC 3339 wall-clock moment at which the replay began. */
  startedAt: string;
  source: {
    /** File name without its folder. */
    name: string;
    sha256: string;
    sizeBytes: number;
    /** True for data that was generated, which every report must say. */
    synthetic: boolean;
    /** The dialect as one line of text, for example "; separated, decimal comma, dd/mm/yyyy, HH.MM.SS, CRLF". */
    dialect: string;
  };
  topic: string;
  stationId: string;
  /** The pace as text, for example "3,600,000 event seconds a second", "1,000 rows/s" or "max". */
  pace: string;
  /** Data lines read (header not counted) = blank + produced. */
  dataLines: number;
  blankLines: number;
  produced: number;
  /** True where the replay ended before the end of the file: by a limit or a signal. */
  partial: boolean;
  /** True where the file was replayed again and again: its lines then come several times on purpose. */
  looped: boolean;
  /** RFC 3339 of the first and last reading sent that had a timestamp; null where none had. */
  firstTs: string | null;
  lastTs: string | null;
  /** Seconds from the first reading to the last acknowledgement. */
  seconds: number;
}
