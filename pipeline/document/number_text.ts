/** 1234567 → "1,234,567". */
export function count(value: number): string {
  return value.toLocaleString("en-US");
}

/** A share as "12.3 %"; "–" of nothing. What is not none or all never reads as 0.0 % or 100.0 %. */
export function share(part: number, whole: number): string {
  if (whole === 0) return "–";
  const percent = 100 * part / whole;
  if (part > 0 && percent < 0.05) return "< 0.1 %";
  if (part < whole && percent >= 99.95) return "> 99.9 %";
  return `${percent.toFixed(1)} %`;
}

/** A measured value to four significant digits; "–" where there is none. */
export function measure(value: number | null): string {
  return value === null ? "–" : value.toLocaleString("en-US", { maximumSignificantDigits: 4 });
}

/** A timestamp without its zone: "2005-02-08 17:00". */
export const minuteOf = (ts: string): string => ts.slice(0, 16).replace("T", " ");

/** An hour of the day: "04:00". */
export const clock = (hour: number): string => `${String(hour).padStart(2, "0")}:00`;

/** "1 reading", "2 readings". */
export function plural(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? "" : "s"}`;
}

/** "a", "a and b", "a, b and c". */
export function listed(items: readonly string[]): string {
  return items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}
