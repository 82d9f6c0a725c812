/** The sign before decimals. */
export type DecimalMark = "," | ".";

/** The sign between groups of three digits. */
export type ThousandsMark = "," | "." | " " | "'";

/** How a file writes its numbers. */
export interface NumberForm {
  readonly decimal: DecimalMark;
  /** Null where digits are not grouped. */
  readonly thousands: ThousandsMark | null;
}

const GROUP_SIGNS: Record<ThousandsMark, string> = {
  ",": ",",
  ".": "\\.",
  " ": "[ \\u00a0\\u202f]",
  "'": "['\\u2019]",
};

/** A reader of cells: a number where it is a finite one of this form, `null` where it is empty, and else the text. */
export function numberReader({ decimal, thousands }: NumberForm): (cell: string) => string | number | null {
  const mark = decimal === "," ? "," : "\\.";
  const grouped = thousands === null ? "" : `|[1-9]\\d{0,2}(?:${GROUP_SIGNS[thousands]}\\d{3})+`;
  const number = new RegExp(`^\\s*[+-]?(?:\\d+${grouped})(?:${mark}\\d+)?(?:[eE][+-]?\\d+)?\\s*$`);
  const groups = thousands === null ? null : new RegExp(GROUP_SIGNS[thousands], "g");
  return (cell) => {
    if (cell === "" || cell.trim() === "") return null;
    if (!number.test(cell)) return cell;
    const plain = groups === null ? cell : cell.trim().replaceAll(groups, "");
    const value = Number(decimal === "," ? plain.replace(",", ".") : plain);
    return Number.isFinite(value) ? value : cell;
  };
}
