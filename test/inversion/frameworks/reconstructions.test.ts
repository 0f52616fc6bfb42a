import { describe, expect, it } from 'vitest';
import { bestLine64, combine64, nearest64, project64 } from '#src/paper/frameworks/checks/closed-forms.js';
import {
  bank64,
  imageTransform64,
  inverseImageTransform64,
  inverseTransform64,
  transform64,
} from '#src/paper/frameworks/checks/wavelets64.js';
import { frameworks, inverse, type BatchFunction } from '#src/inversion/index.js';
import { tf } from '#src/ops/index.js';
import { createRng } from '#src/rng.js';
import type { Array64 } from '../../helpers/reference64.js';
import { useTensors } from '../../helpers/use-tensors.js';
import { difference, normal64, positive64, tensorOf } from './support.js';

useTensors();

const { wavelets } = frameworks;
const rng = createRng(21);
const rows = ({ shape, data }: Array64) => ({ rows: shape[0]!, size: shape[1]!, data: Float32Array.from(data) });
const x = normal64(rng, [6, 10]);
const unit = (array: Array64): tf.Tensor => {
  const values = tensorOf(array);
  return tf.div(values, tf.norm(values, 2, 1, true));
};
const hostRows = (values: tf.Tensor) => ({
  rows: values.shape[0],
  size: values.shape[1]!,
  data: values.dataSync() as Float32Array,
});

describe('Σᵢ αᵢ df(x)ᵢ/dx is the reconstruction of', () => {
  it('sparse coding, α D with D = Wᵢ / ‖Wᵢ‖², for atoms of any norm', () => {
    const [W, alpha] = [normal64(rng, [13, 10]), normal64(rng, [6, 13])];
    const scaled = Float32Array.from(W.data, (value, i) => {
      const row = W.data.subarray(Math.floor(i / 10) * 10, Math.floor(i / 10) * 10 + 10);
      return value / row.reduce((sum, entry) => sum + entry * entry, 0);
    });
    const expected = combine64(rows(alpha), { rows: 13, size: 10, data: scaled });
    const actual = frameworks.sparseCoding.reconstruct(tensorOf(W), tensorOf(alpha))(tensorOf(x));
    expect(difference(actual, expected)).toBeLessThan(1e-6);
  });

  it('NMF, α W', () => {
    const [W, alpha] = [positive64(rng, [4, 10]), positive64(rng, [6, 4])];
    const actual = frameworks.nmf.reconstruct(tensorOf(W), tensorOf(alpha))(tensorOf(x));
    expect(difference(actual, combine64(rows(alpha), rows(W)))).toBeLessThan(1e-6);
  });

  it('PCA, WᵀW x', () => {
    const W = unit(normal64(rng, [3, 10]));
    const actual = inverse(frameworks.pca.f(W))(tensorOf(x));
    expect(difference(actual, project64(rows(x), hostRows(W)))).toBeLessThan(1e-6);
  });

  it('winner take all, the projection onto the best line', () => {
    const W = unit(normal64(rng, [5, 10]));
    const actual = inverse(frameworks.winnerTakeAll.f(W))(tensorOf(x));
    expect(difference(actual, bestLine64(rows(x), hostRows(W)))).toBeLessThan(1e-6);
  });

  it('nearest neighbours, exactly the nearest exemplar', () => {
    const W = normal64(rng, [40, 10]);
    const actual = frameworks.nearestNeighbours.reconstruct(tensorOf(W))(tensorOf(x));
    expect(difference(actual, nearest64(rows(x), rows(W)))).toBe(0);
  });

  const shrinks = {
    soft: (value: number, bound: number) => Math.sign(value) * Math.max(Math.abs(value) - bound, 0),
    hard: (value: number, bound: number) => (Math.abs(value) > bound ? value : 0),
  } as const;
  const signals = normal64(rng, [3, 64]);
  const names = Object.keys(wavelets.WAVELETS) as (keyof typeof wavelets.WAVELETS)[];

  it.each(names.flatMap((name) => (['soft', 'hard'] as const).map((kind) => ({ name, kind }))))(
    '$kind thresholding with $name, analysis, threshold and synthesis',
    ({ name, kind }) => {
      const [levels, bound] = [3, 0.5];
      const bank = bank64(wavelets.WAVELETS[name]);
      const { f } = kind === 'soft' ? frameworks.softThresholding : frameworks.hardThresholding;
      const analysis = wavelets.waveletTransform(wavelets.lowPassOf(name), { levels });
      const expected = [0, 1, 2].flatMap((row) => {
        const signal = signals.data.subarray(row * 64, (row + 1) * 64);
        const shrunk = transform64(signal, bank, levels).map((value) => shrinks[kind](value, bound));
        return [...inverseTransform64(shrunk, bank, levels)];
      });
      expect(difference(inverse(f(analysis, bound))(tensorOf(signals)), expected)).toBeLessThan(2e-6);
    },
  );

  it('hard thresholding of images, analysis, threshold and synthesis along both axes', () => {
    const [levels, bound, height, width] = [2, 0.5, 16, 32];
    const image = normal64(rng, [1, height * width]);
    const bank = bank64(wavelets.WAVELETS.d4);
    const lines = Array.from({ length: height }, (_, y) => image.data.slice(y * width, (y + 1) * width));
    const shrunk = imageTransform64(lines, bank, levels).map((value) => shrinks.hard(value, bound));
    const expected = inverseImageTransform64(shrunk, bank, { levels, height, width }).flatMap((row) => [...row]);
    const analysis = wavelets.imageWaveletTransform(wavelets.lowPassOf('d4'), { levels, shape: [height, width] });
    const actual = inverse(frameworks.hardThresholding.f(analysis, bound))(tensorOf(image));
    expect(difference(actual, expected)).toBeLessThan(2e-6);
  });

  it.each(names)('best basis with %s, the input itself, because every basis is orthonormal', (name) => {
    const tree = wavelets.waveletPackets(wavelets.lowPassOf(name), { depth: 3 });
    const f: BatchFunction = frameworks.bestBasis.f(tree);
    expect(difference(inverse(f)(tensorOf(signals)), signals.data)).toBeLessThan(2e-6);
  });
});
