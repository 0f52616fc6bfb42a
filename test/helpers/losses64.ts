import type { ResidualOptions } from '#src/inversion/index.js';
import {
  activationPattern,
  leaf,
  pullback,
  sizeOf,
  type Array64,
  type Function64,
  type Node64,
} from './reference64.js';

export interface Inversion64 {
  /** f(x), [B, C]. */
  readonly output: Array64;
  /** A[x]^T f(x), in the shape of x. */
  readonly inverse: Float64Array;
  readonly pattern: string;
  /** (df/dz)ᵀ f for any node z between x and f. */
  readonly inverseAt: (z: Node64) => Float64Array;
}

/** f(x) and A[x]^T f(x) (Eq. 6): one backward pass that starts from f(x) itself. */
export function invert64(f: Function64, x: Array64): Inversion64 {
  const input = leaf(x);
  const output = f(input);
  const inverseAt = pullback(output, output.data);
  return { output, inverse: inverseAt(input), pattern: activationPattern(output), inverseAt };
}

/** A[x] for a batch of one: [C, inputs], one backward pass per row. */
export function jacobian64(f: Function64, x: Array64): Float64Array[] {
  const input = leaf(x);
  const output = f(input);
  return Array.from(output.data, (_, row) => {
    const seed = new Float64Array(output.data.length);
    seed[row] = 1;
    return pullback(output, seed)(input);
  });
}

export interface ResidualOptions64 {
  readonly reduction: 'sum' | 'mean';
  /** Only the named distances. */
  readonly distance?: ResidualOptions['distance'];
}

/** R(x) per example (Eq. 8). */
export function residual64(f: Function64, x: Array64, options: ResidualOptions64): Float64Array {
  return distances(invert64(f, x).inverse, x, options);
}

function distances(
  inverse: Float64Array,
  x: Array64,
  { reduction, distance = 'euclidean' }: ResidualOptions64,
): Float64Array {
  if (typeof distance === 'function') throw new TypeError('losses64 supports only the named distances');
  const batch = x.shape[0]!;
  const size = sizeOf(x.shape) / batch;
  return Float64Array.from({ length: batch }, (_, b) => {
    const a = inverse.subarray(b * size, (b + 1) * size);
    const c = x.data.subarray(b * size, (b + 1) * size);
    if (distance === 'cosine') return 1 - dot(a, c) / Math.sqrt(dot(a, a) * dot(c, c));
    const squares = a.reduce((sum, value, i) => sum + (value - c[i]!) ** 2, 0);
    return reduction === 'sum' ? squares : squares / size;
  });
}

/** -log softmax(f)[label] per row. */
export function crossEntropy64(logits: Array64, labels: ArrayLike<number>): Float64Array {
  return perRow(logits, (logProbabilities, b) => -(logProbabilities[labels[b]!] ?? 0));
}

/** Shannon entropy of softmax(f) per row (Eq. 9), or of its mean over consecutive rows. */
export function entropy64(logits: Array64, views = 1): Float64Array {
  const predictions: Float64Array[] = [];
  perRow(logits, (logProbabilities) => predictions.push(logProbabilities.map(Math.exp)));
  return Float64Array.from(predictions, (first, row) => {
    const start = row - (row % views);
    const alike = predictions.slice(start, start + views);
    const mean = first.map((_, c) => alike.reduce((sum, view) => sum + view[c]!, 0) / views);
    return -mean.reduce((sum, p) => sum + (p === 0 ? 0 : p * Math.log(p)), 0);
  });
}

/** Entropy of the mean prediction over unlabelled rows. */
export function balanceEntropy64(logits: Array64, labels: ArrayLike<number>): number {
  const sums = new Float64Array(logits.shape[1]!);
  let rows = 0;
  perRow(logits, (logProbabilities, b) => {
    if (labels[b]! >= 0) return 0;
    rows++;
    logProbabilities.forEach((value, c) => (sums[c]! += Math.exp(value)));
    return 0;
  });
  return sums.reduce((sum, value) => sum - (value === 0 ? 0 : (value / rows) * Math.log(value / rows)), 0);
}

export interface LossOptions64 extends ResidualOptions64 {
  readonly alpha: number;
  readonly beta: number;
  /** Layers that are reconstructed too (Eq. 11). f records their nodes when it runs. */
  readonly layers?: readonly Layer64[];
  /** λ, the weight of the balance term; 0 by default. */
  readonly balance?: number;
  /** Number of consecutive rows that show the same example; 1 by default. */
  readonly views?: number;
  /** With sigmoid outputs: weight of present classes. Labels are then [B, C]: 1, 0, or negative for unknown. */
  readonly positiveWeight?: number;
}

