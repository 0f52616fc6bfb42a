import type { HostTensors, Tensors } from '../engine/index.js';
import { flatTerms, forTerms, perTerm, type RowCounts, type RowKind, type TermWeights } from '../losses/index.js';
import type { Tensor } from '../ops/index.js';

/*
 * Scalars computed on the host. They are inputs of the program, because JavaScript numbers would become constants in
 * the graph.
 */

const ROW_KINDS = ['labelled', 'unlabelled', 'valid'] as const satisfies readonly RowKind[];
const WEIGHT = 'weight/';
/** Prefix that distinguishes the weights of layers from those of terms. */
const LAYER = 'layer/';

/**
 * Counts the rows over which the terms of the loss are averaged; each count is at least 1. The counts are inputs of
 * the step, because a shard of a batch cannot compute them.
 * @param label [B] or [B, C], negative where nothing is known; a row is labelled if something is
 * @param valid [B], 0 for padding rows
 */
export function rowCounts(label: ArrayLike<number>, valid: ArrayLike<number>): Record<`rows/${RowKind}`, number> {
  const width = label.length / valid.length;
  let labelled = 0;
  let all = 0;
  for (let row = 0; row < valid.length; row++) {
    if (valid[row] === 0) continue;
    all++;
    for (let at = row * width; at < (row + 1) * width; at++) {
      if (label[at]! < 0) continue;
      labelled++;
      break;
    }
  }
  return {
    'rows/labelled': Math.max(labelled, 1),
    'rows/unlabelled': Math.max(all - labelled, 1),
    'rows/valid': Math.max(all, 1),
  };
}

/** Returns the loss weights under the names of the step's inputs: `weight/<term>` and `weight/layer/<name>`. */
export function weightScalars(weights: TermWeights): Record<string, number> {
  return Object.fromEntries(Object.entries(flatTerms(weights, LAYER)).map(([name, weight]) => [WEIGHT + name, weight]));
}

/** Converts numbers to float32 scalars, the form in which programs take them. */
export function scalarInputs(values: Readonly<Record<string, number>>): HostTensors {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      { dtype: 'float32', shape: [], data: Float32Array.of(value) },
    ]),
  );
}

/** Names of the scalar inputs of the loss, given the layers that have a weight. */
export function lossScalarNames(layers: readonly string[]): string[] {
  const placeholders = perTerm(layers, () => 0);
  return [...Object.keys(weightScalars(placeholders)), ...ROW_KINDS.map((kind) => `rows/${kind}`)];
}

/** Inverse of `weightScalars`, within a program. */
export function readWeights(tensors: Tensors, layers: readonly string[]): TermWeights<Tensor> {
  return {
    ...forTerms(({ name }) => tensors[WEIGHT + name]!),
    layers: Object.fromEntries(layers.map((layer) => [layer, tensors[WEIGHT + LAYER + layer]!])),
  };
}

/** Reads the counts of `rowCounts`, within a program. */
export function readCounts(tensors: Tensors): RowCounts {
  return Object.fromEntries(ROW_KINDS.map((kind) => [kind, tensors[`rows/${kind}`]!])) as Record<RowKind, Tensor>;
}
