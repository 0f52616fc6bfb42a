import { describe, expect, it } from 'vitest';
import { ConfigError } from '#src/errors.js';
import { fromLayersModel, parameterShapes, trainableShapes, type Model } from '#src/models/index.js';
import { tf } from '#src/ops/index.js';
import { createRng } from '#src/rng.js';
import { NETWORKS, sequential, throughJson, valuesOf } from '../helpers/layers-models.js';
import { useTensors } from '../helpers/use-tensors.js';

useTensors();

const { layers } = tf;

describe('weights', () => {
  const network = (): tf.LayersModel =>
    sequential(
      layers.dense({ inputShape: [40], units: 50, kernelInitializer: 'heNormal', biasInitializer: 'ones', name: 'a' }),
      layers.dense({ units: 30, kernelInitializer: 'glorotUniform', name: 'b' }),
      layers.dense({ units: 20, kernelInitializer: 'leCunNormal', trainable: false, name: 'c' }),
    );
  const data = (model: Model, seed: number): Record<string, number[]> =>
    Object.fromEntries(
      Object.entries(model.init(createRng(seed))).map(([name, { data: values }]) => [name, [...values]]),
    );

  it('are kept by default', () => {
    const original = network();
    const values = Object.fromEntries(
      ['a', 'b', 'c'].flatMap((name) =>
        original
          .getLayer(name)
          .getWeights()
          .map((weight, i) => [`${name}/${['kernel', 'bias'][i]}`, [...weight.dataSync()]]),
      ),
    );
    expect(data(fromLayersModel(original), 1)).toEqual(values);
    expect(data(fromLayersModel(original, { weights: 'keep' }), 2)).toEqual(values);
  });

  it('drawn from the seed depend only on the seed; frozen ones are kept', () => {
    const [one, two] = [network(), network()];
    const [first, second] = [one, two].map((original) => fromLayersModel(original, { weights: 'seed' })) as [
      Model,
      Model,
    ];
    expect(first.spec).toEqual(second.spec);
    const [{ 'c/kernel': firstFrozen, ...drawn }, { 'c/kernel': secondFrozen, ...drawnAgain }] = [
      data(first, 5),
      data(second, 5),
    ];
    expect(drawnAgain).toEqual(drawn);
    expect(firstFrozen).toEqual([...one.getLayer('c').getWeights()[0]!.dataSync()]);
    expect(secondFrozen).toEqual([...two.getLayer('c').getWeights()[0]!.dataSync()]);
    expect(data(first, 6)['a/kernel']).not.toEqual(drawn['a/kernel']);
    expect(data(throughJson(first), 5)['a/kernel']).toEqual(drawn['a/kernel']);
  });

  const DRAWS: readonly [string, unknown, number, number, number][] = [
    // initialiser, standard deviation, minimum, maximum; for a kernel [100, 60]
    ['glorotUniform', undefined, Math.sqrt(2 / 160), -Math.sqrt(6 / 160), Math.sqrt(6 / 160)],
    ['heUniform', undefined, Math.sqrt(2 / 100), -Math.sqrt(6 / 100), Math.sqrt(6 / 100)],
    ['leCunUniform', undefined, Math.sqrt(1 / 100), -Math.sqrt(3 / 100), Math.sqrt(3 / 100)],
    // Truncated at two standard deviations, a normal distribution has 0.8796 of its standard deviation.
    ['glorotNormal', undefined, 0.8796 * Math.sqrt(2 / 160), -2 * Math.sqrt(2 / 160), 2 * Math.sqrt(2 / 160)],
    ['heNormal', undefined, 0.8796 * Math.sqrt(2 / 100), -2 * Math.sqrt(2 / 100), 2 * Math.sqrt(2 / 100)],
    ['leCunNormal', undefined, 0.8796 * Math.sqrt(1 / 100), -2 * Math.sqrt(1 / 100), 2 * Math.sqrt(1 / 100)],
    [
      'varianceScaling',
      tf.initializers.varianceScaling({ scale: 3, mode: 'fanOut', distribution: 'uniform' }),
      Math.sqrt(3 / 60),
      -Math.sqrt(9 / 60),
      Math.sqrt(9 / 60),
    ],
    ['randomUniform', tf.initializers.randomUniform({ minval: -0.5, maxval: -0.1 }), 0.4 / Math.sqrt(12), -0.5, -0.1],
    ['randomNormal', tf.initializers.randomNormal({ mean: 1, stddev: 0.5 }), 0.5, -2, 4],
    ['truncatedNormal', tf.initializers.truncatedNormal({ mean: 1, stddev: 0.5 }), 0.8796 * 0.5, 0, 2],
    ['zeros', undefined, 0, 0, 0],
    ['ones', undefined, 0, 1, 1],
    ['constant', tf.initializers.constant({ value: 0.25 }), 0, 0.25, 0.25],
  ];

  it.each(DRAWS)('are drawn by their layer’s initialiser: %s', (name, initialiser, deviation, minimum, maximum) => {
    const kernelInitializer = (initialiser ?? name) as 'zeros';
    const original = sequential(layers.dense({ inputShape: [100], units: 60, name: 'd', kernelInitializer }));
    const { data: ours } = fromLayersModel(original, { weights: 'seed' }).init(createRng(2))['d/kernel']!;
    const spread = (values: ArrayLike<number>): number => {
      const all = Array.from(values);
      const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
      return Math.sqrt(all.reduce((sum, value) => sum + (value - mean) ** 2, 0) / all.length);
    };
    expect(spread(ours)).toBeGreaterThanOrEqual(0.96 * deviation);
    expect(spread(ours)).toBeLessThanOrEqual(1.04 * deviation);
    // TensorFlow.js draws from the same distribution.
    expect(spread(original.getWeights()[0]!.dataSync()) / (deviation || 1)).toBeCloseTo(deviation && 1, 1);
    expect(Math.min(...ours)).toBeGreaterThanOrEqual(Math.fround(minimum) - 1e-6);
    expect(Math.max(...ours)).toBeLessThanOrEqual(Math.fround(maximum) + 1e-6);
  });

  it('of a convolution include the kernel size in the fan', () => {
    const original = sequential(
      layers.conv2d({ inputShape: [5, 5, 8], filters: 16, kernelSize: 3, kernelInitializer: 'heUniform', name: 'c' }),
      layers.globalAveragePooling2d({}),
    );
    const { data: kernel } = fromLayersModel(original, { weights: 'seed' }).init(createRng(2))['c/kernel']!;
    const limit = Math.sqrt(6 / 72);
    expect(Math.max(...kernel)).toBeLessThanOrEqual(limit);
    expect(Math.max(...kernel)).toBeGreaterThan(0.98 * limit);
  });

  it('drawn by the identity initialiser are the identity', () => {
    const kernelInitializer = tf.initializers.identity({ gain: 2 });
    const original = sequential(layers.dense({ inputShape: [3], units: 3, name: 'd', kernelInitializer }));
    const { data: kernel } = fromLayersModel(original, { weights: 'seed' }).init(createRng(2))['d/kernel']!;
    expect([...kernel]).toEqual([2, 0, 0, 0, 2, 0, 0, 0, 2]);
  });

  it('of an unknown initialiser can be kept but not drawn from the seed', () => {
    const original = sequential(
      layers.dense({ inputShape: [3], units: 3, kernelInitializer: 'orthogonal', name: 'd' }),
      layers.dense({ units: 2 }),
    );
    const kept = fromLayersModel(original);
    expect([...kept.init(createRng(1))['d/kernel']!.data]).toEqual([...original.getWeights()[0]!.dataSync()]);
    expect(valuesOf(throughJson(kept))).toEqual(valuesOf(kept));
    expect(() => fromLayersModel(original, { weights: 'seed' })).toThrow(
      new ConfigError(
        'layer "d" (Dense) cannot be used: kernelInitializer Orthogonal cannot be drawn from the seed; ' +
          "use another initialiser, or keep the weights (weights: 'keep')",
      ),
    );
  });

  it('can only be kept or drawn from the seed', () => {
    expect(() => fromLayersModel(network(), { weights: 'fresh' as 'seed' })).toThrow(
      new ConfigError('weights: expected keep or seed, got "fresh"'),
    );
  });
});

