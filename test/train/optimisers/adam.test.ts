import { expect, it } from 'vitest';
import { tf } from '#src/ops/index.js';
import { createRng } from '#src/rng.js';
import { adamUpdate, biasCorrections, type AdamState } from '#src/train/optimisers/adam.js';
import { useTensors } from '../../helpers/use-tensors.js';

const OPTIONS = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
const LEARNING_RATE = 0.01;

useTensors();

function step(state: AdamState, gradient: readonly number[], t: number): AdamState {
  const { biasCorrection1, biasCorrection2 } = biasCorrections(t, OPTIONS);
  const inputs = {
    learningRate: tf.scalar(LEARNING_RATE),
    biasCorrection1: tf.scalar(biasCorrection1),
    biasCorrection2: tf.scalar(biasCorrection2),
  };
  return adamUpdate(state, { w: tf.tensor1d([...gradient]) }, inputs, OPTIONS);
}

function startAt(values: readonly number[]): AdamState {
  const zeros = { w: tf.zeros([values.length]) };
  return { parameters: { w: tf.tensor1d([...values]) }, firstMoment: zeros, secondMoment: zeros };
}

it('follows algorithm 1 of Kingma and Ba, in float64, for 20 steps', () => {
  const rng = createRng(4);
  const w = [0.5, -1, 2];
  const m = [0, 0, 0];
  const v = [0, 0, 0];
  let state = startAt(w);
  for (let t = 1; t <= 20; t++) {
    const g = w.map(() => rng.normal());
    state = step(state, g, t);
    g.forEach((gradient, i) => {
      m[i] = OPTIONS.beta1 * m[i]! + (1 - OPTIONS.beta1) * gradient;
      v[i] = OPTIONS.beta2 * v[i]! + (1 - OPTIONS.beta2) * gradient * gradient;
      const mHat = m[i] / (1 - OPTIONS.beta1 ** t);
      const vHat = v[i] / (1 - OPTIONS.beta2 ** t);
      w[i] = w[i]! - (LEARNING_RATE * mHat) / (Math.sqrt(vHat) + OPTIONS.epsilon);
    });
    state.parameters['w']!.dataSync().forEach((value, i) => expect(value, `step ${t}`).toBeCloseTo(w[i]!, 5));
  }
});

it('moves every parameter by the learning rate in its first step, whatever the size of the gradient', () => {
  const { parameters } = step(startAt([0, 0, 0]), [1e-3, -5, 300], 1);
  const expected = [-LEARNING_RATE, LEARNING_RATE, -LEARNING_RATE];
  parameters['w']!.dataSync().forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 6));
});

it('updates grouped parameters to the same bits as single ones, small and large', () => {
  const shapes = { small: [2, 3], scalar: [], large: [300, 300], after: [40_000], next: [30_000], last: [5, 1, 2] };
  const rng = createRng(9);
  const drawn = (name: string) =>
    Object.fromEntries(
      Object.entries(shapes).map(([key, shape]) => {
        const data = new Float32Array(shape.reduce((product, size) => product * size, 1));
        rng.split(name, key).fillUniform(data);
        return [key, tf.tensor(data, shape)];
      }),
    );
  const state = { parameters: drawn('w'), firstMoment: drawn('m'), secondMoment: drawn('v') };
  const gradients = drawn('g');
  const inputs = {
    learningRate: tf.scalar(LEARNING_RATE),
    biasCorrection1: tf.scalar(0.19),
    biasCorrection2: tf.scalar(0.002),
  };
  const together = adamUpdate(state, gradients, inputs, OPTIONS);
  for (const name of Object.keys(shapes)) {
    const only = <T>(values: Readonly<Record<string, T>>) => ({ [name]: values[name]! });
    const alone = adamUpdate(
      {
        parameters: only(state.parameters),
        firstMoment: only(state.firstMoment),
        secondMoment: only(state.secondMoment),
      },
      only(gradients),
      inputs,
      OPTIONS,
    );
    for (const part of ['parameters', 'firstMoment', 'secondMoment'] as const) {
      expect(together[part][name]!.shape, `${part} ${name}`).toEqual(alone[part][name]!.shape);
      expect(together[part][name]!.dataSync(), `${part} ${name}`).toEqual(alone[part][name]!.dataSync());
    }
  }
});
