/**
 * Some lines of a file by their 1-based number, the header being 1, without their line ends; a line that the file does not have is left out.
 * Read as a stream, and no further than the last of them.
 */
export async function readLines(path: string, numbers: Iterable<number>): Promise<Map<number, string>> {
  const wanted = new Set(numbers), last = Math.max(0, ...wanted);
  const found = new Map<number, string>();
  if (last === 0) return found;
  const file = await Deno.open(path);
  let line = 1, text = "";
  const end = () => {
    if (wanted.has(line)) found.set(line, text.replace(/\r$/, ""));
    line++;
    text = "";
  };
  for await (const chunk of file.readable.pipeThrough(new TextDecoderStream())) {
    const pieces = chunk.split("\n");
    for (const [index, piece] of pieces.entries()) {
      if (index > 0) end();
      if (line > last) return found;
      if (wanted.has(line)) text += piece;
    }
  }
  if (text !== "") end();
  return found;
}
