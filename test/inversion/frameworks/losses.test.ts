import { describe, expect, it } from 'vitest';
import { tf } from '#src/ops/index.js';
import { createRng } from '#src/rng.js';
import { along, directionalDerivative, randomDirection } from '../../helpers/finite-differences64.js';
import { tensorsLeftBy, useTensors } from '../../helpers/use-tensors.js';
import { CASES, tensorsOf } from './cases.js';
import { tensorOf } from './support.js';

useTensors();

const DIRECTIONS = 6;

describe.each(CASES)('$name', ({ x, parameters, f, loss, loss64 }) => {
  const names = Object.keys(parameters);

  it('has the loss of the literature', () => {
    const at = tensorsOf(parameters);
    const total = tf.sum(loss(at)(tensorOf(x))).dataSync()[0]!;
    expect(Math.abs(total / loss64(parameters).value - 1)).toBeLessThan(1e-5);
  });

  it('has the gradient of float64 finite differences with respect to all parameters', () => {
    const at = tensorsOf(parameters);
    const gradient = tf.grads((...values: tf.Tensor[]) =>
      tf.sum(loss(Object.fromEntries(names.map((name, i) => [name, values[i]!])))(tensorOf(x))),
    )(Object.values(at));
    const gradients = Object.fromEntries(names.map((name, i) => [name, { data: gradient[i]!.dataSync() }]));
    const rng = createRng(9);
    let counted = 0;
    for (let trial = 0; trial < DIRECTIONS; trial++) {
      const direction = randomDirection(rng.split(trial), parameters);
      const expected = directionalDerivative(loss64, parameters, direction);
      if (expected === undefined) continue;
      counted++;
      const scale = Math.max(Math.abs(expected), 0.1);
      expect(Math.abs(along(gradients, direction) - expected) / scale).toBeLessThan(1e-3);
    }
    expect(counted).toBeGreaterThan(DIRECTIONS / 2);
  });

  it('is the same for a batch as for its examples one by one', () => {
    const at = tensorsOf(parameters);
    const input = tensorOf(x);
    const singles = tf.concat(tf.split(input, x.shape[0]!).map((one) => f(at)(one)));
    expect(tf.max(tf.abs(tf.sub(f(at)(input), singles))).dataSync()[0]).toBeLessThan(1e-5);
  });

  it('leaves no tensors behind except its result', () => {
    const at = tensorsOf(parameters);
    const input = tensorOf(x);
    expect(tensorsLeftBy(() => loss(at)(input))).toBe(1);
  });
});
