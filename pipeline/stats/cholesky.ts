/**
 * The lower triangle L of a symmetric positive definite matrix A = L·Lᵀ, row by row.
 *
 * @returns null where A is not positive definite to working precision: columns depend on each other
 */
export function cholesky(matrix: readonly Float64Array[]): Float64Array[] | null {
  const lower = matrix.map((row) => new Float64Array(row.length));
  for (let i = 0; i < matrix.length; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = matrix[i]![j]!;
      for (let k = 0; k < j; k++) rest -= lower[i]![k]! * lower[j]![k]!;
      if (i !== j) lower[i]![j] = rest / lower[j]![j]!;
      else if (rest > 1e-13 * matrix[i]![i]!) lower[i]![i] = Math.sqrt(rest);
      else return null;
    }
  }
  return lower;
}

/** Solves L·z = b by forward substitution. */
export function forward(lower: readonly Float64Array[], b: Float64Array): Float64Array {
  const z = new Float64Array(b.length);
  for (let i = 0; i < b.length; i++) {
    let rest = b[i]!;
    for (let k = 0; k < i; k++) rest -= lower[i]![k]! * z[k]!;
    z[i] = rest / lower[i]![i]!;
  }
  return z;
}
