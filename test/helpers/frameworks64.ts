import { bank64, transform64 } from '#src/paper/frameworks/checks/wavelets64.js';
import type { Scalar64 } from './finite-differences64.js';
import type { Array64 } from './reference64.js';

/**
 * The losses of Table 1 in float64, each from the formula in the literature: templates as a matrix, matches as
 * inner products, the reconstruction as a sum. No automatic differentiation. The pattern records winners, and
 * matches above their threshold.
 */
type Vector = Float64Array;

const dot64 = (a: Vector, b: Vector): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);

/** Rows of an array of rank 2. */
export function rows64({ shape, data }: Array64): Vector[] {
  const [count, size] = shape as [number, number];
  return Array.from({ length: count }, (_, index) => data.slice(index * size, (index + 1) * size));
}

function squaredError(x: Vector, weights: ArrayLike<number>, templates: readonly Vector[]): number {
  const error = x.slice();
  templates.forEach((template, i) => template.forEach((value, d) => (error[d]! -= weights[i]! * value)));
  return dot64(error, error);
}

/** Sums a loss over the examples, and joins their patterns. */
function overExamples(
  x: readonly Vector[],
  lossOf: (x: Vector, index: number) => { readonly value: number; readonly pattern?: string },
): ReturnType<Scalar64> {
  const losses = x.map(lossOf);
  return {
    value: losses.reduce((sum, { value }) => sum + value, 0),
    pattern: losses.map(({ pattern }) => pattern ?? '').join('|'),
  };
}

/** ‖x − Σ αᵢ Wᵢ/‖Wᵢ‖²‖² + λ ‖α‖₁, as a function of W and α. */
export const sparseCoding64 =
  (x: Array64, sparsity: number): Scalar64 =>
  ({ W, alpha }) => {
    const templates = rows64(W!).map((row) => row.map((value) => value / dot64(row, row)));
    const codes = rows64(alpha!);
    return overExamples(rows64(x), (example, index) => ({
      value:
        squaredError(example, codes[index]!, templates) +
        sparsity * codes[index]!.reduce((sum, code) => sum + Math.abs(code), 0),
      pattern: codes[index]!.map(Math.sign).join(),
    }));
  };

/** ‖x − Σ αᵢ Wᵢ‖², as a function of W and α. */
export const nmf64 =
  (x: Array64): Scalar64 =>
  ({ W, alpha }) =>
    overExamples(rows64(x), (example, index) => ({
      value: squaredError(example, rows64(alpha!)[index]!, rows64(W!)),
    }));

/** ‖x − WᵀW x‖², as a function of W. */
export const pca64 =
  (x: Array64): Scalar64 =>
  ({ W }) =>
    overExamples(rows64(x), (example) => {
      const templates = rows64(W!);
      return {
        value: squaredError(
          example,
          templates.map((row) => dot64(row, example)),
          templates,
        ),
      };
    });

/** Rows of the wavelet transform with filter h, which may be any filter. */
function waveletRows(h: Array64, size: number, levels: number): Vector[] {
  const columns = Array.from({ length: size }, (_, at) =>
    transform64(
      Float64Array.from({ length: size }, (_, i) => (i === at ? 1 : 0)),
      bank64([...h.data]),
      levels,
    ),
  );
  return columns.map((_, row) => Float64Array.from(columns, (column) => column[row]!));
}

/** ‖x − Σ mask shrink(cᵢ, bᵢ) Wᵢ‖², as a function of the filter h that defines W, and of b. */
export const thresholding64 =
  (x: Array64, levels: number, kind: 'soft' | 'hard'): Scalar64 =>
  ({ h, b }) => {
    const templates = waveletRows(h!, x.shape[1]!, levels);
    return overExamples(rows64(x), (example) => {
      const matches = templates.map((row) => dot64(row, example));
      const kept = matches.map((match, i) => Math.abs(match) > b!.data[i]!);
      const weights = matches.map((match, i) => {
        if (!kept[i]) return 0;
        return kind === 'hard' ? match : Math.sign(match) * (Math.abs(match) - b!.data[i]!);
      });
      return { value: squaredError(example, weights, templates), pattern: kept.map(Number).join('') };
    });
  };

