import { areMany, type Basis, type Contradiction, type Place } from "./evidence.ts";
import type { DecimalMark, NumberForm, ThousandsMark } from "./number.ts";

/** A number with one mark. */
const MARKED = /^\s*[+-]?(\d+)([.,])(\d+)(?:[eE][+-]?\d+)?\s*$/;
/** One that can be a whole number in groups of three: no zero at its front. */
const GROUP = /^\s*[+-]?[1-9]\d{0,2}[.,]\d{3}\s*$/;
/** Groups of three, more than one of them, or decimals behind. */
const GROUPED = /^\s*[+-]?[1-9]\d{0,2}([.,])\d{3}(?:(?:\1\d{3})+(?:(?!\1)[.,]\d+)?|(?:(?!\1)[.,]\d+))\s*$/;
/** A whole number that has no group, and is no marker of a missing value. */
const SMALL = /^\s*(?!999\s*$)[1-9]\d{0,2}\s*$/;

/** What a mark is in a column. */
interface ColumnEvidence {
  /** First cell that has decimals after it for sure. */
  fraction: Partial<Record<DecimalMark, Place>>;
  /** First cell with three digits after it, which can be a group or decimals. */
  group: Partial<Record<DecimalMark, Place>>;
  small: Place | undefined;
}

/** How numbers are written, as far as the rows show it. */
export interface NumberDecision extends NumberForm {
  readonly decimalBasis: Basis;
  /** Null where digits are not grouped. */
  readonly thousandsBasis: Basis | null;
}

/** What of it the user has decided; `none` for no groups. */
export interface ForcedNumbers {
  readonly decimal?: DecimalMark | undefined;
  readonly thousands?: ThousandsMark | "none" | undefined;
}

/** Gathers, row by row, how a file writes its numbers. */
export class NumberEvidence {
  readonly #columns = new Map<number, ColumnEvidence>();
  /** By mark the rows with decimals after it for sure. */
  readonly #rows: Record<DecimalMark, number> = { ",": 0, ".": 0 };
  readonly #first: Partial<Record<DecimalMark, Place>> = {};
  readonly #adjacent: Record<DecimalMark, boolean> = { ",": false, ".": false };
  readonly #last: Record<DecimalMark, boolean> = { ",": false, ".": false };
  readonly #grouped: Record<DecimalMark, number> = { ",": 0, ".": 0 };
  readonly #firstGrouped: Partial<Record<DecimalMark, Place>> = {};

  /** @param measured the places of the measurements among the cells */
  add(line: number, cells: readonly string[], measured: readonly number[]): void {
    let comma = false, point = false;
    for (const index of measured) {
      const cell = cells[index]!;
      if (!cell.includes(",") && !cell.includes(".")) {
        const column = this.#columns.get(index);
        if (column === undefined || column.small === undefined) {
          if (SMALL.test(cell)) this.#column(index).small = { line, text: cell };
        }
        continue;
      }
      const mark = this.#weigh(index, { line, text: cell });
      if (mark === ",") comma = true;
      if (mark === ".") point = true;
    }
    this.#note(",", comma);
    this.#note(".", point);
  }

