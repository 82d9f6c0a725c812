import { Buffer } from "node:buffer";
import fc, { type Arbitrary } from "fast-check";
import { MEASUREMENTS } from "./contract.ts";

/** A message as somebody who means no good may send it. */
export interface HostileMessage {
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly headers: Readonly<Record<string, readonly Uint8Array[]>>;
}

const FIVE_MEGABYTES = 5_000_000;
const MAX_PARSED = 65_536;
const TIMESTAMP = "2004-03-10T18:00:00Z";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (content: string): string => JSON.stringify(content);
const nested = (open: string, close: string, depth: number) => open.repeat(depth) + "1" + close.repeat(depth);

/** What no program should take for a name, a number or a page: text for `station_id`, `ts`, keys and headers. */
const TEXTS: readonly string[] = [
  "",
  " ",
  "uci",
  "a".repeat(64),
  "a".repeat(65),
  ".uci",
  "-uci",
  "uci\n",
  "üci",
  "uci ",
  "../../etc/passwd",
  "..\\..\\windows",
  "/absolute",
  "a/b",
  "date=2004-03-10",
  "C:",
  "con",
  "~root",
  "$(reboot)",
  "`reboot`",
  "%2e%2e%2f",
  "%s%n",
  "'; drop table silver; --",
  "=1+1",
  "<script>alert(1)</script>",
  "</script><script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  '"><svg onload=alert(1)>',
  "' onmouseover='alert(1)",
  "</title></style></table><h1>",
  "<!--",
  "]]>",
  "&lt;b&gt;&#60;b&#62;",
  "javascript:alert(1)",
  "[x](javascript:alert(1))",
  "![x](http://127.0.0.1/)",
  "| a | b |\n| --- | --- |",
  "\\|",
  "\\",
  "# heading\n\n- list\n\n```",
  "**b** __b__ ~~s~~ $x$",
  "\u0000",
  "a\u0000b",
  "\u001b[31mred\u001b[0m\u0007",
  "\r\n\r\nHTTP/1.1 200",
  "\u202egnp.exe",
  "\u2066\u200f\u200b\u061cשלום",
  "\ufeff",
  "\u2028\u2029",
  "\ud800",
  "\udc00\ud800",
  "\u{10ffff}\uffff",
  "e\u0301".repeat(40),
  "😀".repeat(150),
  "__proto__",
  "constructor",
  "toString",
  "NaN",
  "nan",
  "NAN",
  "2.6",
  "2,6",
  "-200",
];

const TIMES: readonly string[] = [
  TIMESTAMP,
  "2004-03-10t18:00:00z",
  "2004-03-10 18:00:00Z",
  "2004-03-10T18:00:00",
  "2004-03-10T18:00:00.5+01:00",
  "2004-03-10T18:00:00.123456789-23:59",
  "2004-03-10T18:00:00+24:00",
  "2004-03-10T18:00:00-00:00",
  "2004-02-29T00:00:00Z",
  "2003-02-29T00:00:00Z",
  "1900-02-29T00:00:00Z",
  "2000-02-29T00:00:00Z",
  "2004-04-31T00:00:00Z",
  "2004-03-10T24:00:00Z",
  "2004-03-10T23:59:60Z",
  "2004-13-01T00:00:00Z",
  "2004-00-10T00:00:00Z",
  "0001-01-01T00:00:00Z",
  "0001-01-01T00:00:00+00:01",
  "0000-12-31T23:59:59Z",
  "9999-12-31T23:59:59.999Z",
  "9999-12-31T23:59:59-00:01",
  "+010000-01-01T00:00:00Z",
  "-000001-01-01T00:00:00Z",
  "２００４-03-10T18:00:00Z",
  `${TIMESTAMP}\n`,
  ` ${TIMESTAMP}`,
  "1078941600000",
  "10/03/2004 18.00.00",
  "now",
];

/** What may stand for a number in JSON, and what may not. */
const TOKENS: readonly string[] = [
  "0",
  "-0",
  "-0.0",
  "1",
  "-200",
  "-200.0",
  "-2e2",
  "-199.99999999999997",
  "50",
  "50.00000000000001",
  "5e-324",
  "1e-999",
  "1e308",
  "1.7976931348623157e308",
  "1e999",
  "-1e999",
  "9007199254740991",
  "9007199254740992",
  "123456789012345678901234567890",
  "0.1e1",
  "1.0",
  "1.5",
  `1${"0".repeat(400)}`,
  `0.${"3".repeat(400)}`,
  "true",
  "false",
  "null",
  "[]",
  "{}",
  "[1]",
  '{"__proto__":1}',
  '{"toString":1}',
  nested("[", "]", 50),
  nested('{"a":', "}", 50),
];

