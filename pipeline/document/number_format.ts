const MONTHS = "January February March April May June July August September October November December".split(" ");
const WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(" ");

/**
 * A number of a results file as a document prints it; `undefined` where the form is unknown or the value is not of its kind.
 *
 * | form | 1234.5678 → |
 * |---|---|
 * | `2` (digits after the point, 0 to 9) | 1,234.57 |
 * | `+2` | +1,234.57; a negative number has its minus sign in either form |
 * | `%1` | a share: 0.123 → 12.3 % |
 * | `p` | a p-value: 0.00004 → < 0.001, else three digits |
 * | `hour` | of the day: 8 → 08:00 |
 * | `weekday` | 0 → Monday |
 * | `month` | 1 → January |
 * | `year` | 2004 → 2004, without a comma |
 * | `date` | the date of a timestamp |
 * | `text` | a text as it is |
 */
export function formatNumber(value: unknown, form: string): string | undefined {
  if (form === "text") return typeof value === "string" && value !== "" ? value : undefined;
  if (form === "date") return typeof value === "string" ? /^\d{4}-\d{2}-\d{2}/.exec(value)?.[0] : undefined;
  if (typeof value !== "number" || !Number.isFinite(value)) return undefined;
  const [, kind, digits] = /^([+%]?)(\d)$/.exec(form) ?? [];
  if (digits !== undefined) {
    if (kind === "%") return `${fixed(100 * value, Number(digits))} %`;
    return `${kind === "+" && value > 0 ? "+" : ""}${fixed(value, Number(digits))}`;
  }
  switch (form) {
    case "p":
      return value < 0.001 ? "< 0.001" : fixed(value, 3);
    case "hour":
      return Number.isInteger(value) && value >= 0 && value < 24 ? `${String(value).padStart(2, "0")}:00` : undefined;
    case "year":
      return Number.isInteger(value) ? String(value) : undefined;
    case "weekday":
      return WEEKDAYS[value];
    case "month":
      return MONTHS[value - 1];
  }
  return undefined;
}

function fixed(value: number, digits: number): string {
  const text = Math.abs(value).toLocaleString("en-US", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  // What rounds to nothing has no sign.
  return value < 0 && /[1-9]/.test(text) ? `−${text}` : text;
}
