import { Matrix, SingularValueDecomposition } from "ml-matrix";

/** Coefficients that fit best, the constant first; the sum of each row's products is what is expected. */
export type Coefficients = readonly number[];

/**
 * Least squares of `y` on some columns and a constant, over the rows in which all are observed; null where there are fewer than ten rows
 * a coefficient, or a column says nothing that the others do not.
 */
export function leastSquares(y: Float64Array, columns: readonly Float64Array[]): Coefficients | null {
  const rows: number[][] = [], values: number[][] = [];
  y.forEach((value, at) => {
    const row = [1, ...columns.map((column) => column[at]!)];
    if (Number.isNaN(value) || row.some(Number.isNaN)) return;
    rows.push(row);
    values.push([value]);
  });
  if (rows.length < 10 * (columns.length + 1)) return null;
  const decomposition = new SingularValueDecomposition(new Matrix(rows));
  return decomposition.rank < columns.length + 1 ? null : decomposition.solve(new Matrix(values)).getColumn(0);
}

/** What the coefficients expect of each row, NaN where a column has no value. */
export function expectedBy(coefficients: Coefficients, columns: readonly Float64Array[]): Float64Array {
  return columns[0]!.map((_, at) =>
    columns.reduce((sum, column, index) => sum + coefficients[index + 1]! * column[at]!, coefficients[0]!)
  );
}