export interface Layer64 {
  readonly gamma: number;
  /** The layer's node in the latest run of f. */
  readonly node: () => Node64;
  /** Target of the reconstruction; by default the layer's own activations. */
  readonly target?: Array64;
}

export interface Loss64 {
  readonly value: number;
  readonly crossEntropy: number;
  readonly residual: number;
  readonly entropy: number;
  readonly pattern: string;
}

/**
 * Eq. 10 over a batch, with the layers of Eq. 11 and the balance term:
 *
 *   alpha CE [labelled]
 *   + (1 - alpha) (beta R + (1 - beta) (E - lambda H(mean prediction)) [unlabelled])
 *   + sum_l gamma_l R_l
 *
 * Each term is a mean over the rows that it applies to.
 * @param labels one per row; negative for an unlabelled row; or [B, C] with `positiveWeight`
 */
export function combinedLoss64(f: Function64, x: Array64, labels: ArrayLike<number>, options: LossOptions64): Loss64 {
  const { alpha, beta, balance = 0, views = 1 } = options;
  const { output, inverse, pattern, inverseAt } = invert64(f, x);
  const { labelled, rowCrossEntropy, rowEntropy } =
    options.positiveWeight === undefined
      ? {
          labelled: Array.from(labels, (label) => label >= 0),
          rowCrossEntropy: crossEntropy64(output, labels),
          rowEntropy: entropy64(output, views),
        }
      : binaryRows64(output, labels, options.positiveWeight);
  const crossEntropy = maskedMean(rowCrossEntropy, labelled);
  const entropy = maskedMean(
    rowEntropy,
    labelled.map((is) => !is),
  );
  const residual = maskedMean(
    distances(inverse, x, options),
    labelled.map(() => true),
  );
  const layers = (options.layers ?? []).map(({ gamma, node, target = node() }) => {
    const values = distances(inverseAt(node()), target, options);
    return (
      gamma *
      maskedMean(
        values,
        labelled.map(() => true),
      )
    );
  });
  const balanced = balance === 0 ? 0 : balance * balanceEntropy64(output, labels);
  const value =
    alpha * crossEntropy +
    (1 - alpha) * (beta * residual + (1 - beta) * (entropy - balanced)) +
    layers.reduce((sum, layer) => sum + layer, 0);
  return { value, crossEntropy, residual, entropy, pattern };
}

/** Binary cross-entropy and entropy of each row, means over its classes. */
function binaryRows64({ shape, data }: Array64, labels: ArrayLike<number>, positiveWeight: number) {
  const [batch, classes] = shape as [number, number];
  const columns = Array.from({ length: classes }, (_, c) => c);
  const rows = Array.from({ length: batch }, (_, b) => b * classes);
  const p = (at: number): number => 1 / (1 + Math.exp(-data[at]!));
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / Math.max(values.length, 1);
  return {
    labelled: rows.map((at) => columns.some((c) => labels[at + c]! >= 0)),
    rowCrossEntropy: Float64Array.from(rows, (at) => {
      const known = columns.filter((c) => labels[at + c]! >= 0);
      return mean(
        known.map((c) => (labels[at + c] === 1 ? -positiveWeight * Math.log(p(at + c)) : -Math.log(1 - p(at + c)))),
      );
    }),
    rowEntropy: Float64Array.from(rows, (at) =>
      mean(columns.map((c) => -p(at + c) * Math.log(p(at + c)) - (1 - p(at + c)) * Math.log(1 - p(at + c)))),
    ),
  };
}

function maskedMean(values: Float64Array, mask: readonly boolean[]): number {
  const selected = values.filter((_, i) => mask[i]);
  return selected.reduce((sum, value) => sum + value, 0) / Math.max(selected.length, 1);
}

function perRow(logits: Array64, evaluate: (logProbabilities: Float64Array, row: number) => number): Float64Array {
  const [batch, classes] = logits.shape as [number, number];
  return Float64Array.from({ length: batch }, (_, b) => {
    const row = logits.data.subarray(b * classes, (b + 1) * classes);
    const highest = row.reduce((best, value) => Math.max(best, value), -Infinity);
    const logSum = highest + Math.log(row.reduce((sum, value) => sum + Math.exp(value - highest), 0));
    return evaluate(
      row.map((value) => value - logSum),
      b,
    );
  });
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}
