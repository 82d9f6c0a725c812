/** The lines of a CSV that hold readings, with their ends: neither the header nor the blank ones. */
export async function readingLines(csv: string): Promise<string[]> {
  const [, ...lines] = await linesOf(csv);
  return lines.filter((line) => !/^[;,\s]*$/.test(line));
}

/** Writes a CSV of `rows` readings: the header of another and its readings again and again. */
export async function writeLongCsv(csv: string, rows: number, path: string): Promise<void> {
  const [header] = await linesOf(csv), readings = await readingLines(csv);
  using file = await Deno.open(path, { write: true, createNew: true });
  const encoder = new TextEncoder();
  const write = async (text: string) => {
    const bytes = encoder.encode(text);
    for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
  };
  await write(header!);
  for (let left = rows; left > 0; left -= readings.length) await write(readings.slice(0, left).join(""));
}

const linesOf = async (csv: string) => (await Deno.readTextFile(csv)).split(/(?<=\n)/);
