/** Which offsets of which partition a part holds, and the owner that wrote it. */
export interface PartName {
  readonly topic: string;
  readonly partition: number;
  readonly firstOffset: number;
  readonly lastOffset: number;
  readonly epoch: number;
}

/** The file name of a part. No two owners write the same one. */
export function formatPartName({ topic, partition, firstOffset, lastOffset, epoch }: PartName): string {
  return `${topic}-${partition}-${firstOffset}-${lastOffset}-${epoch}.parquet`;
}

/** What the name of a file says, where it is that of a part. */
export function parsePartName(name: string): PartName | null {
  const [, topic, ...numbers] = /^(.+)-(\d+)-(\d+)-(\d+)-(\d+)\.parquet$/.exec(name) ?? [];
  if (topic === undefined) return null;
  const [partition, firstOffset, lastOffset, epoch] = numbers.map(Number) as [number, number, number, number];
  return { topic, partition, firstOffset, lastOffset, epoch };
}

const OWN_NAME =
  /^([^/ ]+-\d+-\d+-\d+-\d+(\.cut-[\d-]+)*\.parquet|compacted-[0-9a-f]+(\.cut-[\d-]+)*\.parquet|air_quality_clean_[\d-]+\.parquet|_folded\.json|\.writing-.+)$/;

/**
 * Whether a file's name is one that this project gives in a table's folders: parts of a rotation, also such that were cut; compacted files,
 * also of the layout before the logs; and what a crash left.
 */
export const isOwnName = (name: string): boolean => OWN_NAME.test(name);
