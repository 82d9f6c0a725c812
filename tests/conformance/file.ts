import { Buffer } from "node:buffer";
import fc, { type Arbitrary } from "fast-check";

/** A file as somebody may bring it, and what is wrong with it. */
export interface HostileFile {
  readonly trouble: string;
  readonly bytes: Uint8Array;
}

const HEADER = "Date;Time;CO(GT);NO2(GT);T;;";
const LINES = 40;
const TEN_MEGABYTES = 10_000_000;
const LONGEST_LINE = 65_535;

const line = (hour: number) => `10/03/2004;${String(hour % 24).padStart(2, "0")}.00.00;${hour},5;113;13,6;;`;
const DATA = Array.from({ length: LINES }, (_, hour) => line(hour));
const joined = (header: string, data: readonly string[], end = "\r\n") =>
  [header, ...data].map((each) => each + end).join("");
const GOOD = joined(HEADER, DATA);
const comma = (text: string) => text.replaceAll(",", ".").replaceAll(";", ",");

const CORPUS: readonly [trouble: string, content: string | Uint8Array][] = [
  ["none", GOOD],
  ["empty", ""],
  ["one line end", "\n"],
  ["blank lines only", "\r\n\r\n;;;\r\n"],
  ["header only", `${HEADER}\r\n`],
  ["header without an end", HEADER],
  ["header and blank lines", joined(HEADER, [";;;;;;", "", "  "])],
  ["no header", joined(DATA[0]!, DATA)],
  ["header twice", joined(HEADER, [HEADER, ...DATA])],
  ["header in the last line", joined(DATA[0]!, [...DATA, HEADER])],
  ["a column twice", joined("Date;Time;CO(GT);CO_GT;T;;", DATA)],
  ["an unknown column", joined("Date;Time;CO(GT);Ozone;T;;", DATA)],
  ["a column named __proto__", joined("Date;Time;CO(GT);__proto__;T;;", DATA)],
  ["a column named constructor", joined("Date;Time;CO(GT);constructor;T;;", DATA)],
  ["a column named raw", joined("Date;Time;CO(GT);raw;source_line;;", DATA)],
  ["markup in the header", joined("Date;Time;<script>alert(1)</script>;NO2(GT);T;;", DATA)],
  ["no date column", joined("Day;Time;CO(GT);NO2(GT);T;;", DATA)],
  ["no measurement", joined("Date;Time", ["10/03/2004;18.00.00"])],
  ["one column", joined("CO(GT)", ["1", "2"])],
  ["an empty column in the middle", joined("Date;Time;;NO2(GT);T;;", DATA)],
  ["a thousand columns", joined(`${HEADER}${"x;".repeat(1_000)}`, DATA)],
  ["a thousand empty columns", joined(HEADER + ";".repeat(1_000), DATA.map((each) => each + ";".repeat(1_000)))],
  ["a header of 100 KB", joined(`${HEADER}${" ".repeat(100_000)}`, DATA)],
  ["a byte order mark", `\ufeff${GOOD}`],
  ["two byte order marks", `\ufeff\ufeff${GOOD}`],
  ["a byte order mark in each line", joined(HEADER, DATA.map((each) => `\ufeff${each}`))],
  ["LF", joined(HEADER, DATA, "\n")],
  ["CR alone", joined(HEADER, DATA, "\r")],
  ["CR CR LF", joined(HEADER, DATA, "\r\r\n")],
  ["LF CR", joined(HEADER, DATA, "\n\r")],
  [
    "mixed line ends",
    HEADER + "\n" + DATA.map((each, index) => each + ["\r\n", "\n", "\r\r\n", "\n\n"][index % 4]).join(""),
  ],
  ["line ends of other kinds", joined(HEADER, DATA.map((each) => `${each}\u2028${each}\u0085\v\f`))],
  ["no last line end", GOOD.trimEnd()],
  ["comma separated", comma(GOOD)],
  ["commas and semicolons", joined(HEADER, DATA.map((each, index) => index % 2 ? each : comma(each)))],
  ["tabs", GOOD.replaceAll(";", "\t")],
  ["bars", GOOD.replaceAll(";", "|")],
  ["decimal points", GOOD.replaceAll(",", ".")],
  ["quoted cells", joined(HEADER, DATA.map((each) => each.split(";").map((cell) => `"${cell}"`).join(";")))],
  ["quoted header", joined(HEADER.split(";").map((cell) => `"${cell}"`).join(";"), DATA)],
  ["a quote that never ends", joined(HEADER, [`"${DATA[0]}`, ...DATA])],
  ["quotes everywhere", joined(HEADER, DATA.map((each) => each.replaceAll(";", '";"').replaceAll(",", '""')))],
  ["a line end inside quotes", joined(HEADER, ['"10/03\r\n2004";18.00.00;1;1;1;;', ...DATA])],
  ["comments", joined(HEADER, ["# a comment", "// another", ...DATA])],
  ["NULs", joined(HEADER, DATA.map((each) => each.replace(";", "\u0000;\u0000")))],
  ["NULs only", "\u0000".repeat(1_000)],
  ["a NUL for a line end", joined(HEADER, DATA, "\u0000")],
  [
    "Latin-1",
    Uint8Array.from(Buffer.from(joined(HEADER, DATA.map((each) => `${each}`.replace("13,6", "13,6 °C"))), "latin1")),
  ],
  ["UTF-16 with its mark", Uint8Array.from(Buffer.from(`\ufeff${GOOD}`, "utf16le"))],
  ["UTF-16 without", Uint8Array.from(Buffer.from(GOOD, "utf16le"))],
  [
    "UTF-16 after a good header",
    Uint8Array.from([...Buffer.from(`${HEADER}\r\n${DATA[0]}\r\n`), ...Buffer.from(DATA.join("\n"), "utf16le")]),
  ],
  ["bad UTF-8", Uint8Array.from(Buffer.from(GOOD), (byte, index) => index % 97 === 90 ? 0xff : byte)],
  ["cut in a letter", Buffer.from(joined(HEADER, ["10/03/2004;18.00.00;1;1;é"])).subarray(0, -3)],
  ["compressed", Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 10, 10, 13)],
  ["a picture", Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13)],
  ["a web page", "<!doctype html>\n<title>Not found</title>\n<p>404\n"],
  ["JSON", '{"Date":"10/03/2004"}\n{"Date":"10/03/2004"}\n'],
  ["a spreadsheet's sign", `sep=;\r\n${GOOD}`],
  ["every byte", Uint8Array.from({ length: 2_560 }, (_, index) => index % 256)],
  [
    "every byte after a good line",
    Uint8Array.from([
      ...Buffer.from(joined(HEADER, DATA)),
      ...Array.from({ length: 2_560 }, (_, index) => index % 256),
    ]),
  ],
  ["a line of 10 MB", joined(HEADER, [DATA[0]!, "x".repeat(TEN_MEGABYTES), DATA[1]!])],
  ["a header of 10 MB", joined("Date;".repeat(TEN_MEGABYTES / 5), DATA)],
  ["one line of 10 MB", "x".repeat(TEN_MEGABYTES)],
  ["the longest line", joined(HEADER, [DATA[0]!, "\u0000".repeat(LONGEST_LINE), DATA[1]!], "\n")],
  ["a line one too long", joined(HEADER, [DATA[0]!, "\u0000".repeat(LONGEST_LINE + 1), DATA[1]!], "\n")],
  ["a blank line of 60 KB", joined(HEADER, [DATA[0]!, ";".repeat(60_000), DATA[1]!])],
  ["60 KB of semicolons in a line", joined(HEADER, [DATA[0]!, `x${";".repeat(60_000)}`, DATA[1]!])],
  ["200,000 blank lines", joined(HEADER, [...DATA, ...Array<string>(200_000).fill("")], "\n")],
  ["70 KB of blank lines first", joined(HEADER, [...Array<string>(70_000).fill(""), ...DATA], "\n")],
  [
    "hostile cells",
    joined(
      HEADER,
      ["=1+1", "<script>", "../..", "\u202e1", "1e999", "NaN", "-0", "0x10", "١٢"].map((cell) =>
        `10/03/2004;18.00.00;${cell};1;1;;`
      ),
    ),
  ],
  [
    "hostile dates",
    joined(
      HEADER,
      ["31/02/2004", "00/00/0000", "10/03/99999", "9999/99/99", "__proto__", "-1/1/1"].map((date) =>
        `${date};18.00.00;1;1;1;;`
      ),
    ),
  ],
  ["far dates", joined(HEADER, ["01/01/0001", "31/12/9999"].map((date) => `${date};23.59.59;1;1;1;;`))],
  ["one moment", joined(HEADER, Array<string>(LINES).fill(DATA[0]!))],
];

