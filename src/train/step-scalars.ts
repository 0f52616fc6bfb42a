import type { Tensors } from '../engine/index.js';
import type { TermWeights } from '../losses/index.js';
import type { Tensor } from '../ops/index.js';

/*
 * The scalars that a step takes: numbers decided on the host, inputs of the program, since JavaScript numbers would become constants of it.
 */

const ROW_COUNTS = ['labelled', 'unlabelled', 'valid'] as const;
const TERMS = ['crossEntropy', 'residual', 'entropy'] as const;

/** Numbers of rows that the terms of the loss are means over, at least 1: inputs of a step, since a part of a batch does not know them. */
export function rowCounts(
  label: ArrayLike<number>,
  valid: ArrayLike<number>,
): Record<`rows/${(typeof ROW_COUNTS)[number]}`, number> {
  let labelled = 0;
  let all = 0;
  for (let row = 0; row < valid.length; row++) {
    if (valid[row] === 0) continue;
    all++;
    if (label[row]! >= 0) labelled++;
  }
  return {
    'rows/labelled': Math.max(labelled, 1),
    'rows/unlabelled': Math.max(all - labelled, 1),
    'rows/valid': Math.max(all, 1),
  };
}

/** The weights of the loss as a step takes them: `weight/<term>` and `weight/layer/<name>`. */
export function weightScalars(weights: TermWeights): Record<string, number> {
  return {
    ...Object.fromEntries(TERMS.map((term) => [`weight/${term}`, weights[term]])),
    ...Object.fromEntries(Object.entries(weights.layers).map(([layer, weight]) => [`weight/layer/${layer}`, weight])),
  };
}

/** Names of the scalars that the loss takes, for layers that have a weight. */
export function lossScalarNames(layers: readonly string[]): string[] {
  return [
    ...TERMS.map((term) => `weight/${term}`),
    ...layers.map((layer) => `weight/layer/${layer}`),
    ...ROW_COUNTS.map((count) => `rows/${count}`),
  ];
}

/** The way back from `weightScalars`, within a program. */
export function weightsAmong(tensors: Tensors, layers: readonly string[]): TermWeights<Tensor> {
  const weight = (name: string): Tensor => tensors[`weight/${name}`]!;
  return {
    crossEntropy: weight('crossEntropy'),
    residual: weight('residual'),
    entropy: weight('entropy'),
    layers: Object.fromEntries(layers.map((layer) => [layer, weight(`layer/${layer}`)])),
  };
}

/** The counts of `rowCounts`, within a program. */
export function countsAmong(tensors: Tensors): Record<(typeof ROW_COUNTS)[number], Tensor> {
  const [labelled, unlabelled, valid] = ROW_COUNTS.map((count) => tensors[`rows/${count}`]!);
  return { labelled: labelled!, unlabelled: unlabelled!, valid: valid! };
}
