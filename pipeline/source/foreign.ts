// deno-lint-ignore-file no-control-regex -- signatures are bytes
import { Buffer } from "node:buffer";
import { PipelineError } from "../common/mod.ts";

/** A file that is not text of lines, and what to do with it. */
interface Foreign {
  readonly what: string;
  readonly hint: string;
}

const AS_CSV = "open it in Excel or LibreOffice, save it as CSV (UTF-8), and name that file with --csv FILE";
const unpack = (command: string) => `unpack it, and name what comes out with --csv FILE: ${command}`;
const utf16 = (encoding: string): Foreign => ({
  what: `${encoding} text`,
  hint: `write it as UTF-8, and name that file with --csv FILE: iconv -f ${encoding} -t UTF-8 FILE > NEW.csv`,
});

/** By the bytes at the beginning, as Latin-1. The first that fits counts. */
const SIGNATURES: readonly (readonly [RegExp, Foreign])[] = [
  [/^\x1f\x8b/, { what: "a gzip archive", hint: unpack("gunzip -c FILE > NEW.csv") }],
  [/^PK\x03\x04[^]*xl\//, { what: "an Excel workbook", hint: AS_CSV }],
  [/^PK\x03\x04[^]{26}mimetypeapplication\/vnd\.oasis/, { what: "an OpenDocument spreadsheet", hint: AS_CSV }],
  [/^PK(?:\x03\x04|\x05\x06)/, { what: "a zip archive", hint: unpack("unzip FILE") }],
  [/^\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1/, { what: "an Excel 97-2003 workbook", hint: AS_CSV }],
  [/^\x28\xb5\x2f\xfd/, { what: "a zstd archive", hint: unpack("zstd -d FILE -o NEW.csv") }],
  [/^BZh[1-9]/, { what: "a bzip2 archive", hint: unpack("bunzip2 -c FILE > NEW.csv") }],
  [/^\xfd7zXZ\0/, { what: "an xz archive", hint: unpack("unxz -c FILE > NEW.csv") }],
  [/^PAR1/, {
    what: "a Parquet file",
    hint: "export it as CSV, for example with DuckDB: copy (from 'FILE') to 'NEW.csv'",
  }],
  [/^SQLite format 3\0/, { what: "an SQLite database", hint: "export the table of readings as CSV" }],
  [/^%PDF/, { what: "a PDF", hint: "get the readings as CSV from where it comes from" }],
  [/^\xff\xfe\0\0/, utf16("UTF-32LE")],
  [/^\0\0\xfe\xff/, utf16("UTF-32BE")],
  [/^\xff\xfe/, utf16("UTF-16LE")],
  [/^\xfe\xff/, utf16("UTF-16BE")],
  [/^(?:[^\0]\0){4}/, utf16("UTF-16LE")],
  [/^(?:\0[^\0]){4}/, utf16("UTF-16BE")],
  [/^(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|\?xml)/i, {
    what: "a page of HTML or XML",
    hint: "it may be what a server answers in place of the file: download it again, as CSV",
  }],
  [/^(?:\xef\xbb\xbf)?\s*[[{]/, { what: "JSON", hint: "write its readings as CSV with a header and one line each" }],
  [/^(?:\xef\xbb\xbf)?"?sep=.?"?\r?\n/i, {
    what: "a CSV with Excel's sep= line before its header",
    hint: "take that line out, and name the new file with --csv FILE: tail -n +2 FILE > NEW.csv",
  }],
  [/^[^\n]*\r(?!\n)/, {
    what: "text whose lines end in CR alone",
    hint: "end its lines with LF, and name that file with --csv FILE: tr '\\r' '\\n' < FILE > NEW.csv",
  }],
];

/**
 * Refuses, by its name, a file that is not text of lines that end in LF or CRLF, from its first bytes.
 *
 * @throws PipelineError `bad_csv` with a way out as its hint
 */
export function refuseForeign(path: string, head: Uint8Array): void {
  const text = Buffer.from(head.buffer, head.byteOffset, head.length).toString("latin1");
  const found = SIGNATURES.find(([signature]) => signature.test(text))?.[1];
  if (found === undefined) return;
  const hint = found.hint.replaceAll("FILE >", `"${path}" >`).replace("< FILE", `< "${path}"`);
  throw new PipelineError("bad_csv", `Cannot read ${path} as air-quality readings: expected a CSV, got ${found.what}`, {
    hint,
  });
}
