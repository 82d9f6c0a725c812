import { type DetectorKind, NOTHING } from "./detector.ts";

const HOURS_A_YEAR = 8_760;

/** Alarms at every value: finds each drift at once, and is of no use. */
export const always: DetectorKind<null> = {
  name: "always",
  meaning: "every value",
  ownRate: HOURS_A_YEAR,
  minThreshold: 0,
  make: () => ({
    name: "always",
    init: () => null,
    update: (_, value) => Number.isNaN(value) ? NOTHING : { alarm: true, statistic: null, rows: 1 },
  }),
};

/** Never alarms: has no false alarm, and is of no use either. */
export const never: DetectorKind<null> = {
  name: "never",
  meaning: "nothing",
  ownRate: 0,
  minThreshold: 0,
  make: () => ({ name: "never", init: () => null, update: () => NOTHING }),
};
