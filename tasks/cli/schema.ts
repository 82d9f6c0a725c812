import { z } from "zod";

/** Reads the text of a flag or variable; `undefined` from `read` means that the text is not what was `expected`. */
function textForm<T>(expected: string, read: (text: string) => T | undefined): z.ZodType<T> {
  return z.string({ error: `expected ${expected}` }).transform((text, context) => {
    const value = read(text.trim());
    if (value !== undefined) return value;
    context.issues.push({ code: "custom", message: `expected ${expected}`, input: text });
    return z.NEVER;
  });
}

const matching = (pattern: RegExp) => (text: string) => pattern.test(text) ? text : undefined;

/** Thousands may be set apart by `_` or `,`: a number of zeros is easily miscounted. */
function integerFrom(text: string, least: number): number | undefined {
  if (!/^\d+([_,]\d{3})*$/.test(text)) return undefined;
  const value = Number(text.replaceAll(/[_,]/g, ""));
  return Number.isSafeInteger(value) && value >= least ? value : undefined;
}

function positiveFrom(text: string): number | undefined {
  if (!/^(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) && value > 0 ? value : undefined;
}

function portFrom(text: string): number | undefined {
  const value = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return value >= 1 && value <= 65_535 ? value : undefined;
}

const HOST = /^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?)$/;

function hostPortsFrom(text: string): string[] | undefined {
  const addresses = text.split(",").map((address) => address.trim());
  const good = addresses.every((address) => {
    const colon = address.lastIndexOf(":");
    return HOST.test(address.slice(0, Math.max(colon, 0))) && portFrom(address.slice(colon + 1)) !== undefined;
  });
  return good ? addresses : undefined;
}

const UNIT_MS: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

function durationFrom(text: string): number | undefined {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text) ?? [];
  return amount === undefined ? undefined : Math.round(Number(amount) * UNIT_MS[unit!]!);
}

/** A whole number of at least 1. `unit` is the plural noun in the message: `rows`. */
export const positiveInteger = (unit: string): z.ZodType<number> =>
  textForm(`a whole number of ${unit}, 1 or more`, (text) => integerFrom(text, 1));

/** A whole number of at least 0. */
export const nonNegativeInteger = (unit: string): z.ZodType<number> =>
  textForm(`a whole number of ${unit}, 0 or more`, (text) => integerFrom(text, 0));

/** A number above 0, with a decimal point where need be. */
export const positiveNumber = (unit: string): z.ZodType<number> =>
  textForm(`a number of ${unit} above 0`, positiveFrom);

/** A TCP port, 1 to 65535. */
export const port = (): z.ZodType<number> => textForm("a port, 1 to 65535", portFrom);

/** Any text that is not empty. */
export const text = (): z.ZodType<string> => textForm("some text", (value) => value === "" ? undefined : value);

/** A Kafka topic's name. `.` and `..` are refused by Kafka too. */
export const topicName = (): z.ZodType<string> =>
  textForm(
    "a topic name (letters, digits, '.', '_', '-'; at most 249)",
    matching(/^(?!\.{1,2}$)[A-Za-z0-9._-]{1,249}$/),
  );

/** Broker addresses, `host:port[,host:port]`, as a list. */
export const hostPorts = (): z.ZodType<string[]> => textForm("host:port[,host:port]", hostPortsFrom);

/** Event seconds per second: a number above 0, or `max`. */
export const speedup = (): z.ZodType<number | "max"> =>
  textForm(
    "event seconds per second above 0, or max",
    (value): number | "max" | undefined => value === "max" ? "max" : positiveFrom(value),
  );

/** A time span, `500ms`, `5s`, `2m` or `1h`, in milliseconds. */
export const duration = (): z.ZodType<number> => textForm("a time such as 500ms, 5s or 2m", durationFrom);
