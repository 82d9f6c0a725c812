import type { Constant } from "../../document/mod.ts";

const DIRECTIVE = "Directive 2008/50/EC, annexes I and XI",
  NAME = "name of a substance or channel",
  METHOD = "statistical convention",
  FAULTS = "docs/faults.md, the series of seed 2030";

/** Numbers that the report states and no result gives. */
export const FINAL_CONSTANTS: readonly Constant[] = [
  { text: "NO2", source: NAME },
  { text: "S2", source: NAME },
  { text: "200 µg/m³", source: DIRECTIVE },
  { text: "18 hours", source: DIRECTIVE },
  { text: "90 %", source: `${DIRECTIVE}; also what the intervals of forecasts promise` },
  { text: "95 %", source: METHOD },
  { text: "5 %", source: METHOD },
  { text: "500 runs", source: FAULTS },
];