const anyCell = fc.oneof(
  fc.constantFrom(
    "",
    " ",
    "-200",
    "2.6",
    "2,6",
    "1e999",
    "NaN",
    '"',
    '""',
    "\u0000",
    "\r",
    "\ufeff",
    "é",
    "'",
    "<b>",
    "__proto__",
  ),
  fc.string({ unit: "binary", maxLength: 40 }),
).map((cell) => cell.replaceAll(/[;\n]/g, ""));

/** A change of one of a file's lines, in place of which there may be none or several. */
const change: Arbitrary<readonly [string, (line: string) => string[]]> = fc.oneof(
  fc.tuple(fc.nat({ max: 6 }), anyCell).map(([column, cell]) =>
    [
      "cell",
      (line: string) => [line.split(";").map((each, index) => index === column ? cell : each).join(";")],
    ] as const
  ),
  anyCell.map((text) => ["line", () => [text]] as const),
  fc.nat({ max: 40 }).map((length) => ["cut", (line: string) => [line.slice(0, length)]] as const),
  fc.constantFrom("\n", "\r\n", "\r", "\n\n", "\r\n;;;;;;\r\n").map((end) =>
    ["end", (line: string) => [line + end]] as const
  ),
  fc.constant(["copy", (line: string) => [line, line]] as const),
  fc.constant(["drop", () => []] as const),
  fc.constant(["comma", (line: string) => [comma(line)]] as const),
);

