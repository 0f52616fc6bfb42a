import { describe, expect, it } from 'vitest';
import type { HostTensor } from '#src/engine/index.js';
import { createModel } from '#src/models/index.js';
import { createRng } from '#src/rng.js';

const SHAPE = { inputShape: [28, 28, 1], classCount: 10 };
const parametersOf = (activation: string, name = 'large-cnn', kind = 'max'): Record<string, HostTensor> =>
  createModel({ name, kind, activation }, SHAPE).init(createRng(3));

const fanInOf = ({ shape }: HostTensor): number => shape.slice(0, -1).reduce((product, size) => product * size, 1);
const varianceOf = ({ data }: HostTensor): number =>
  [...data].reduce((sum, value) => sum + value ** 2, 0) / data.length;

/** Sum of each unit's weights at each kernel position. */
function sumsOf({ shape, data }: HostTensor): number[] {
  const [channels, units] = shape.slice(-2) as [number, number];
  const sums = new Float64Array(data.length / channels);
  data.forEach((weight, i) => (sums[Math.floor(i / (channels * units)) * units + (i % units)]! += weight));
  return [...sums];
}

describe('initial parameters of large-cnn', () => {
  // Var w = 1 / (fanIn E[slope²]): half of a ReLU's inputs have slope 1. Around sigmoids: tanh's gain 5/3, doubled for
  // a
  // sigmoid before and doubled for a sigmoid after.
  it.each([
    ['relu', 2, 2],
    ['leaky-relu', 2, 2],
    ['sigmoid', (2 * (5 / 3)) ** 2, (4 * (5 / 3)) ** 2],
  ])('have the variance required by the slope of %s', (activation, firstGain, gain) => {
    const parameters = parametersOf(activation);
    const hidden = Object.keys(parameters).filter((name) => /^conv\d+\/kernel$/.test(name));
    expect(hidden).toHaveLength(8);
    for (const name of hidden) {
      const kernel = parameters[name]!;
      const expected = name === 'conv0/kernel' ? firstGain : gain;
      expect((varianceOf(kernel) * fanInOf(kernel)) / expected, name).toBeGreaterThan(0.9);
      expect((varianceOf(kernel) * fanInOf(kernel)) / expected, name).toBeLessThan(1.1);
    }
    // Glorot for the logits: 2 / (fanIn + fanOut); with sigmoids, the same as in earlier layers.
    const last = parameters['classes/kernel']!;
    const expected = activation === 'sigmoid' ? gain / 192 : 2 / (192 + 10);
    expect(varianceOf(last) / expected).toBeGreaterThan(0.85);
    expect(varianceOf(last) / expected).toBeLessThan(1.15);
  });

  it.each(['relu', 'sigmoid'])('with %s have zero biases', (activation) => {
    for (const [name, { data }] of Object.entries(parametersOf(activation)))
      if (name.endsWith('/bias'))
        expect(
          data.every((value) => value === 0),
          name,
        ).toBe(true);
  });
});

describe.each([
  ['large-cnn', 'max', 'conv0/kernel'],
  ['large-cnn', 'inhibitor', 'conv0/kernel'],
  ['resnet3-16', 'mean', 'stem/kernel'],
])('initial weights of %s, %s', (name, kind, first) => {
  it('sum to zero at every kernel position of units with sigmoid inputs, and only there', () => {
    const kernels = Object.entries(parametersOf('sigmoid', name, kind)).filter(([key]) => key.endsWith('/kernel'));
    expect(kernels.length).toBeGreaterThan(8);
    for (const [key, kernel] of kernels) {
      const largest = Math.max(...sumsOf(kernel).map(Math.abs));
      if (key === first) expect(largest, key).toBeGreaterThan(0.1);
      else expect(largest, key).toBeLessThan(1e-4);
    }
    for (const [key, kernel] of Object.entries(parametersOf('relu', name, kind)))
      if (key.endsWith('/kernel')) expect(Math.max(...sumsOf(kernel).map(Math.abs)), key).toBeGreaterThan(0.1);
  });
});
