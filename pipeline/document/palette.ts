/**
 * Every colour of the report, by what it means: [on light, on dark]. The hues are those of Okabe and Ito, which people with any
 * colour vision tell apart. Charts are drawn in the light ones; in the page each becomes the CSS variable of its name.
 */
export const PALETTE = {
  ink: ["#1a1d21", "#e8eaed"],
  muted: ["#59616b", "#a4adb8"],
  line: ["#dfe3e8", "#343a42"],
  surface: ["#ffffff", "#1b1f24"],
  page: ["#f5f6f8", "#121518"],
  valid: ["#0072b2", "#4aa8e0"],
  suspect: ["#e69f00", "#f0b429"],
  rejected: ["#d55e00", "#f27a3a"],
  missing: ["#5c6877", "#a9b6c6"],
  over: ["#b0528a", "#dd92bf"],
  good: ["#00714f", "#3fc79a"],
  warn: ["#8a5a00", "#f0b429"],
  bad: ["#b34700", "#f27a3a"],
} as const satisfies Record<string, readonly [light: string, dark: string]>;

/** The light colour of each name. */
export const COLORS = Object.fromEntries(
  Object.entries(PALETTE).map(([name, [light]]) => [name, light]),
) as Record<keyof typeof PALETTE, string>;
