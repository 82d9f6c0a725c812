const NAMES: Record<string, string> = {
  "\t": "a tab",
  " ": "a space",
  "'": "an apostrophe",
  ",": "a comma",
  ".": "a point",
};
/** A sign as a message calls it: "a tab". */
export const nameOf = (sign: string) => NAMES[sign] ?? `a ${sign}`;
