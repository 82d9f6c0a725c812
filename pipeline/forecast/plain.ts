/** What JSON holds: a state of this kind survives a compacted topic, and a copy of it shares nothing. */
export type Plain = null | boolean | number | string | Plain[] | { [key: string]: Plain };