  /** @returns the mark that has decimals after it for sure */
  #weigh(index: number, place: Place): DecimalMark | undefined {
    const { text } = place;
    const [, , mark] = MARKED.exec(text) ?? [];
    if (mark !== undefined) {
      const column = this.#column(index), at = mark as DecimalMark;
      if (GROUP.test(text)) {
        column.group[at] ??= place;
        return undefined;
      }
      column.fraction[at] ??= place;
      this.#first[at] ??= place;
      return at;
    }
    const [, groups] = GROUPED.exec(text) ?? [];
    if (groups === undefined) return undefined;
    const at = groups as DecimalMark, other = otherOf(at);
    this.#grouped[at]++;
    this.#firstGrouped[at] ??= place;
    if (!text.includes(other)) return undefined;
    this.#first[other] ??= place;
    return other;
  }

  #note(mark: DecimalMark, has: boolean): void {
    if (has) {
      this.#rows[mark]++;
      if (this.#last[mark]) this.#adjacent[mark] = true;
    }
    this.#last[mark] = has;
  }

  #column(index: number): ColumnEvidence {
    let column = this.#columns.get(index);
    if (column === undefined) this.#columns.set(index, column = { fraction: {}, group: {}, small: undefined });
    return column;
  }

  /**
   * What the rows say, or what of them contradicts itself. Groups of three digits are no decimals by themselves: a column that has only
   * such cells must be decided by other columns or by the user.
   */
  decide(forced: ForcedNumbers, delimiter: string): NumberDecision | { contradiction: Contradiction } {
    const decided = this.#decideMarks(forced, delimiter);
    if ("contradiction" in decided) return decided;
    const contradiction = this.#contradiction(decided, forced);
    return contradiction === undefined ? decided : { contradiction };
  }

  #decideMarks(forced: ForcedNumbers, delimiter: string): NumberDecision | { contradiction: Contradiction } {
    const rows = this.#rows;
    const thousandsOnly = forced.thousands === "," || forced.thousands === "." ? otherOf(forced.thousands) : undefined;
    const given = forced.decimal ?? thousandsOnly;
    let decimal: DecimalMark, decimalBasis: Basis;
    if (given !== undefined) {
      decimal = given;
      decimalBasis = { how: "given", rows: rows[given], against: 0 };
    } else if (rows[","] !== rows["."]) {
      decimal = rows[","] > rows["."] ? "," : ".";
      decimalBasis = { how: "", rows: rows[decimal], against: rows[otherOf(decimal)] };
    } else {
      const custom = delimiter === ";" ? "," : ".";
      const groups = [...this.#columns.values()].flatMap(({ group }) => Object.values(group))[0];
      if (rows[","] > 0) return { contradiction: this.#both(",") };
      if (groups !== undefined) {
        const what = `${groups.text.trim()} is a whole number or one with decimals, and no other cell shows which`;
        return { contradiction: { first: groups, other: groups, what } };
      }
      decimal = this.#grouped[custom] > this.#grouped[otherOf(custom)] ? otherOf(custom) : custom;
      decimalBasis = { how: "assumed", rows: 0, against: 0 };
    }
    if (forced.thousands !== undefined) {
      const thousands = forced.thousands === "none" ? null : forced.thousands;
      return { decimal, decimalBasis, thousands, thousandsBasis: { how: "given", rows: 0, against: 0 } };
    }
    const other = otherOf(decimal), grouped = this.#grouped[other];
    if (grouped === 0) return { decimal, decimalBasis, thousands: null, thousandsBasis: null };
    return { decimal, decimalBasis, thousands: other, thousandsBasis: { how: "", rows: grouped, against: 0 } };
  }

  #contradiction(
    { decimal, thousands, decimalBasis }: NumberDecision,
    forced: ForcedNumbers,
  ): Contradiction | undefined {
    const other = otherOf(decimal), { rows, against } = decimalBasis;
    if (forced.decimal === undefined && against > 0) {
      if (this.#adjacent[other] || areMany(against, rows)) return this.#both(decimal);
    }
    if (forced.thousands !== undefined) return undefined;
    const grouped = this.#firstGrouped[decimal];
    if (grouped !== undefined) {
      return {
        first: this.#first[decimal] ?? grouped,
        other: grouped,
        what: `a ${decimal === "," ? "comma" : "point"} before decimals and between groups`,
      };
    }
    for (const { fraction, group, small } of this.#columns.values()) {
      if (fraction[decimal] !== undefined) continue;
      const foreign = group[other], own = group[decimal];
      if (foreign !== undefined && thousands !== other && fraction[other] === undefined) {
        const what = `a decimal ${decimal === "," ? "comma" : "point"}, and ${foreign.text.trim()} may be ${
          grouplessOf(foreign)
        }`;
        return { first: this.#first[decimal] ?? foreign, other: foreign, what };
      }
      if (own !== undefined && small !== undefined && forced.decimal === undefined) {
        const what = `${own.text.trim()} may be ${grouplessOf(own)} in a column that has whole numbers`;
        return { first: small, other: own, what };
      }
    }
    return undefined;
  }

  #both(decimal: DecimalMark): Contradiction {
    const first = this.#first[decimal]!, other = this.#first[otherOf(decimal)]!;
    return { first, other, what: "a decimal comma in one and a decimal point in the other" };
  }
}

const otherOf = (mark: DecimalMark): DecimalMark => mark === "," ? "." : ",";
const grouplessOf = ({ text }: Place) => text.trim().replace(/[.,]/, "");
