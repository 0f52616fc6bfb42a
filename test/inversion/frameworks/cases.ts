import { frameworks, type BatchFunction } from '#src/inversion/index.js';
import type { tf } from '#src/ops/index.js';
import { createRng } from '#src/rng.js';
import {
  bestBasis64,
  nearest64,
  nmf64,
  pca64,
  sparseCoding64,
  thresholding64,
  winnerTakeAll64,
} from '../../helpers/frameworks64.js';
import type { Scalar64 } from '../../helpers/finite-differences64.js';
import type { Array64 } from '../../helpers/reference64.js';
import { normal64, positive64, tensorOf } from './support.js';

type Tensors = Readonly<Record<string, tf.Tensor>>;

/** A framework with parameters and inputs, its loss under test and its float64 loss. */
export interface Case {
  readonly name: string;
  readonly x: Array64;
  readonly parameters: Readonly<Record<string, Array64>>;
  readonly f: (at: Tensors) => BatchFunction;
  readonly loss: (at: Tensors) => (x: tf.Tensor) => tf.Tensor;
  readonly loss64: Scalar64;
}

const { sparseCoding, nmf, pca, softThresholding, hardThresholding, winnerTakeAll, bestBasis, nearestNeighbours } =
  frameworks;
const { wavelets } = frameworks;
const rng = createRng(5);
const SPARSITY = 0.3;
const LEVELS = 2;
const DEPTH = 2;

const vectors = normal64(rng, [6, 7]);
const signals = normal64(rng, [4, 16]);
/** Not orthonormal: the gradient with respect to a filter must also be right away from the minimum of R. */
const filter = (taps: readonly number[]): Array64 => ({
  shape: [taps.length],
  data: Float64Array.from(taps, (tap) => Math.fround(tap + 0.05 * rng.normal())),
});
const thresholds = (): Array64 => ({
  shape: [16],
  data: Float64Array.from({ length: 16 }, (_, i) => (i < 4 ? 0 : Math.fround(0.3 + 0.4 * rng.uniform()))),
});
const transform = (h: tf.Tensor): BatchFunction => wavelets.waveletTransform(h, { levels: LEVELS });
const tree = (h: tf.Tensor) => wavelets.waveletPackets(h, { depth: DEPTH });

/** Every row of Table 1. */
export const CASES: readonly Case[] = [
  {
    name: 'sparse coding',
    x: vectors,
    parameters: { W: normal64(rng, [9, 7]), alpha: normal64(rng, [6, 9]) },
    f: ({ W }) => sparseCoding.f(W!),
    loss: ({ W, alpha }) => sparseCoding.loss(W!, alpha!, { sparsity: SPARSITY }),
    loss64: sparseCoding64(vectors, SPARSITY),
  },
  {
    name: 'NMF',
    x: vectors,
    parameters: { W: positive64(rng, [4, 7]), alpha: positive64(rng, [6, 4]) },
    f: ({ W }) => nmf.f(W!),
    loss: ({ W, alpha }) => nmf.loss(W!, alpha!),
    loss64: nmf64(vectors),
  },
  {
    name: 'PCA',
    x: vectors,
    parameters: { W: normal64(rng, [3, 7]) },
    f: ({ W }) => pca.f(W!),
    loss: ({ W }) => pca.loss(W!),
    loss64: pca64(vectors),
  },
  ...(['haar', 'd4'] as const).flatMap((wavelet) => [
    {
      name: `soft thresholding, ${wavelet}`,
      x: signals,
      parameters: { h: filter(wavelets.WAVELETS[wavelet]), b: thresholds() },
      f: ({ h, b }: Tensors) => softThresholding.f(transform(h!), b!),
      loss: ({ h, b }: Tensors) => softThresholding.loss(transform(h!), b!),
      loss64: thresholding64(signals, LEVELS, 'soft'),
    },
    {
      name: `hard thresholding, ${wavelet}`,
      x: signals,
      parameters: { h: filter(wavelets.WAVELETS[wavelet]), b: thresholds() },
      f: ({ h, b }: Tensors) => hardThresholding.f(transform(h!), b!),
      loss: ({ h, b }: Tensors) => hardThresholding.loss(transform(h!), b!),
      loss64: thresholding64(signals, LEVELS, 'hard'),
    },
    {
      name: `best basis, ${wavelet}`,
      x: signals,
      parameters: { h: filter(wavelets.WAVELETS[wavelet]) },
      f: ({ h }: Tensors) => bestBasis.f(tree(h!), { threshold: 0.4 }),
      loss: ({ h }: Tensors) => bestBasis.loss(tree(h!), { threshold: 0.4 }),
      loss64: bestBasis64(signals, DEPTH, 0.4),
    },
  ]),
  {
    name: 'winner take all',
    x: vectors,
    parameters: { W: normal64(rng, [5, 7]) },
    f: ({ W }) => winnerTakeAll.f(W!),
    loss: ({ W }) => winnerTakeAll.loss(W!),
    loss64: winnerTakeAll64(vectors),
  },
  ...[1, 3].map((neighbours) => ({
    name: `nearest neighbours, ${neighbours}`,
    x: vectors,
    parameters: { W: normal64(rng, [5, 7]) },
    f: ({ W }: Tensors) => nearestNeighbours.f(W!, { neighbours }),
    loss: ({ W }: Tensors) => nearestNeighbours.loss(W!, { neighbours }),
    loss64: nearest64(vectors, neighbours),
  })),
];

export const tensorsOf = (arrays: Readonly<Record<string, Array64>>): Record<string, tf.Tensor> =>
  Object.fromEntries(Object.entries(arrays).map(([name, array]) => [name, tensorOf(array)]));
