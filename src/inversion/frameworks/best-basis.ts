import { tf, type Tensor } from '../../ops/index.js';
import type { BatchFunction } from '../inverse.js';
import { piecewiseConstant } from './piecewise-constant.js';
import { reconstructionLoss } from './reconstruction-loss.js';
import { hardThreshold, type Threshold } from './thresholding.js';
import type { PacketTree } from './wavelets/index.js';

/**
 * Best basis: row 6 of Table 1, read by its name. Many bases compete, and the winning basis supplies all atoms.
 *
 *   x [B, D], W [(J + 1) D, D] the atoms of all levels of a packet tree, c = W x
 *   f(x)ᵢ = 1[i in the best basis of x] cᵢ       α = f(x),   df(x)ᵢ/dx = 1[i in the best basis of x] Wᵢ
 *   f⁻¹(x) = Σ_{i in the best basis} cᵢ Wᵢ = x   that basis is orthonormal: R = 0
 *
 * As printed, the row lets the atom with the best match win (`winner-take-all`). The name comes from Coifman and
 * Wickerhauser (1992), where a whole basis wins, by an additive cost of its coefficients. Comparing each parent with
 * its children from the leaves up finds the cheapest of all bases in the tree. With a threshold b, a few large
 * coefficients represent most of x: f(x)ᵢ = 1[i in the best basis] 1[|cᵢ| > b] cᵢ, and R is the energy of the
 * coefficients at or below b.
 */
export interface BestBasisOptions {
  /** Cost of a basis. Default: `entropyCost`. */
  readonly cost?: BasisCost;
  /** Coefficients of the best basis up to this size are dropped. Default: 0. */
  readonly threshold?: Threshold;
}

/**
 * Additive cost of each node; lower is better.
 * @param coefficients [B, nodes, size]
 * @param energy ‖x‖², [B, 1, 1]
 * @returns [B, nodes]
 */
export type BasisCost = (coefficients: Tensor, energy: Tensor) => Tensor;

/** Shannon entropy of the energy distribution, −Σ p log p with p = c² / ‖x‖² (Coifman and Wickerhauser, 1992). */
export const entropyCost: BasisCost = (coefficients, energy) => {
  const fractions = tf.div(tf.square(coefficients), tf.maximum(energy, MIN_ENERGY));
  return tf.neg(tf.sum(tf.mul(fractions, tf.log(tf.maximum(fractions, MIN_FRACTION))), 2));
};

/** Σ |c| / ‖x‖: small for sparse coefficients; the penalty behind soft thresholding. */
export const absoluteCost: BasisCost = (coefficients, energy) =>
  tf.sum(tf.div(tf.abs(coefficients), tf.sqrt(tf.maximum(energy, MIN_ENERGY))), 2);

/** Number of coefficients above a threshold. */
export const countCost =
  (threshold: number): BasisCost =>
  (coefficients) =>
    tf.sum(tf.cast(tf.greater(tf.abs(coefficients), threshold), 'float32'), 2);

/** @returns the row's function [B, D] -> [B, (J + 1) D]: the coefficients of each input's best basis, zero elsewhere */
export function f(tree: PacketTree, options: BestBasisOptions = {}): BatchFunction {
  const { threshold = 0 } = options;
  return (x) => {
    const levels = tree.levels(x);
    const coefficients = flatten(levels);
    return tf.mul(choice(tree, options)(coefficients), hardThreshold(coefficients, threshold));
  };
}

/** Returns the matches with the atoms of all levels, level by level: a linear function [B, D] -> [B, (J + 1) D]. */
export const analysis =
  (tree: PacketTree): BatchFunction =>
  (x) =>
    flatten(tree.levels(x));

/** Returns R(x): a function [B, D] -> [B]. Without a threshold it is only rounding error. */
export const loss = (tree: PacketTree, options: BestBasisOptions = {}): ((x: Tensor) => Tensor) =>
  reconstructionLoss(f(tree, options));

/** Returns the mask of the best basis of x (1 inside, 0 outside): a function [B, D] -> [B, (J + 1) D]. */
export const basisOf =
  (tree: PacketTree, options: BestBasisOptions = {}): BatchFunction =>
  (x) =>
    tf.tidy(() => choice(tree, options)(analysis(tree)(x)));

/** Returns the cost of the best basis of x: a function [B, D] -> [B]. */
export const leastCost =
  (tree: PacketTree, { cost = entropyCost }: BestBasisOptions = {}): ((x: Tensor) => Tensor) =>
  (x) =>
    tf.tidy(() => tf.reshape(tf.slice(compete(tree, tree.levels(x), cost).lowest[0]!, [0, 0], [x.shape[0], 1]), [-1]));

/** Returns the mask of the best basis, [B, (J + 1) D] -> the same shape; constant around almost every x. */
function choice(tree: PacketTree, { cost = entropyCost }: BestBasisOptions): (coefficients: Tensor) => Tensor {
  return piecewiseConstant((coefficients) => {
    const levels = unflatten(tree, coefficients);
    const { wins } = compete(tree, levels, cost);
    // From the root down: a node is in the basis if it beats its children and no ancestor was chosen.
    let available: Tensor = tf.onesLike(wins[0]!);
    const masks = levels.map((level, j) => {
      const chosen = tf.mul(available, wins[j]!);
      available = tf.reshape(tf.tile(tf.expandDims(tf.sub(available, chosen), 2), [1, 1, tree.arity]), [
        level.shape[0],
        level.shape[1]! * tree.arity,
      ]);
      return tf.mul(tf.expandDims(chosen, 2), tf.onesLike(level));
    });
    return flatten(masks);
  });
}

/**
 * Compares each node with its children, from the leaves up.
 * @returns per level, [B, nodes]: the lowest cost of each node's subspace, and 1 where the node itself attains it (ties
 *   included)
 */
function compete(
  { arity, depth }: PacketTree,
  levels: readonly Tensor[],
  cost: BasisCost,
): { readonly lowest: readonly Tensor[]; readonly wins: readonly Tensor[] } {
  const energy = tf.sum(tf.square(levels[0]!), 2, true);
  let below = cost(levels[depth]!, energy);
  const lowest = [below];
  const wins: Tensor[] = [tf.onesLike(below)];
  for (let level = depth - 1; level >= 0; level--) {
    const nodeCost = cost(levels[level]!, energy);
    const children = tf.sum(tf.reshape(below, [nodeCost.shape[0], nodeCost.shape[1]!, arity]), 2);
    below = tf.minimum(nodeCost, children);
    lowest.unshift(below);
    wins.unshift(tf.cast(tf.lessEqual(nodeCost, children), 'float32'));
  }
  return { lowest, wins };
}

function flatten(levels: readonly Tensor[]): Tensor {
  return tf.concat(
    levels.map((level) => tf.reshape(level, [level.shape[0], -1])),
    1,
  );
}

function unflatten({ arity, depth }: PacketTree, coefficients: Tensor): Tensor[] {
  const [batch, total] = coefficients.shape as [number, number];
  const size = total / (depth + 1);
  return tf
    .split(coefficients, depth + 1, 1)
    .map((level, j) => tf.reshape(level, [batch, arity ** j, size / arity ** j]));
}

const MIN_ENERGY = 1e-20;
/** For smaller p, p log p is zero in float32; log 0 would be −∞. */
const MIN_FRACTION = 1e-30;
