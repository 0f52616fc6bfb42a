import type { HostTensors, Tensors } from '../engine/index.js';
import { flatTerms, forTerms, perTerm, type RowCounts, type RowKind, type TermWeights } from '../losses/index.js';
import type { Tensor } from '../ops/index.js';

/*
 * The scalars that a step takes: numbers decided on the host, inputs of the program, since JavaScript numbers would become constants of it.
 */

const ROW_KINDS = ['labelled', 'unlabelled', 'valid'] as const satisfies readonly RowKind[];
const WEIGHT = 'weight/';
/** Tells a layer's weight from a term's. */
const LAYER = 'layer/';

/**
 * Numbers of rows that the terms of the loss are means over, at least 1: inputs of a step, since a part of a batch does not know them.
 * @param label [B], below zero: unlabelled
 * @param valid [B], 0 for rows that only fill the batch up
 */
export function rowCounts(label: ArrayLike<number>, valid: ArrayLike<number>): Record<`rows/${RowKind}`, number> {
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
  return Object.fromEntries(Object.entries(flatTerms(weights, LAYER)).map(([name, weight]) => [WEIGHT + name, weight]));
}

/** Numbers as programs take them: scalars, float32. */
export function scalarInputs(values: Readonly<Record<string, number>>): HostTensors {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      { dtype: 'float32', shape: [], data: Float32Array.of(value) },
    ]),
  );
}

/** Names of the scalars that the loss takes, for layers that have a weight. */
export function lossScalarNames(layers: readonly string[]): string[] {
  const ofEach = perTerm(layers, () => 0);
  return [...Object.keys(weightScalars(ofEach)), ...ROW_KINDS.map((kind) => `rows/${kind}`)];
}

/** The way back from `weightScalars`, within a program. */
export function readWeights(tensors: Tensors, layers: readonly string[]): TermWeights<Tensor> {
  return {
    ...forTerms(({ name }) => tensors[WEIGHT + name]!),
    layers: Object.fromEntries(layers.map((layer) => [layer, tensors[WEIGHT + LAYER + layer]!])),
  };
}

/** The counts of `rowCounts`, within a program. */
export function readCounts(tensors: Tensors): RowCounts {
  return Object.fromEntries(ROW_KINDS.map((kind) => [kind, tensors[`rows/${kind}`]!])) as Record<RowKind, Tensor>;
}
