import assert from "node:assert/strict";
import { detectDialect, identifyFile } from "../../pipeline/source/mod.ts";
import { withFile, withFolder } from "./fixture.ts";
import { UCI, UCI_ROW } from "./text.ts";

const bytes = (...parts: (string | number[])[]) =>
  Uint8Array.from(parts.flatMap((part) => typeof part === "string" ? [...new TextEncoder().encode(part)] : part));
const utf16 = (text: string) => [...text].flatMap((sign) => [sign.charCodeAt(0), 0]);
const TEXT = "Date;Time;T\n10/03/2004;18.00.00;1\n";

const FOREIGN: { name: string; content: Uint8Array; message: RegExp; hint: RegExp }[] = [
  {
    name: "gzip",
    content: bytes([0x1f, 0x8b, 8, 0], TEXT),
    message: /got a gzip archive/,
    hint: /gunzip -c ".*" > NEW/,
  },
  {
    name: "Excel",
    content: bytes("PK\x03\x04", [...Array(26).fill(0)], "xl/workbook.xml"),
    message: /Excel workbook/,
    hint: /save it as CSV/,
  },
  {
    name: "old Excel",
    content: bytes([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
    message: /Excel 97-2003 workbook/,
    hint: /save it as CSV/,
  },
  { name: "a zip archive", content: bytes("PK\x03\x04", "data.csv"), message: /a zip archive/, hint: /unzip/ },
  {
    name: "UTF-16 with its mark",
    content: bytes([0xff, 0xfe], utf16(TEXT)),
    message: /UTF-16LE text/,
    hint: /iconv -f UTF-16LE -t UTF-8 ".*" > NEW/,
  },
  { name: "UTF-16 without it", content: bytes(utf16(TEXT)), message: /UTF-16LE text/, hint: /iconv/ },
  { name: "Parquet", content: bytes("PAR1", [0, 1]), message: /a Parquet file/, hint: /CSV/ },
  { name: "HTML", content: bytes("<!DOCTYPE html>\n<html>"), message: /HTML/, hint: /download it again/ },
  { name: "JSON", content: bytes('[{"ts": 1}]'), message: /got JSON/, hint: /CSV/ },
  {
    name: "Excel's sep= line",
    content: bytes("sep=;\r\n", TEXT),
    message: /sep= line/,
    hint: /tail -n \+2 ".*" > NEW/,
  },
  {
    name: "lines that end in CR",
    content: bytes(TEXT.replaceAll("\n", "\r")),
    message: /end in CR alone/,
    hint: /tr '\\r' '\\n' < ".*" > NEW/,
  },
];

for (const { name, content, message, hint } of FOREIGN) {
  Deno.test(`detectDialect() refuses ${name} by its name, with a way out`, () =>
    withFile(content, async (path) => {
      await assert.rejects(detectDialect(await identifyFile(path)), { code: "bad_csv", message, hint });
    }));
}

Deno.test("detectDialect() refuses a file that is not there", async () => {
  await withFolder((folder) =>
    assert.rejects(identifyFile(`${folder}/none.csv`), { code: "not_found", message: /none\.csv/ })
  );
});

Deno.test("detectDialect() refuses a path through a file", async () => {
  await withFile("x", (path) => assert.rejects(identifyFile(`${path}/none.csv`), { code: "not_found" }));
});

Deno.test("detectDialect() refuses a folder", async () => {
  await withFolder((folder) => assert.rejects(identifyFile(folder), { code: "not_a_file" }));
});

Deno.test({
  name: "detectDialect() refuses a file without permission (skipped for root, who may read everything)",
  ignore: Deno.uid() === 0 || Deno.build.os === "windows",
  fn: () =>
    withFile(`${UCI}\n${UCI_ROW}\n`, async (path) => {
      await Deno.chmod(path, 0o000);
      await assert.rejects(identifyFile(path), { code: "no_permission" });
    }),
});

Deno.test({
  name: "detectDialect() refuses a file that Deno has no permission to read",
  permissions: { read: false },
  fn: () => assert.rejects(identifyFile("anything.csv"), { code: "no_permission" }),
});
