const grouped = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

/** A count with thousands set apart: `9,357`. What is not known is a dash. */
export const count = (value) => value === null || value === undefined ? "–" : grouped.format(value);

/** `1 message`, `2 messages`. */
export const counted = (value, noun) => `${count(value)} ${noun}${value === 1 ? "" : "s"}`;

/** A share: `0.33 %`. */
export const percent = (value) => {
  if (value === null || !Number.isFinite(value)) return "–";
  const points = value * 100;
  return `${points === 0 || points >= 10 ? points.toFixed(1) : points.toPrecision(2)} %`;
};

/** A time span as value and unit: `["240", "ms"]`. */
export function span(seconds) {
  if (seconds === null || seconds === undefined) return ["–", ""];
  if (seconds < 1) return [(seconds * 1000).toFixed(0), "ms"];
  if (seconds < 120) return [seconds.toFixed(seconds < 10 ? 1 : 0), "s"];
  return [(seconds / 60).toFixed(0), "min"];
}

export const spanText = (seconds) => span(seconds).join(" ").trim();

export const mebibytes = (bytes) => `${grouped.format(bytes / 1_048_576)} MiB`;

/** The time of day here: `12:03:04`. */
export const clock = (ms) => new Date(ms).toTimeString().slice(0, 8);

/** A moment of a message in UTC: anyone may have written it. */
export function moment(ms) {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? String(ms) : date.toISOString().replace("T", " ").slice(0, -1);
}

/** A reading's own moment, the year apart, as a narrow page leaves it out: `["2004-", "03-10 18:00"]`. */
export const readingTime = (ts) => [ts.slice(0, 5), ts.slice(5, 16).replace("T", " ")];
