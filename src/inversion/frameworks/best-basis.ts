import { tf, type Tensor } from '../../ops/index.js';
import type { BatchFunction } from '../inverse.js';
import { piecewiseConstant } from './piecewise-constant.js';
import { reconstructionLoss } from './reconstruction-loss.js';
import { hardThreshold, type Threshold } from './thresholding.js';
import type { PacketTree } from './wavelets/index.js';

/**
 * Best basis, Table 1, row 6 by its name: the atoms of many bases at once, of which the winning basis takes all.
 *
 *   x [B, D], W [(J + 1) D, D] the atoms of all levels of a packet tree, c = W x
 *   f(x)ᵢ = 1[i in the best basis of x] cᵢ       α = f(x),   df(x)ᵢ/dx = 1[i in the best basis of x] Wᵢ
 *   f⁻¹(x) = Σ_{i in the best basis} cᵢ Wᵢ = x   that basis is orthonormal: R = 0
 *
 * The row as printed lets one atom win (`winner-take-all`), by its match. Its name is Coifman's and Wickerhauser's (1992): there a basis
 * wins, by an additive cost of its coefficients, and a parent against its children all the way up the tree, which finds the best of all
 * bases that the tree holds. With a threshold b the row becomes what a best basis is for, few large coefficients that say most of x:
 * f(x)ᵢ = 1[i in the best basis] 1[|cᵢ| > b] cᵢ, and R is the energy of the others.
 */
export interface BestBasisOptions {
  /** What a basis costs. `entropyCost` if absent. */
  readonly cost?: BasisCost;
  /** What a coefficient of the best basis must exceed. 0 if absent. */
  readonly threshold?: Threshold;
}

/**
 * An additive cost, node by node: the less, the better.
 * @param coefficients [B, nodes, size]
 * @param energy ‖x‖², [B, 1, 1]
 * @returns [B, nodes]
 */
export type BasisCost = (coefficients: Tensor, energy: Tensor) => Tensor;

/** Shannon's entropy of the shares of energy, −Σ p log p, p = c² / ‖x‖² (Coifman and Wickerhauser, 1992). */
export const entropyCost: BasisCost = (coefficients, energy) => {
  const shares = tf.div(tf.square(coefficients), tf.maximum(energy, MIN_ENERGY));
  return tf.neg(tf.sum(tf.mul(shares, tf.log(tf.maximum(shares, MIN_FRACTION))), 2));
};

/** Σ |c| / ‖x‖: sparse where it is small, and what soft thresholding pays. */
export const absoluteCost: BasisCost = (coefficients, energy) =>
  tf.sum(tf.div(tf.abs(coefficients), tf.sqrt(tf.maximum(energy, MIN_ENERGY))), 2);

/** How many coefficients exceed a threshold. */
export const countCost =
  (threshold: number): BasisCost =>
  (coefficients) =>
    tf.sum(tf.cast(tf.greater(tf.abs(coefficients), threshold), 'float32'), 2);

/** @returns the function of the row, [B, D] -> [B, (J + 1) D], that is zero but for the coefficients of each input's best basis */
export function f(tree: PacketTree, options: BestBasisOptions = {}): BatchFunction {
  const { threshold = 0 } = options;
  return (x) => {
    const levels = tree.levels(x);
    const coefficients = flatten(levels);
    return tf.mul(choice(tree, options)(coefficients), hardThreshold(coefficients, threshold));
  };
}

/** The matches with the atoms of all levels, level by level: a linear function [B, D] -> [B, (J + 1) D]. */
export const analysis =
  (tree: PacketTree): BatchFunction =>
  (x) =>
    flatten(tree.levels(x));

/** R(x): a function [B, D] -> [B]. Nothing but rounding, without a threshold. */
export const loss = (tree: PacketTree, options: BestBasisOptions = {}): ((x: Tensor) => Tensor) =>
  reconstructionLoss(f(tree, options));

/** Which coefficients belong to the best basis of x, 1 or 0: a function [B, D] -> [B, (J + 1) D]. */
export const basisOf =
  (tree: PacketTree, options: BestBasisOptions = {}): BatchFunction =>
  (x) =>
    tf.tidy(() => choice(tree, options)(analysis(tree)(x)));

/** What the best basis of x costs: a function [B, D] -> [B]. */
export const leastCost =
  (tree: PacketTree, { cost = entropyCost }: BestBasisOptions = {}): ((x: Tensor) => Tensor) =>
  (x) =>
    tf.tidy(() => tf.reshape(tf.slice(compete(tree, tree.levels(x), cost).least[0]!, [0, 0], [x.shape[0], 1]), [-1]));

/** [B, (J + 1) D] -> the mask of the same shape; constant around almost every x. */
function choice(tree: PacketTree, { cost = entropyCost }: BestBasisOptions): (coefficients: Tensor) => Tensor {
  return piecewiseConstant((coefficients) => {
    const levels = unflatten(tree, coefficients);
    const { wins } = compete(tree, levels, cost);
    // From the root down: a node is in the basis if it beats its children, and none above it was.
    let open: Tensor = tf.onesLike(wins[0]!);
    const masks = levels.map((level, j) => {
      const chosen = tf.mul(open, wins[j]!);
      open = tf.reshape(tf.tile(tf.expandDims(tf.sub(open, chosen), 2), [1, 1, tree.arity]), [
        level.shape[0],
        level.shape[1]! * tree.arity,
      ]);
      return tf.mul(tf.expandDims(chosen, 2), tf.onesLike(level));
    });
    return flatten(masks);
  });
}

/**
 * From the leaves up, each node against its children.
 * @returns for every level [B, nodes]: the least cost of each node's space, and 1 where the node itself has it (ties are its own)
 */
function compete(
  { arity, depth }: PacketTree,
  levels: readonly Tensor[],
  cost: BasisCost,
): { readonly least: readonly Tensor[]; readonly wins: readonly Tensor[] } {
  const energy = tf.sum(tf.square(levels[0]!), 2, true);
  let below = cost(levels[depth]!, energy);
  const least = [below];
  const wins: Tensor[] = [tf.onesLike(below)];
  for (let level = depth - 1; level >= 0; level--) {
    const own = cost(levels[level]!, energy);
    const children = tf.sum(tf.reshape(below, [own.shape[0], own.shape[1]!, arity]), 2);
    below = tf.minimum(own, children);
    least.unshift(below);
    wins.unshift(tf.cast(tf.lessEqual(own, children), 'float32'));
  }
  return { least, wins };
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
/** Below it p log p is zero in float32; log 0 is not. */
const MIN_FRACTION = 1e-30;