/** ‖x − ⟨x, W_w⟩ W_w‖² for the winner w, as a function of W. */
export const winnerTakeAll64 =
  (x: Array64): Scalar64 =>
  ({ W }) =>
    overExamples(rows64(x), (example) => {
      const templates = rows64(W!);
      const scores = templates.map((row) => Math.abs(dot64(row, example)) / dot64(row, row));
      const winner = scores.indexOf(Math.max(...scores));
      return {
        value: squaredError(example, [dot64(templates[winner]!, example)], [templates[winner]!]),
        pattern: String(winner),
      };
    });

/** ‖x − mean of the nearest Wᵢ‖², as a function of W. */
export const nearest64 =
  (x: Array64, neighbours: number): Scalar64 =>
  ({ W }) =>
    overExamples(rows64(x), (example) => {
      const templates = rows64(W!);
      const distances = templates.map((row) => squaredError(example, [1], [row]));
      const order = distances
        .map((_, i) => i)
        .sort((a, b) => distances[a]! - distances[b]!)
        .slice(0, neighbours);
      return {
        value: squaredError(
          example,
          order.map(() => 1 / neighbours),
          order.map((i) => templates[i]!),
        ),
        pattern: [...order].sort().join(),
      };
    });

/** Nodes of a packet tree, as (level, node) pairs. */
type Basis = readonly (readonly [level: number, node: number])[];

/** Lists every basis of a binary tree, each as its nodes. */
function bases(depth: number, level = 0, node = 0): Basis[] {
  const root: Basis = [[level, node]];
  if (level === depth) return [root];
  const [left, right] = [bases(depth, level + 1, 2 * node), bases(depth, level + 1, 2 * node + 1)];
  return [root, ...left.flatMap((a) => right.map((b) => [...a, ...b]))];
}

/**
 * ‖x − Σ_{best basis} hard(cᵢ, b) Wᵢ‖² as a function of the filter h. Finds the basis of minimum entropy by
 * exhaustive search.
 */
export const bestBasis64 =
  (x: Array64, depth: number, threshold: number): Scalar64 =>
  ({ h }) => {
    const size = x.shape[1]!;
    const levels = packetRows(h!, size, depth);
    return overExamples(rows64(x), (example) => {
      const energy = dot64(example, example);
      const entropy = ([level, node]: Basis[number]): number =>
        atomsOf(levels, level, node).reduce((sum, row) => {
          const fraction = dot64(row, example) ** 2 / energy;
          return sum - (fraction > 0 ? fraction * Math.log(fraction) : 0);
        }, 0);
      const all = bases(depth);
      const costs = all.map((basis) => basis.reduce((sum, node) => sum + entropy(node), 0));
      const best = all[costs.indexOf(Math.min(...costs))]!;
      const templates = best.flatMap(([level, node]) => atomsOf(levels, level, node));
      const weights = templates.map((row) => dot64(row, example));
      const kept = weights.map((weight) => (Math.abs(weight) > threshold ? weight : 0));
      const pattern = `${best.join(';')}:${kept.map((weight) => (weight === 0 ? 0 : 1)).join('')}`;
      return { value: squaredError(example, kept, templates), pattern };
    });
  };

/** Rows of every level of the wavelet packet transform with filter h. */
export function packetRows(h: Array64, size: number, depth: number): Vector[][] {
  const bank = bank64([...h.data]);
  const split = (signal: Vector): Vector[] => {
    const both = transform64(signal, bank, 1);
    return [both.slice(0, signal.length / 2), both.slice(signal.length / 2)];
  };
  const columns = Array.from({ length: size }, (_, at) => {
    let nodes = [Float64Array.from({ length: size }, (_, i) => (i === at ? 1 : 0))];
    const levels = [nodes];
    for (let level = 0; level < depth; level++) {
      nodes = nodes.flatMap((node) => split(node)) as typeof nodes;
      levels.push(nodes);
    }
    return levels.map((level) => level.flatMap((coefficients) => [...coefficients]));
  });
  return Array.from({ length: depth + 1 }, (_, level) =>
    Array.from({ length: size }, (_, row) => Float64Array.from(columns, (column) => column[level]![row]!)),
  );
}

function atomsOf(levels: readonly Vector[][], level: number, node: number): Vector[] {
  const count = levels[0]!.length / 2 ** level;
  return levels[level]!.slice(node * count, (node + 1) * count);
}
