import { Matrix as Dense, QrDecomposition, SingularValueDecomposition } from "ml-matrix";
import type { Matrix } from "../feature_matrix.ts";
import { FEATURE_COUNT } from "../feature_state.ts";
import { packFloats, unpackFloats } from "../packed.ts";
import type { Plain } from "../plain.ts";
import { rowLearner, type RowModel } from "./row_learner.ts";

/**
 * Ordinary least squares and ridge on standardised features: `min |y - b0 - Zb|² + penalty·|b|²`, `b0` free, Z by the training's mean
 * and standard deviation (n). By singular values, as windows and lags are close to collinear and the normal equations would lose half
 * the digits. Directions without variance (a constant feature) get no weight.
 */
const linear = (name: string, penalty: number) =>
  rowLearner({
    name,
    settings: { penalty },
    carry: true,
    change: false,
    minTargets: 2 * FEATURE_COUNT,
    fit: (matrix) => linearModel(solve(matrix, penalty)),
    load: (json) => linearModel(unpackFloats(json as string)),
  });

/** Least squares without a penalty. */
export const ols = linear("ols", 0);

/** Least squares with a penalty of 1 on the squared weights. */
export const ridge = linear("ridge", 1);

/** `b0` and then, by feature, mean, standard deviation and weight. */
function solve({ x, y, rows }: Matrix, penalty: number): Float64Array {
  const coefficients = new Float64Array(1 + 3 * FEATURE_COUNT);
  const table = new Dense(rows, FEATURE_COUNT + 1);
  for (let f = 0; f < FEATURE_COUNT; f++) {
    const { mean, sd } = standardOf(x, f, rows);
    for (let r = 0; r < rows; r++) table.set(r, f, (x[r * FEATURE_COUNT + f]! - mean) / sd);
    coefficients[1 + 3 * f] = mean;
    coefficients[2 + 3 * f] = sd;
  }
  let sum = 0;
  for (const value of y) sum += value;
  const b0 = coefficients[0] = sum / rows;
  for (let r = 0; r < rows; r++) table.set(r, FEATURE_COUNT, y[r]! - b0);
  // Z = QR leaves a problem of 28 rows with the same solution; Q'y is the last column of R.
  const { upperTriangularMatrix } = new QrDecomposition(table);
  const last = FEATURE_COUNT - 1;
  const { leftSingularVectors: u, rightSingularVectors: v, diagonal } = new SingularValueDecomposition(
    upperTriangularMatrix.subMatrix(0, last, 0, last),
  );
  const projected = upperTriangularMatrix.subMatrix(0, last, FEATURE_COUNT, FEATURE_COUNT);
  const tiny = diagonal[0]! * rows * Number.EPSILON;
  for (let k = 0; k < diagonal.length; k++) {
    const s = diagonal[k]!;
    if (s <= tiny) continue;
    let projection = 0;
    for (let r = 0; r <= last; r++) projection += u.get(r, k) * projected.get(r, 0);
    const weight = projection * s / (s * s + penalty);
    for (let f = 0; f <= last; f++) coefficients[3 + 3 * f]! += weight * v.get(f, k);
  }
  return coefficients;
}

/** A constant feature has the standard deviation 1: it stays 0 when it is standardised. */
function standardOf(x: Float64Array, f: number, rows: number): { mean: number; sd: number } {
  let sum = 0, squares = 0;
  for (let r = 0; r < rows; r++) sum += x[r * FEATURE_COUNT + f]!;
  const mean = sum / rows;
  for (let r = 0; r < rows; r++) squares += (x[r * FEATURE_COUNT + f]! - mean) ** 2;
  const sd = Math.sqrt(squares / rows);
  // A constant that no double holds exactly has a deviation of rounding alone.
  return { mean, sd: sd > 1e-12 * Math.abs(mean) ? sd : 1 };
}

function linearModel(coefficients: Float64Array): RowModel {
  return {
    predict(row) {
      let value = coefficients[0]!;
      for (let f = 0, at = 1; f < FEATURE_COUNT; f++, at += 3) {
        value += coefficients[at + 2]! * ((row[f]! - coefficients[at]!) / coefficients[at + 1]!);
      }
      return value;
    },
    toJSON: (): Plain => packFloats(coefficients),
  };
}
