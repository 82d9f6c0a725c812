/**
 * The cells of one physical line. Quotes are those of RFC 4180, but within the line: a cell in quotes may hold delimiters and doubled
 * quotes, never a line end. Where they do not close, or something follows them, they are characters like others: a stray quote changes no
 * other line (decision 008).
 */
export function cellsOf(line: string, delimiter: string): string[] {
  return (line.includes('"') ? quotedCells(line, delimiter) : null) ?? line.split(delimiter);
}

/** Null where a quoted cell does not end before a delimiter or with the line. */
function quotedCells(line: string, delimiter: string): string[] | null {
  const cells: string[] = [];
  for (let at = 0;;) {
    if (line[at] !== '"') {
      const end = line.indexOf(delimiter, at);
      cells.push(line.slice(at, end < 0 ? line.length : end));
      if (end < 0) return cells;
      at = end + 1;
      continue;
    }
    let close = line.indexOf('"', at + 1);
    while (close >= 0 && line[close + 1] === '"') close = line.indexOf('"', close + 2);
    if (close < 0) return null;
    cells.push(line.slice(at + 1, close).replaceAll('""', '"'));
    if (close + 1 === line.length) return cells;
    if (line[close + 1] !== delimiter) return null;
    at = close + 2;
  }
}

export const isEmpty = (cell: string): boolean => cell === "" || cell.trim() === "";

/**
 * Whether there is a cell for each column: empty ones after the last column mean nothing. They may be missing, too, but not where the last
 * column is empty as well: then a cell in the middle may be the one that is missing, and all after it would stand in the wrong columns.
 *
 * @param usual how many cells most rows have
 */
export function fits(cells: readonly string[], width: number, usual = width): boolean {
  if (cells.length < width || cells.length < usual && isEmpty(cells[width - 1]!)) return false;
  for (let index = width; index < cells.length; index++) if (!isEmpty(cells[index]!)) return false;
  return true;
}
