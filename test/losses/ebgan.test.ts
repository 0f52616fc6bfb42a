import { describe, expect, it } from 'vitest';
import { discriminatorLoss, generatorLoss, pullingAway } from '#src/losses/index.js';
import { tf } from '#src/ops/index.js';
import { createRng } from '#src/rng.js';
import { normal } from '../helpers/normal.js';
import { pullingAway64 } from '../helpers/ebgan64.js';
import { useTensors } from '../helpers/use-tensors.js';

const value = (tensor: tf.Tensor): number => tensor.dataSync()[0]!;
const gradient = (f: (x: tf.Tensor) => tf.Tensor, x: tf.Tensor): number[] => [...tf.grad(f)(x).dataSync()];

useTensors();

describe('the discriminator’s loss', () => {
  const real = () => tf.tensor1d([0.1, 0.3]);
  const fake = () => tf.tensor1d([0.2, 0.7, 1.5, 0.4]);
  const margin = () => tf.scalar(0.5);

  it('is mean R(x) plus the mean shortfall of R(G(z)) below the margin', () => {
    const loss = discriminatorLoss(real(), fake(), margin());
    expect(value(loss.realEnergy)).toBeCloseTo(0.2, 6);
    expect(value(loss.fakeEnergy)).toBeCloseTo(0.7, 6);
    expect(value(loss.loss)).toBeCloseTo(0.2 + (0.3 + 0.1) / 4, 6);
    expect(value(loss.belowMargin)).toBe(0.5);
  });

  it('lowers every R(x), raises R(G(z)) below the margin, and ignores R(G(z)) above it', () => {
    expect(gradient((x) => discriminatorLoss(x, fake(), margin()).loss, real())).toEqual([0.5, 0.5]);
    const pushed = gradient((x) => discriminatorLoss(real(), x, margin()).loss, fake());
    // Adding 0 turns -0 into 0.
    expect(pushed.map((slope) => slope + 0)).toEqual([-0.25, 0, 0, -0.25]);
  });

  it('is R(x) alone if all R(G(z)) are above the margin', () => {
    const loss = discriminatorLoss(real(), tf.tensor1d([0.5, 3]), margin());
    expect(value(loss.loss)).toBe(value(loss.realEnergy));
    expect(value(loss.belowMargin)).toBe(0);
  });
});

describe('the generator’s loss', () => {
  it('is mean R(G(z)) plus the weighted pulling-away term', () => {
    const energy = tf.tensor1d([0.2, 0.6]);
    const codes = tf.tensor2d([
      [1, 0],
      [1, 1],
    ]);
    const loss = generatorLoss(energy, codes, tf.scalar(0.1));
    expect(value(loss.energy)).toBeCloseTo(0.4, 6);
    expect(value(loss.pullingAway)).toBeCloseTo(0.5, 6);
    expect(value(loss.loss)).toBeCloseTo(0.45, 6);
    expect(gradient((x) => generatorLoss(x, codes, tf.scalar(0.1)).loss, energy)).toEqual([0.5, 0.5]);
  });
});

describe('the pulling-away term', () => {
  it.each([
    [
      '1 for parallel codes of any length or sign',
      [
        [1, 2],
        [3, 6],
        [-0.5, -1],
      ],
      1,
    ],
    [
      '0 for orthogonal codes',
      [
        [2, 0, 0],
        [0, 5, 0],
        [0, 0, -1],
      ],
      0,
    ],
    [
      'cos² of the angle between two codes',
      [
        [1, 0],
        [1, Math.sqrt(3)],
      ],
      0.25,
    ],
    [
      'at the Welch bound for three directions in the plane, 60° apart',
      [
        [1, 0],
        [0.5, 0.75 ** 0.5],
        [-0.5, 0.75 ** 0.5],
      ],
      0.25,
    ],
    [
      '0 for zero codes',
      [
        [0, 0],
        [0, 0],
      ],
      0,
    ],
  ])('is %s', (_, codes, expected) => {
    expect(value(pullingAway(tf.tensor2d(codes)))).toBeCloseTo(expected, 5);
  });

  it('is 0 for a single code', () => {
    expect(value(pullingAway(tf.tensor2d([[1, 2]])))).toBe(0);
  });

  it('has the gradient of float64 finite differences', () => {
    const [rows, columns] = [5, 3];
    const codes = normal(createRng(3), [rows, columns]).map(Math.fround);
    const actual = gradient((x) => pullingAway(x), tf.tensor2d([...codes], [rows, columns]));
    for (const [i, slope] of actual.entries()) {
      const valueAt = (offset: number) =>
        pullingAway64({ shape: [rows, columns], data: codes.map((code, k) => code + (k === i ? offset : 0)) });
      expect(slope).toBeCloseTo((valueAt(1e-6) - valueAt(-1e-6)) / 2e-6, 5);
    }
  });
});