/** What is no JSON. */
const NOT_JSON: readonly string[] = [
  "NaN",
  "Infinity",
  "undefined",
  "01",
  "+1",
  ".5",
  "1.",
  "0x10",
  "'a'",
  '"',
  "{",
  "[1,]",
  '{"a":1,}',
  "{a:1}",
  "/**/1",
  "1 2",
  '"\u0000"',
  '"\n"',
  '"\\x41"',
  "\u00a01",
  "",
  " ",
  "\u0000",
  "<html></html>",
  "Date;Time;CO(GT)",
  nested("[", "", 30_000),
];

const CORPUS: readonly (string | Uint8Array | null)[] = [
  null,
  ...TEXTS.map((station) => reading({ station_id: text(station) })),
  ...TEXTS.map((ts) => reading({ ts: text(ts) })),
  ...TEXTS.map((value) => reading({ co_gt: text(value) })),
  ...TEXTS.map((raw) => `{"source_line":7,"raw":${text(raw)}}`),
  ...TEXTS.map((name) => reading({ [name]: "1" })),
  ...TIMES.map((ts) => reading({ ts: text(ts), station_id: text("times") })),
  ...TOKENS,
  ...TOKENS.map((token) => reading({ co_gt: token })),
  ...TOKENS.map((token) => reading({ source_line: token })),
  ...TOKENS.map((token) => reading({ station_id: token })),
  ...TOKENS.map((token) => reading({ ts: token })),
  ...TOKENS.map((token) => `{"source_line":7,"raw":${token}}`),
  ...TOKENS.map((token, hour) =>
    reading({ station_id: text("extremes"), ts: text(hoursOn(hour)), pt08_s1_co: token, co_gt: "1" })
  ),
  ...NOT_JSON,
  ...NOT_JSON.map((token) => reading({ co_gt: token })),
  // Prototypes: as keys, as values, inside each other, and in place of what is missing.
  reading({}).replace("{", '{"__proto__":{"polluted":true,"co_gt":1},'),
  reading({}).replace("{", '{"constructor":{"prototype":{"polluted":true}},'),
  `{"__proto__":${reading({})}}`,
  `{"__proto__":null,"station_id":"uci"}`,
  `[${reading({})}]`,
  // A key that comes twice: nobody can know which value was meant.
  reading({}).replace("{", '{"station_id":"first",'),
  reading({}).replace(/}$/, ',"co_gt":"x"}'),
  reading({}).replace(/}$/, ',"station_id":"../x"}'),
  // Deep, and as deep as it can be.
  ...[1_000, 8_000, 32_000].flatMap((depth) => [
    nested("[", "]", depth),
    reading({ co_gt: nested("[", "]", depth) }),
    reading({ extra: nested("[", "]", depth), ts: text(hoursOn(depth)) }),
  ]),
  nested('{"a":', "}", 10_000),
  reading({ co_gt: nested('{"__proto__":', "}", 4_000) }),
  // Long: up to what is parsed, one byte over, and far over.
  sized(reading({ station_id: text("long") }), MAX_PARSED),
  sized(reading({ station_id: text("long") }), MAX_PARSED + 1),
  reading({ station_id: text("a".repeat(60_000)) }),
  reading({ ts: text("\u0000".repeat(10_000)) }),
  `{"raw":${text("|".repeat(60_000))}}`,
  `{${Array.from({ length: 6_000 }, (_, index) => `"k${index}":1`).join(",")}}`,
  sized(reading({}), FIVE_MEGABYTES),
  new Uint8Array(FIVE_MEGABYTES),
  new Uint8Array(FIVE_MEGABYTES).fill(0xff),
  // No UTF-8: over-long, surrogates in it, past the last code point, cut short, UTF-16, Latin-1, compressed.
  Uint8Array.of(0xc0, 0xaf),
  Uint8Array.of(0x22, 0xed, 0xa0, 0x80, 0x22),
  Uint8Array.of(0x22, 0xf4, 0x90, 0x80, 0x80, 0x22),
  Uint8Array.of(0x22, 0xe2, 0x82),
  Uint8Array.of(0xff, 0xfe, ...Buffer.from(reading({}), "utf16le")),
  Uint8Array.from(Buffer.from(reading({ station_id: text("üci") }), "latin1")),
  Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0),
  Uint8Array.from({ length: 256 }, (_, index) => index),
  // A byte order mark, which a reader of JSON may ignore (RFC 8259), once.
  `\ufeff${reading({ station_id: text("marked") })}`,
  `\ufeff\ufeff${reading({ station_id: text("marked") })}`,
];

/** A reading as text, with fields replaced or added, each by its JSON token. */
function reading(change: Record<string, string>): string {
  const fields = {
    station_id: text("uci"),
    ts: text(TIMESTAMP),
    co_gt: "2.6",
    no2_gt: "-200",
    t: "13.6",
    source_line: "2",
  };
  return `{${Object.entries({ ...fields, ...change }).map(([name, token]) => `${text(name)}:${token}`).join(",")}}`;
}

