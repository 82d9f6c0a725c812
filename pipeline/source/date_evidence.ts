import { areMany, type Basis, type Contradiction, type Place } from "./evidence.ts";
import { HalfDays } from "./half_days.ts";
import {
  type DateOrder,
  type DateParts,
  datePartsOf,
  midnightOf,
  type TimeKind,
  type TimeParts,
  timePartsOf,
} from "./timestamp.ts";

/** How dates and times are written, as far as the rows show it. */
export interface DateDecision {
  readonly dateOrder: DateOrder;
  readonly basis: Basis;
  /** Such as `dd.mm.yyyy`. */
  readonly dateForm: string;
  readonly timeKind: TimeKind;
  /** Such as `HH:MM`. */
  readonly timeForm: string;
}

const HOUR_MS = 3_600_000;
/** A step that hourly readings make, also with a gap of an hour or two. */
const SHORT_MS = 3 * HOUR_MS;
/** A wrong order makes days into months. */
const LONG_MS = 48 * HOUR_MS;
/** Readings this far apart or farther may be one a day by one order, and one a month by another. */
const DAY_MS = 24 * HOUR_MS;

const ORDERS: Record<DateParts["kind"], readonly DateOrder[]> = {
  "year first": ["yyyy-mm-dd"],
  "year last": ["dd/mm/yyyy", "mm/dd/yyyy"],
  "two digits": ["dd/mm/yy", "mm/dd/yy", "yy/mm/dd"],
};

/** Day and month the other way round. */
const SWAPPED: Partial<Record<DateOrder, DateOrder>> = {
  "dd/mm/yyyy": "mm/dd/yyyy",
  "mm/dd/yyyy": "dd/mm/yyyy",
  "dd/mm/yy": "mm/dd/yy",
  "mm/dd/yy": "dd/mm/yy",
};

/** What the rows say of an order. */
class OrderEvidence {
  /** Rows that only this order can read. */
  only = 0;
  firstOnly: Place | undefined;
  /** Whether two of them follow each other. */
  adjacent = false;
  /** Rows that it can read. */
  readable = 0;
  /** The sum of the steps between them, in milliseconds. */
  distanceMs = 0;
  /** The shortest step that is another one by another order. */
  tellingMs = Infinity;
  /** Rows that are earlier than the one before. */
  backwards = 0;
  lastMs: number | undefined;
  lastStepMs = NaN;
  last: Place | undefined;
  /** A row that by this order is far from the one before, and by another one follows it. */
  jump: { from: Place; to: Place } | undefined;
  /** A row that by this order is far from the one before, where both by another order follow each other. */
  leap: { from: Place; to: Place } | undefined;
}

/** Gathers, row by row, how a file writes its dates and times. */
export class DateTimeEvidence {
  readonly #orders = new Map<DateOrder, OrderEvidence>();
  readonly #kinds = new Map<DateParts["kind"], { rows: number; separator: string; first: Place }>();
  readonly #times = new Map<TimeKind, { rows: number; form: string }>();
  readonly #halfDays = new HalfDays();
  #rows = 0;
  #unknownDate: Place | undefined;
  #unknownTime: Place | undefined;
  #timeless = 0;
  #dateless = 0;
  #lastOnly: DateOrder | undefined;
  // The 24 rows of a day share their date cell.
  #cell: string | undefined;
  #parts: DateParts | null = null;
  #midnights: [DateOrder, number][] = [];

  add(line: number, date: string, time: string): void {
    if (date.trim() === "") return;
    this.#rows++;
    const parts = this.#dateOf(date), clock = timePartsOf(time);
    if (clock === null) {
      this.#timeless++;
      this.#unknownTime ??= { line, text: time };
    } else {
      const kind = this.#times.get(clock.kind);
      if (kind === undefined) this.#times.set(clock.kind, { rows: 1, form: clock.form });
      else kind.rows++;
      this.#halfDays.add(line, date, time, clock);
    }
    if (parts === null || this.#midnights.length === 0) {
      this.#dateless++;
      this.#unknownDate ??= { line, text: date };
      this.#lastOnly = undefined;
      return;
    }
    const kind = this.#kinds.get(parts.kind);
    if (kind === undefined) {
      this.#kinds.set(parts.kind, { rows: 1, separator: parts.separator, first: { line, text: date } });
    } else kind.rows++;
    this.#weigh({ line, text: date }, clock);
  }

