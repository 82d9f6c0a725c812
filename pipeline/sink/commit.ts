/** What a rotation of a partition has committed. */
export interface SinkCommit {
  readonly partition: number;
  readonly rows: number;
  readonly files: number;
  readonly nextOffset: number;
  /** Of the whole rotation. */
  readonly seconds: number;
  readonly transactionSeconds: number;
  /** Share of missing values among those of the accepted rows; null where none was accepted. */
  readonly missingRatio: number | null;
  /** Of the raw messages, milliseconds since 1970. */
  readonly timestampsMs: readonly number[];
}
