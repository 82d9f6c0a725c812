/** To three significant digits; "–" where there is none. */
export function short(value: number | null | undefined): string {
  if (value === null || value === undefined) return "–";
  // What is left of a sum that should be 0 is 0.
  if (Math.abs(value) < 1e-12) return "0";
  return value.toLocaleString("en-US", { maximumSignificantDigits: 3 }).replace("-", "−");
}

/** "[1.2, 3.4]"; "–" where there is none. */
export const interval = (low: number | null, high: number | null): string =>
  low === null || high === null ? "–" : `[${short(low)}, ${short(high)}]`;

/** A p-value; never 0, as it never is. */
export function pText(p: number | null): string {
  if (p === null) return "–";
  return p < 0.001 ? "< 0.001" : p.toFixed(3);
}

export const percentText = (share: number): string =>
  `${(100 * share).toLocaleString("en-US", { maximumFractionDigits: 1 }).replace("-", "−")} %`;