describe('frozen weights', () => {
  const network = (): tf.LayersModel =>
    sequential(
      layers.dense({ inputShape: [4], units: 5, name: 'first', trainable: false }),
      layers.dense({ units: 2, name: 'second' }),
    );

  it('are those of non-trainable layers', () => {
    const model = fromLayersModel(network());
    expect(model.frozen).toEqual(['first/kernel', 'first/bias']);
    expect(throughJson(model).frozen).toEqual(['first/kernel', 'first/bias']);
    expect(Object.keys(parameterShapes(model))).toEqual(['first/kernel', 'first/bias', 'second/kernel', 'second/bias']);
    expect(Object.keys(trainableShapes(model))).toEqual(['second/kernel', 'second/bias']);
    expect(model.parameterCount).toBe(4 * 5 + 5 + 5 * 2 + 2);
  });

  it('are all weights of a non-trainable network, in layer order', () => {
    const whole = network();
    whole.trainable = false;
    const model = fromLayersModel(whole);
    expect(model.frozen).toEqual(Object.keys(parameterShapes(model)));
    expect(throughJson(model).frozen).toEqual(model.frozen);
  });

  it('are absent from a trainable network', () => {
    expect(fromLayersModel(NETWORKS['branches']!())).not.toHaveProperty('frozen');
  });
});
