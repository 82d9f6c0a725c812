import pl, { type Expr } from "nodejs-polars";
import { FIELDS } from "../reading/mod.ts";
import type { Dependence } from "./numbers.ts";
import type { Held } from "../lake/mod.ts";

const SAMPLE_ROWS = 20_000;
/** Fewer pairs say nothing. */
const FEWEST_ROWS = 100;
/** From here on a measurement counts as a function of the other one: what is left is noise and rounding. */
const NEARLY_ONE = 0.95;

/**
 * Which measurements are nearly a function of another one, by Chatterjee's coefficient xi (Journal of the American Statistical
 * Association, 2021), which finds any function, also one that is not monotone. It is that of a sample: each k-th reading by offset.
 */
export function readDependences(silver: Held, rows: number): Dependence[] {
  const offset = pl.col("kafka_offset");
  const every = strideOf(rows);
  // Ties are broken by chance, and by the same chance each time: a square of the offset modulo a prime below 2^26, exact in a double.
  const modulus = pl.lit(67_108_859);
  const mixed = offset.modulo(modulus).mul(pl.lit(48_271)).add(pl.col("kafka_partition").mul(pl.lit(69_621))).modulo(
    modulus,
  );
  const sample = silver.collect((parts) =>
    parts.filter(offset.modulo(pl.lit(every)).eq(pl.lit(0))).select(
      ...FIELDS.map(({ name }) => pl.col(name)),
      mixed.mul(mixed).modulo(modulus).alias("chance"),
      pl.col("kafka_partition"),
      offset,
    )
  );
  if (sample === undefined) return [];
  const found: Record<string, unknown> = {};
  for (const { name: of } of FIELDS) {
    const others = FIELDS.filter(({ name }) => name !== of);
    const [answer] = sample.filter(pl.col(of).isNotNull()).sort([of, "chance", "kafka_partition", "kafka_offset"])
      .select(...others.flatMap(({ name }) => xiOf(name, of))).collectSync().toRecords();
    Object.assign(found, answer);
  }
  const xi = (field: string, of: string) => found[`${field} ${of}`] as number | null;
  return FIELDS.flatMap(({ name: field }) =>
    FIELDS.flatMap(({ name: of }): Dependence[] => {
      const rows = Number(found[`rows ${field} ${of}`] ?? 0), value = field === of ? null : xi(field, of);
      if (rows < FEWEST_ROWS || value === null || !(value >= NEARLY_ONE)) return [];
      return [{ field, of, xi: rounded(value), back: rounded(xi(of, field) ?? 0), rows }];
    })
  ).sort((a, b) => b.xi - a.xi);
}

/** Of rows in the order of `of`: 1 - n Σ|r(i+1) - r(i)| / 2 Σ l(i) (n - l(i)), r counting the values up to one's own, l those from it on. */
function xiOf(field: string, of: string): Expr[] {
  const values = pl.col(field).dropNulls();
  const n = pl.col(field).count().cast(pl.Float64);
  const upTo = values.rank("max").cast(pl.Float64);
  const from = n.add(pl.lit(1)).sub(values.rank("min").cast(pl.Float64));
  const steps = upTo.sub(upTo.shift(1)).abs().sum();
  const spread = from.mul(n.sub(from)).sum();
  return [
    pl.lit(1).sub(n.mul(steps).div(spread.mul(pl.lit(2)))).alias(`${field} ${of}`),
    pl.col(field).count().alias(`rows ${field} ${of}`),
  ];
}

/** No divisor in common with the hours of a week, or the sample would see the same hours of each. */
function strideOf(rows: number): number {
  let every = Math.ceil(rows / SAMPLE_ROWS) || 1;
  while (every > 1 && [2, 3, 7].some((divisor) => every % divisor === 0)) every++;
  return every;
}

/** Ranks are exact; the last digits of the division are not said. */
const rounded = (value: number) => Math.round(value * 1e6) / 1e6;
