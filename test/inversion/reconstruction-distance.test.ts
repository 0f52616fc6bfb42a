import { describe, expect, it } from 'vitest';
import { createEngine, type EngineName } from '#src/engine/index.js';
import { ConfigError, ShapeError } from '#src/errors.js';
import { layerResiduals, reconstructionDistance } from '#src/inversion/index.js';
import { tf } from '#src/ops/index.js';
import { createRng } from '#src/rng.js';
import { normalTensors } from '../helpers/normal-tensors.js';
import { useTensors } from '../helpers/use-tensors.js';

const EUCLIDEAN = { reduction: 'sum', distance: 'euclidean' } as const;
const COSINE = { reduction: 'sum', distance: 'cosine' } as const;
const normal = normalTensors(createRng(17));

useTensors();

describe('the distance between reconstruction and x', () => {
  it('is refused under an unknown name, and with an unknown reduction or target', () => {
    const x = normal([2, 4]);
    const distanceWith = (options: object) => () => reconstructionDistance(x, x, { ...EUCLIDEAN, ...options });
    expect(distanceWith({ distance: 'manhattan' })).toThrow(
      new ConfigError('distance: expected euclidean or cosine, got manhattan'),
    );
    expect(distanceWith({ reduction: 'avg' })).toThrow(new ConfigError('reduction: expected sum or mean, got avg'));
    expect(() => layerResiduals((z) => z, [], { ...EUCLIDEAN, target: 'held' as 'detached' })).toThrow(
      new ConfigError('target: expected detached or differentiated, got held'),
    );
  });

  it.each([EUCLIDEAN, COSINE, { ...EUCLIDEAN, distance: (r: tf.Tensor) => tf.sum(r, 1) }])(
    'is refused to a reconstruction of another shape, which would be broadcast: %o',
    (options) => {
      expect(() => reconstructionDistance(normal([1, 4]), normal([2, 4]), options)).toThrow(
        new ShapeError('distance: expected a reconstruction of the shape of x, [2, 4], got [1, 4]'),
      );
    },
  );
});

/** Distance and gradient with respect to the reconstruction, on an engine. */
async function cosineOn(engine: EngineName, reconstruction: Float32Array, x: Float32Array) {
  const shape = [1, x.length];
  const running = await createEngine({ engine, device: 'cpu', threads: 1 });
  const program = await running.compile({
    name: 'cosine',
    inputs: { r: { shape }, x: { shape } },
    fn: (inputs) => {
      const distance = (r: tf.Tensor): tf.Tensor => reconstructionDistance(r, inputs['x']!, COSINE);
      return { distance: distance(inputs['r']!), gradient: tf.grad(distance)(inputs['r']!) };
    },
  });
  const host = (data: Float32Array) => ({ dtype: 'float32', shape, data: data.slice() }) as const;
  const { outputs } = await program.run({ r: host(reconstruction), x: host(x) });
  await running.dispose();
  return { distance: outputs['distance']!.data[0]!, gradient: [...outputs['gradient']!.data] };
}

describe.each(['compiled', 'eager'] as const)('the cosine distance, %s', (engine) => {
  const direction = (seed: number, norm: number): Float32Array => {
    const rng = createRng(seed);
    const drawn = Array.from({ length: 4 }, () => rng.normal());
    return Float32Array.from(drawn, (value) => (norm * value) / Math.hypot(...drawn));
  };
  const cosineDistance = (r: ArrayLike<number>, x: Float32Array): number => {
    const product = x.reduce((sum, value, i) => sum + value * r[i]!, 0);
    return 1 - product / (Math.hypot(...Array.from(r)) * Math.hypot(...x));
  };

  it.each([1e-6, 1e-3, 1, 1e3])('of x of norm %f to itself is 0', async (norm) => {
    const x = direction(1, norm);
    expect((await cosineOn(engine, x, x)).distance).toBeCloseTo(0, 5);
  });

  it.each([1e-3, 1, 1e3])('at norm %f has the derivatives of finite differences in float64', async (norm) => {
    const [r, x] = [direction(2, norm), direction(3, norm)];
    const { distance, gradient } = await cosineOn(engine, r, x);
    expect(distance).toBeCloseTo(cosineDistance(r, x), 5);
    gradient.forEach((derivative, i) => {
      const at = (step: number) =>
        cosineDistance(
          Array.from(r, (value, j) => value + (i === j ? step : 0)),
          x,
        );
      const step = 1e-5 * norm;
      expect(norm * derivative).toBeCloseTo((norm * (at(step) - at(-step))) / (2 * step), 4);
    });
  });

  it.each([0, 1e-3, 10])('of a zero reconstruction of x of norm %f is 1, with a finite gradient', async (norm) => {
    const { distance, gradient } = await cosineOn(engine, new Float32Array(4), direction(4, norm));
    expect(distance).toBe(1);
    // In proportion to x, as everywhere else; finite after it is squared, as optimisers do.
    for (const derivative of gradient) expect(Math.abs(derivative) * norm).toBeLessThan(2e6);
  });
});
