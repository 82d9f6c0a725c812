import pl, { type DataFrame, type Expr, type Series } from "nodejs-polars";
import type { FrameColumn, FrameColumns, TextFrameColumn } from "./column.ts";

// nodejs-polars turns nulls, bigints and dates into wrong values without a word in most of its constructors. Only what follows is used:
// numbers from a Float64Array with NaN for null, whole numbers and time from those by a strict cast, text from an array. All columns are cast
// in one query, as each costs a millisecond. tests/sink/worker/frame_test.ts pins each kind through a written file.

/** Rows of columns as a frame, in the order given. */
export function frameOf(columns: FrameColumns, order: Uint32Array): DataFrame {
  const made = Object.entries(columns).map(([name, column]) => madeOf(name, column, order));
  return pl.DataFrame(made.flatMap(({ series }) => series ?? [])).select(...made.map(({ expr }) => expr));
}

/** What gives a column: a series that Polars takes unharmed, if it needs one, and what is made of it. */
interface Made {
  readonly series?: Series;
  readonly expr: Expr;
}

function madeOf(name: string, column: FrameColumn, order: Uint32Array): Made {
  const rows = gathered(column.numbers, order);
  if (column.type === "text") return madeOfTexts(name, { numbers: rows, texts: column.texts });
  return { series: pl.Series(name, rows), expr: numberExpr(name, column.type) };
}

function gathered(column: Float64Array, order: Uint32Array): Float64Array {
  const values = new Float64Array(order.length);
  for (let i = 0; i < order.length; i++) values[i] = column[order[i]!]!;
  return values;
}

/** To make one takes 0.1 ms, of the same columns again and again. */
const numberExprs = new Map<string, Expr>();

function numberExpr(name: string, type: Exclude<FrameColumn["type"], "text">): Expr {
  const key = `${name}:${type}`;
  let expr = numberExprs.get(key);
  if (expr === undefined) numberExprs.set(key, expr = makeNumberExpr(name, type));
  return expr;
}

function makeNumberExpr(name: string, type: Exclude<FrameColumn["type"], "text">): Expr {
  const nullable = pl.col(name).fillNan(pl.lit(null));
  switch (type) {
    case "float64":
      return nullable;
    case "int32":
      return nullable.cast(pl.Int32, true);
    case "int64":
      return nullable.cast(pl.Int64, true);
    case "time":
      // Delta's timestamps are microseconds; in a float those of a far year would not be exact.
      return nullable.cast(pl.Int64, true).cast(pl.Datetime("ms", "UTC")).cast(pl.Datetime("us", "UTC"));
  }
}

/**
 * A text takes ten times as long as a number to reach Polars, and most columns of text have few values: then the texts are sent once, with
 * a number for each row. But a text in a query takes eight times its size in memory: a long one goes as a row.
 */
function madeOfTexts(name: string, { numbers, texts }: Pick<TextFrameColumn, "numbers" | "texts">): Made {
  if (texts.length > FEW || texts.some((text) => text !== null && text.length > LONG)) {
    const values = Array.from(numbers, (number) => texts[number]!);
    return { series: pl.Series(name, values as string[], pl.Utf8), expr: pl.col(name) };
  }
  const [first, ...others] = texts.map((text) => pl.lit(text).cast(pl.Utf8));
  if (others.length === 0) return { expr: first!.alias(name) };
  const expr = others.reduce(
    (rest, text, index) => pl.when(pl.col(name).eq(pl.lit(index + 1))).then(text).otherwise(rest),
    first!,
  );
  return { series: pl.Series(name, numbers), expr: expr.alias(name) };
}

const FEW = 4, LONG = 10_000;
