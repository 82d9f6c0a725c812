/** What stands in a line of the file. */
export interface Place {
  readonly line: number;
  readonly text: string;
}

/** How something was decided, from how many rows, and how many rows say otherwise. */
export interface Basis {
  readonly how: string;
  readonly rows: number;
  readonly against: number;
}

/** What contradicts itself: which reading was found first, and where another one. */
export interface Contradiction {
  readonly first: Place;
  readonly other: Place;
  readonly what: string;
}

/** Whether rows against the others are more than single faults. */
export const areMany = (against: number, rows: number): boolean => against > 1 && against > 0.05 * (rows + against);