  #dateOf(cell: string): DateParts | null {
    if (cell === this.#cell) return this.#parts;
    this.#cell = cell;
    const parts = this.#parts = datePartsOf(cell);
    this.#midnights = parts === null ? [] : ORDERS[parts.kind].flatMap((order) => {
      const ms = midnightOf(parts, order);
      return ms === undefined ? [] : [[order, ms] as [DateOrder, number]];
    });
    return parts;
  }

  #weigh(place: Place, clock: TimeParts | null): void {
    const midnights = this.#midnights;
    const [only] = midnights.length === 1 && ORDERS[this.#parts!.kind].length > 1 ? midnights[0]! : [undefined];
    if (only !== undefined) {
      const evidence = this.#order(only);
      evidence.only++;
      evidence.firstOnly ??= place;
      if (this.#lastOnly === only) evidence.adjacent = true;
    }
    this.#lastOnly = only;
    if (clock !== null) this.#compareSteps(place, clock);
    for (const [order, midnightMs] of midnights) {
      const evidence = this.#order(order);
      evidence.readable++;
      if (clock === null) continue;
      const ms = midnightMs + clock.ms;
      if (evidence.lastMs !== undefined) {
        const stepMs = Math.abs(ms - evidence.lastMs);
        evidence.distanceMs += stepMs;
        if (ms < evidence.lastMs) evidence.backwards++;
        if (stepMs > LONG_MS && evidence.jump === undefined) {
          const follows = midnights.some(([, otherMs]) => {
            const otherStepMs = otherMs + clock.ms - evidence.lastMs!;
            return otherMs !== midnightMs && otherStepMs > 0 &&
              (otherStepMs <= SHORT_MS || otherStepMs === evidence.lastStepMs);
          });
          if (follows) evidence.jump = { from: evidence.last!, to: place };
        }
        evidence.lastStepMs = ms - evidence.lastMs;
      }
      evidence.lastMs = ms;
      evidence.last = place;
    }
  }

  #compareSteps(place: Place, clock: TimeParts): void {
    const steps = this.#midnights.map(([order, ms]) => {
      const evidence = this.#order(order);
      return { evidence, stepMs: evidence.lastMs === undefined ? NaN : Math.abs(ms + clock.ms - evidence.lastMs) };
    });
    // Only orders that have read the same row before compare the same two rows.
    const lines = steps.map(({ evidence }) => evidence.last?.line);
    if (lines[0] === undefined || lines.some((line) => line !== lines[0])) return;
    if (steps.some(({ stepMs }) => stepMs !== steps[0]!.stepMs)) {
      for (const { evidence, stepMs } of steps) evidence.tellingMs = Math.min(evidence.tellingMs, stepMs);
    }
    if (!steps.some(({ stepMs }) => stepMs > 0 && stepMs <= SHORT_MS)) return;
    for (const { evidence, stepMs } of steps) {
      if (stepMs > LONG_MS) evidence.leap ??= { from: evidence.last!, to: place };
    }
  }

  #order(order: DateOrder): OrderEvidence {
    let evidence = this.#orders.get(order);
    if (evidence === undefined) this.#orders.set(order, evidence = new OrderEvidence());
    return evidence;
  }

  /**
   * What the rows say; where they contradict each other, both places; where no form fits, a row that shows it.
   *
   * A date order is shown by rows that only it can read (a number over 12), else by the order in which the rows lie closest together in time
   * (a wrong one turns days into months). Rows of a single day show nothing, nor do those a day or more apart on days up to 12, which may be
   * one a day or one a month: then day first where `;` separates and month first where `,` does are assumed, but nothing is for years of two
   * digits.
   */
  decide(
    forced: DateOrder | undefined,
    delimiter: string,
  ): DateDecision | { contradiction: Contradiction } | {
    unknown: "date" | "time" | "order" | "half of the day";
    place: Place;
  } {
    const [timeKind, time] = largest(this.#times) ?? [];
    if (this.#rows === 0 || 2 * this.#dateless > this.#rows) {
      return { unknown: "date", place: this.#unknownDate ?? { line: 2, text: "" } };
    }
    if (timeKind === undefined || time === undefined || 2 * this.#timeless > this.#rows) {
      return { unknown: "time", place: this.#unknownTime! };
    }
    const { unclear } = this.#halfDays;
    if (unclear !== undefined) return { unknown: "half of the day", place: unclear };
    const [kind, { rows, separator, first }] = largest(this.#kinds)!;
    const decided = forced === undefined ? this.#decideOrder(kind, delimiter) : {
      dateOrder: forced,
      basis: { how: "given", rows, against: 0 },
    };
    if ("unknown" in decided) return { unknown: "order", place: { line: decided.line, text: decided.text } };
    const { dateOrder, basis } = decided;
    if (forced === undefined) {
      for (const [, other] of this.#kinds) {
        // A program that takes some dates for others writes those in its own form, and so on another day.
        if (other.first !== first && areMany(other.rows, rows)) {
          return { contradiction: { first, other: other.first, what: "dates of two forms" } };
        }
      }
      const contradiction = this.#contradiction(kind, dateOrder, basis);
      if (contradiction !== undefined) return { contradiction };
    } else if (this.#readableBy(forced) * 2 < this.#rows) {
      return { unknown: "date", place: this.#unreadable(forced) };
    }
    const dateForm = dateOrder.replaceAll(/[/-]/g, separator);
    return { dateOrder, basis, dateForm, timeKind, timeForm: time.form };
  }

  /** Dates with the year first are read by their form, whatever the order of others. */
  #readableBy(forced: DateOrder): number {
    const readable = (order: DateOrder) => this.#orders.get(order)?.readable ?? 0;
    return readable(forced) + (forced === "yyyy-mm-dd" ? 0 : readable("yyyy-mm-dd"));
  }

  #unreadable(forced: DateOrder): Place {
    const others = [...this.#orders].filter(([order]) => order !== forced).flatMap(([, { firstOnly, last }]) =>
      firstOnly ?? last ?? []
    );
    return others[0] ?? this.#unknownDate!;
  }

  #decideOrder(
    kind: DateParts["kind"],
    delimiter: string,
  ): { dateOrder: DateOrder; basis: Basis } | ({ unknown: true } & Place) {
    if (kind === "year first") {
      const rows = this.#orders.get("yyyy-mm-dd")!.readable;
      return { dateOrder: "yyyy-mm-dd", basis: { how: "by its form", rows, against: 0 } };
    }
    const candidates = ORDERS[kind].flatMap((order) => {
      const evidence = this.#orders.get(order);
      return evidence === undefined ? [] : [{ order, evidence }];
    });
    const most = Math.max(...candidates.map(({ evidence }) => evidence.only));
    const shown = candidates.filter(({ evidence }) => evidence.only === most);
    const all = candidates.reduce((sum, { evidence }) => sum + evidence.only, 0);
    if (most > 0 && shown.length === 1) {
      const { order } = shown[0]!;
      return { dateOrder: order, basis: { how: "by a day over 12", rows: most, against: all - most } };
    }
    // One that reads fewer rows has fewer steps to add up.
    const readable = Math.max(...candidates.map(({ evidence }) => evidence.readable));
    const whole = candidates.filter(({ evidence }) => evidence.readable === readable);
    const least = Math.min(...whole.map(({ evidence }) => evidence.distanceMs));
    const closest = whole.filter(({ evidence }) => evidence.distanceMs === least);
    const how = whole.length < candidates.length ? "by its days" : "by the shorter steps";
    if (closest.length === 1 && !isOneOfTwo(closest[0]!, whole)) {
      return { dateOrder: closest[0]!.order, basis: { how, rows: readable, against: 0 } };
    }
    if (kind === "two digits") return { unknown: true, ...closest[0]!.evidence.last! };
    const order = delimiter === "," ? "mm/dd/yyyy" : "dd/mm/yyyy";
    return { dateOrder: order, basis: { how: "assumed", rows: readable, against: 0 } };
  }

  /** What speaks against an order: more than single faults that only another one reads, or a row that follows by another one only. */
  #contradiction(kind: DateParts["kind"], chosen: DateOrder, { how, rows, against }: Basis): Contradiction | undefined {
    const own = this.#orders.get(chosen)!;
    for (const order of ORDERS[kind]) {
      const other = this.#orders.get(order);
      if (order === chosen || other === undefined || other.only === 0 || own.firstOnly === undefined) continue;
      if (other.adjacent || areMany(against, rows)) {
        return { first: own.firstOnly, other: other.firstOnly!, what: `both ${chosen} and ${order}` };
      }
    }
    const jump = own.jump ?? (how === "by a day over 12" ? undefined : own.leap);
    if (jump === undefined) return undefined;
    const what = `as ${chosen} it jumps, in another order it follows at once`;
    return { first: jump.from, other: jump.to, what };
  }
}

/**
 * Whether readings a day or more apart follow each other with day and month swapped, too: days of one month by one order are one day of
 * many months by the other, and both may be meant.
 */
function isOneOfTwo(
  { order, evidence }: { order: DateOrder; evidence: OrderEvidence },
  others: readonly { order: DateOrder; evidence: OrderEvidence }[],
): boolean {
  const swapped = others.find((other) => other.order === SWAPPED[order]);
  if (swapped === undefined || evidence.tellingMs < DAY_MS) return false;
  return evidence.backwards > 0 || swapped.evidence.backwards === 0;
}

/** The entry with the most rows. */
function largest<K, V extends { rows: number }>(counts: ReadonlyMap<K, V>): [K, V] | undefined {
  return [...counts].sort(([, a], [, b]) => b.rows - a.rows)[0];
}