function hoursOn(hours: number): string {
  return new Date(Date.UTC(2005, 0, 1) + hours * 3_600_000).toISOString();
}

/** JSON made longer with spaces, to so many bytes. */
function sized(json: string, sizeBytes: number): string {
  return json.replace(/}$/, `${" ".repeat(sizeBytes - json.length)}}`);
}

const anyText = fc.oneof(fc.constantFrom(...TEXTS), fc.string({ unit: "binary", maxLength: 300 }));
const anyToken = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...TOKENS) },
  { weight: 4, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }).map(String) },
  { weight: 4, arbitrary: fc.integer({ min: -300, max: 6_000 }).map(String) },
  { weight: 2, arbitrary: anyText.map(text) },
  { weight: 1, arbitrary: fc.json({ maxDepth: 4 }) },
  { weight: 1, arbitrary: fc.constantFrom(...NOT_JSON.filter((token) => token.length < 100)) },
);

/** Few stations and hours, so that many a reading comes twice. */
const moment = fc.oneof(
  { weight: 9, arbitrary: fc.tuple(fc.constantFrom("uci", "b", "c.d-e_f"), fc.nat({ max: 1_000 }).map(hoursOn)) },
  { weight: 1, arbitrary: fc.tuple(fc.constant("far"), fc.constantFrom(...TIMES)) },
).map(([station, ts]) => ({ station_id: text(station), ts: text(ts) }));
const measured = fc.record({
  ...Object.fromEntries(MEASUREMENTS.map((name) => [name, fc.integer({ min: -2, max: 210 }).map(String)])),
  source_line: fc.integer({ min: 1, max: 10_000 }).map(String),
}, { requiredKeys: [] });
const plain = fc.tuple(moment, measured).map(([named, rest]): Record<string, string> => ({ ...named, ...rest }));

const NAMES = ["station_id", "ts", "source_line", "raw", ...MEASUREMENTS];
const changed = fc.tuple(
  plain,
  fc.dictionary(fc.oneof(fc.constantFrom(...NAMES), anyText), anyToken, { minKeys: 1, maxKeys: 4 }),
).map(([fields, change]) => reading({ ...fields, ...change }));

/** A reading with bytes changed, put in or taken out. */
const damaged = fc.tuple(
  plain,
  fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 }), fc.nat({ max: 2 })), { minLength: 1, maxLength: 3 }),
)
  .map(([fields, damages]) => {
    const content = [...bytes(reading(fields))];
    for (const [at, byte, kind] of damages) {
      const index = at % content.length;
      if (kind === 0) content[index] = byte;
      else if (kind === 1) content.splice(index, 0, byte);
      else content.splice(index, 1);
    }
    return Uint8Array.from(content);
  });

const value: Arbitrary<Uint8Array | null> = fc.oneof(
  { weight: 30, arbitrary: plain.map(reading).map(bytes) },
  { weight: 30, arbitrary: changed.map(bytes) },
  { weight: 15, arbitrary: damaged },
  { weight: 5, arbitrary: fc.json().map(bytes) },
  { weight: 5, arbitrary: anyText.map(bytes) },
  { weight: 5, arbitrary: fc.uint8Array({ maxLength: 200 }) },
  {
    weight: 5,
    arbitrary: fc.tuple(fc.constantFrom("[", '{"a":', '[{"":'), fc.nat({ max: 5_000 })).map(([open, depth]) =>
      bytes(nested(open, "", depth))
    ),
  },
  { weight: 1, arbitrary: fc.constant(null) },
);
const key = fc.oneof(fc.constantFrom(null, bytes("uci")), anyText.map(bytes), fc.uint8Array({ maxLength: 20 }));
const headers = fc.dictionary(
  fc.oneof(anyText, fc.constantFrom("airquality.run", "airquality.reject.codes", "__connect.errors.topic")),
  fc.array(fc.uint8Array({ maxLength: 20 }), { minLength: 1, maxLength: 2 }),
  { maxKeys: 2, noNullPrototype: false },
);

/** So many messages: first the corpus, each of which is hostile in its own way, then random ones. The same for the same seed. */
export function hostileMessages(count: number, seed: number): HostileMessage[] {
  const known = CORPUS.map((each, index): HostileMessage => ({
    key: bytes(TEXTS[index % TEXTS.length]!),
    value: typeof each === "string" ? bytes(each) : each,
    headers: { [TEXTS[index % TEXTS.length]!]: [bytes(TEXTS[index % TEXTS.length]!)] },
  }));
  return [...known, ...fc.sample(fc.record({ key, value, headers }), { numRuns: count - known.length, seed })];
}
