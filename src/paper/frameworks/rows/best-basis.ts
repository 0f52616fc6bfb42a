import { frameworks, inverse } from '../../../inversion/index.js';
import { tf, type Tensor } from '../../../ops/index.js';
import { dot, maxDifference, rowOf, toRows, toTensor, type Rows } from '../arrays.js';
import { allBasisCosts, entropy64 } from '../checks/all-bases.js';
import { first, PADDED_SIDE, padded } from '../data/digits.js';
import { chirps } from '../data/signals.js';
import type { Check, FrameworkRun, Measurements } from '../types.js';
import { countOfTotal, scalarOf } from './support.js';

const { bestBasis, wavelets } = frameworks;

/** Table 1, row 6. Checks that the selected basis is the cheapest of all bases in the tree. */
export async function runBestBasis({ digits, rng, onStep, signal, own }: FrameworkRun): Promise<Measurements> {
  signal.throwIfAborted();
  const rows = digits ? padded(first(digits.training.images, IMAGES)) : chirps(rng.split('data'));
  const lowPass = own(wavelets.lowPassOf(digits ? 'haar' : 'd8'));
  const tree = digits
    ? wavelets.imageWaveletPackets(lowPass, { depth: 2, shape: [PADDED_SIDE, PADDED_SIDE] })
    : wavelets.waveletPackets(lowPass, { depth: 4 });
  const x = own(toTensor(rows));
  const reconstruction = own(inverse(bestBasis.f(tree))(x));
  const costs = own(bestBasis.leastCost(tree)(x));
  const kept = Math.round(rows.size * KEPT_FRACTION);
  const deepest = own(fixedBasis(tree, x));
  const measurements: Measurements = {
    data:
      `${rows.rows} ${digits ? 'digits, padded to 32 x 32' : 'chirps and clicks, 256 samples'}, ` +
      `the ${kept} largest coefficients`,
    steps: 0,
    error: 'R / ‖x‖², from the deepest level alone to the best basis',
    before: keptError(deepest, kept),
    after: bestBasisError(tree, x, kept),
    violation: scalarOf(basisViolation(tree, lowPass, x)),
    closedFormDifference: maxDifference(reconstruction.dataSync(), rows.data),
    checks: [cheapest(tree, x, rows, costs)],
    ...(digits && {
      picture: {
        ...{ kind: 'images', height: PADDED_SIDE, width: PADDED_SIDE, range: [0, 1] },
        rows: [
          { name: 'x', images: rows },
          { name: `inverse, ${kept} coefficients`, images: keptReconstruction(tree, x, kept) },
        ],
      },
    }),
  };
  onStep(1, 1);
  return measurements;
}

type Tree = Parameters<typeof bestBasis.f>[0];

/** R, relative to ‖x‖², of the inverse from the `kept` largest coefficients of every example's best basis. */
function bestBasisError(tree: Tree, x: Tensor, kept: number): number {
  return scalarOf(
    tf.tidy(() => {
      const thresholds = keepThresholds(bestBasis.f(tree)(x), kept);
      return tf.div(tf.sum(bestBasis.loss(tree, { threshold: thresholds })(x)), tf.sum(tf.square(x)));
    }),
  );
}

function keptReconstruction(tree: Tree, x: Tensor, kept: number): Rows {
  const reconstruction = tf.tidy(() =>
    inverse(bestBasis.f(tree, { threshold: keepThresholds(bestBasis.f(tree)(x), kept) }))(x),
  );
  const rows = toRows(reconstruction);
  reconstruction.dispose();
  return rows;
}

/** Returns thresholds [B, 1] that exactly the `kept` largest coefficients of each example exceed. */
function keepThresholds(coefficients: Tensor, kept: number): Tensor {
  const { rows, size, data } = toRows(coefficients);
  const thresholds = Array.from({ length: rows }, (_, index) => {
    const sizes = data
      .slice(index * size, (index + 1) * size)
      .map(Math.abs)
      .sort();
    return sizes[size - kept - 1]!;
  });
  return tf.tensor2d(thresholds, [rows, 1]);
}

/** Returns the coefficients of the deepest level, [B, D]. */
const fixedBasis = (tree: Tree, x: Tensor): Tensor => tf.tidy(() => tf.reshape(tree.levels(x).at(-1)!, x.shape));

function keptError(coefficients: Tensor, kept: number): number {
  const { rows, size, data } = toRows(coefficients);
  let lost = 0;
  for (let index = 0; index < rows; index++) {
    const sizes = data
      .slice(index * size, (index + 1) * size)
      .map(Math.abs)
      .sort();
    lost += dot(sizes.subarray(0, size - kept), sizes.subarray(0, size - kept));
  }
  return lost / dot(data, data);
}

/**
 * Returns the violation of orthonormality by the filters, or of the number of atoms by the bases, whichever is
 * larger.
 */
function basisViolation(tree: Tree, lowPass: Tensor, x: Tensor): Tensor {
  return tf.tidy(() => {
    const missing = tf.abs(tf.sub(tf.sum(bestBasis.basisOf(tree)(x), 1), x.shape[1]!));
    return tf.maximum(wavelets.filterViolation(lowPass), tf.max(missing));
  });
}

/** Checks the selected bases against the costs of all bases, computed from the coefficients in float64. */
function cheapest(tree: Tree, x: Tensor, rows: Rows, costs: Tensor): Check {
  const levels = tf.tidy(() => tree.levels(x).map((level) => ({ nodes: level.shape[1]!, values: level.dataSync() })));
  const leastCosts = costs.dataSync();
  let bases = 0;
  let cheapestCount = 0;
  for (let example = 0; example < rows.rows; example++) {
    const energy = dot(rowOf(rows, example), rowOf(rows, example));
    const nodeCosts = levels.map(({ nodes, values }) =>
      Array.from({ length: nodes }, (_, node) => {
        const size = rows.size / nodes;
        const start = example * rows.size + node * size;
        return entropy64(values.subarray(start, start + size), energy);
      }),
    );
    const all = allBasisCosts(nodeCosts, tree.arity);
    bases = all.length;
    if (Math.abs(leastCosts[example]! - Math.min(...all)) <= COST_TOLERANCE * Math.max(1, leastCosts[example]!))
      cheapestCount++;
  }
  return {
    what: `examples whose basis is the cheapest of all ${bases} in the tree`,
    value: cheapestCount,
    text: `cheapest of ${bases} bases: ${countOfTotal(cheapestCount, rows.rows)}`,
  };
}

const IMAGES = 20;
const KEPT_FRACTION = 0.05;
const COST_TOLERANCE = 1e-5;
