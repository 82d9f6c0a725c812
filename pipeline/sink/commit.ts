/** What a rotation of a partition has committed, and what its stage says of it. */
export type SinkCommit<Summary extends object = object> = Summary & {
  readonly partition: number;
  readonly rows: number;
  readonly files: number;
  readonly nextOffset: number;
  /** Of the whole rotation. */
  readonly seconds: number;
  readonly transactionSeconds: number;
  /** Of the messages, milliseconds since 1970. */
  readonly timestampsMs: readonly number[];
};
