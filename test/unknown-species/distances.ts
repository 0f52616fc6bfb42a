/** Vectors of one length. */
export type Rows = readonly Float64Array[];

/** Part of the covariance that is replaced by that of a sphere: there are few recordings for so many dimensions. */
const SHRINKAGE = 0.1;

/** Mean cosine distance of each row from its `count` nearest neighbours among others. */
export function nearestDistances(rows: Rows, others: Rows, count: number): Float64Array {
  const directions = others.map(direction);
  return Float64Array.from(rows, (row) => {
    const own = direction(row);
    const nearest = directions.map((other) => 1 - dot(own, other)).sort((a, b) => a - b);
    const taken = nearest.slice(0, count);
    return taken.reduce((sum, distance) => sum + distance, 0) / taken.length;
  });
}

/**
 * Squared Mahalanobis distance of each row from the nearest mean of a class, with one covariance for all classes, as
 * Lee et al. (2018, "A simple unified framework for detecting out-of-distribution samples") have it.
 */
export function tiedMahalanobis(rows: Rows, reference: Rows, labels: readonly number[]): Float64Array {
  const classes = [...new Set(labels)];
  const means = new Map(classes.map((label) => [label, meanOf(reference.filter((_, row) => labels[row] === label))]));
  const residuals = reference.map((row, index) => difference(row, means.get(labels[index]!)!));
  const factor = cholesky(shrunk(covariance(residuals)));
  const whitened = [...means.values()].map((mean) => solveLower(factor, mean));
  return Float64Array.from(rows, (row) => {
    const own = solveLower(factor, row);
    return Math.min(...whitened.map((mean) => squares(difference(own, mean))));
  });
}

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
const squares = (a: Float64Array): number => dot(a, a);
const difference = (a: Float64Array, b: Float64Array): Float64Array => a.map((value, i) => value - b[i]!);

function direction(row: Float64Array): Float64Array {
  const length = Math.sqrt(squares(row)) || 1;
  return row.map((value) => value / length);
}

function meanOf(rows: Rows): Float64Array {
  return rows[0]!.map((_, d) => rows.reduce((sum, row) => sum + row[d]!, 0) / rows.length);
}

function covariance(residuals: Rows): Float64Array[] {
  const size = residuals[0]!.length;
  const matrix = Array.from({ length: size }, () => new Float64Array(size));
  for (const row of residuals) {
    for (let i = 0; i < size; i++) {
      for (let j = 0; j <= i; j++) matrix[i]![j]! += (row[i]! * row[j]!) / residuals.length;
    }
  }
  return matrix;
}

function shrunk(matrix: readonly Float64Array[]): Float64Array[] {
  const sphere = matrix.reduce((sum, row, i) => sum + row[i]!, 0) / matrix.length;
  return matrix.map((row, i) => row.map((value, j) => (1 - SHRINKAGE) * value + (i === j ? SHRINKAGE * sphere : 0)));
}

/** Lower triangular L with L Lᵀ = matrix, of which the lower triangle is read. */
function cholesky(matrix: readonly Float64Array[]): Float64Array[] {
  const factor = matrix.map((row) => new Float64Array(row.length));
  for (let i = 0; i < matrix.length; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i]![j]!;
      for (let k = 0; k < j; k++) sum -= factor[i]![k]! * factor[j]![k]!;
      factor[i]![j] = i === j ? Math.sqrt(sum) : sum / factor[j]![j]!;
    }
  }
  return factor;
}

/** Solves L y = b. */
function solveLower(factor: readonly Float64Array[], b: Float64Array): Float64Array {
  const y = new Float64Array(b.length);
  for (let i = 0; i < b.length; i++) {
    let sum = b[i]!;
    for (let k = 0; k < i; k++) sum -= factor[i]![k]! * y[k]!;
    y[i] = sum / factor[i]![i]!;
  }
  return y;
}