/** What happens to a file's bytes on their way. */
const damage: Arbitrary<readonly [string, (content: Uint8Array) => Uint8Array]> = fc.oneof(
  { weight: 4, arbitrary: fc.constant(["whole", (content: Uint8Array) => content] as const) },
  {
    weight: 1,
    arbitrary: fc.nat({ max: 1_600 }).map((length) =>
      ["cut off", (content: Uint8Array) => content.subarray(0, length)] as const
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.nat({ max: 800 }), fc.nat({ max: 255 })).map(([at, byte]) =>
      ["byte", (content: Uint8Array) => content.with(at, byte)] as const
    ),
  },
);

const random: Arbitrary<HostileFile> = fc.tuple(
  fc.array(fc.tuple(fc.nat({ max: LINES - 1 }), change), { minLength: 1, maxLength: 4 }),
  fc.constantFrom("\r\n", "\n"),
  fc.constantFrom("", "\ufeff"),
  damage,
).map(([changes, end, mark, [state, spoil]]) => {
  const lines = DATA.flatMap((line, index) => {
    const [, apply] = changes.find(([at]) => at === index)?.[1] ?? ["", (line: string) => [line]];
    return apply(line);
  });
  return {
    trouble: [...changes.map(([at, [name]]) => `${name} in line ${at + 2}`), state].join(", "),
    bytes: spoil(new TextEncoder().encode(mark + joined(HEADER, lines, end))),
  };
});

/** So many files: first those with a trouble of their own, then random ones. The same for the same seed. */
export function hostileFiles(count: number, seed: number): HostileFile[] {
  const known = CORPUS.map(([trouble, content]): HostileFile => ({
    trouble,
    bytes: typeof content === "string" ? new TextEncoder().encode(content) : content,
  }));
  return [...known, ...fc.sample(random, { numRuns: count - known.length, seed })];
}
