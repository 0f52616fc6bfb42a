import { describe, expect, it } from 'vitest';
import { ConfigError } from '#src/errors.js';
import { createModel, fromLayersModel, parameterShapes, trainableShapes, type Model } from '#src/models/index.js';
import { tf, type Tensor } from '#src/ops/index.js';
import { createRng } from '#src/rng.js';
import { normalTensors } from '../helpers/normal-tensors.js';
import { useTensors } from '../helpers/use-tensors.js';

useTensors();

const { layers } = tf;

/** The model after its spec is written to a model folder and read back. */
const throughJson = ({ spec, inputShape, classCount }: Model): Model =>
  createModel(JSON.parse(JSON.stringify(spec)) as { name: string }, { inputShape, classCount });

/** Logits and layer outputs of a fixed batch with parameters from a fixed seed. */
function valuesOf(model: Model): Record<string, number[]> {
  return tf.tidy(() => {
    const normal = normalTensors(createRng(4));
    const parameters = Object.fromEntries(
      Object.entries(parameterShapes(model)).map(([name, shape]) => [name, normal(shape)]),
    );
    const seen: Record<string, number[]> = {};
    const logits = model.apply(parameters, normal([2, ...model.inputShape]), undefined, (name, z) => {
      seen[name] = [...z.dataSync()];
      return z;
    });
    return { ...seen, logits: [...logits.dataSync()] };
  });
}

const sequential = (...of: tf.layers.Layer[]): tf.LayersModel => tf.sequential({ layers: of });

/** Branches that merge through every kind of merge layer. */
function branches(): tf.LayersModel {
  const input = tf.input({ shape: [6] });
  const dense = (units: number): tf.layers.Layer => layers.dense({ units, activation: 'relu' });
  const shared = dense(4);
  const [left, right] = [
    shared.apply(dense(4).apply(input)),
    shared.apply(dense(4).apply(input)),
  ] as tf.SymbolicTensor[];
  const merged = [layers.add(), layers.multiply(), layers.average()].map(
    (layer) => layer.apply([left!, right!]) as tf.SymbolicTensor,
  );
  const all = layers.concatenate().apply(merged) as tf.SymbolicTensor;
  return tf.model({ inputs: input, outputs: layers.dense({ units: 3 }).apply(all) as tf.SymbolicTensor });
}

const NETWORKS: Readonly<Record<string, () => tf.LayersModel>> = {
  signals: () =>
    sequential(
      layers.conv1d({ inputShape: [20, 2], filters: 4, kernelSize: 4, strides: 2, padding: 'same' }),
      layers.reLU(),
      layers.maxPooling1d({ poolSize: 2, strides: 1, padding: 'same' }),
      layers.averagePooling1d({ poolSize: 2 }),
      layers.conv1d({ filters: 3, kernelSize: 2, useBias: false, activation: 'elu' }),
      layers.globalAveragePooling1d({}),
      layers.repeatVector({ n: 3 }),
      layers.globalMaxPooling1d({}),
      layers.dropout({ rate: 0.25 }),
      layers.dense({ units: 3 }),
    ),
  images: () =>
    sequential(
      layers.inputLayer({ inputShape: [8, 6, 2] }),
      layers.zeroPadding2d({
        padding: [
          [1, 0],
          [2, 1],
        ] as unknown as [number, number],
      }),
      layers.conv2d({ filters: 4, kernelSize: [3, 2], activation: 'sigmoid' }),
      layers.leakyReLU({ alpha: 0.1 }),
      layers.maxPooling2d({ poolSize: [2, 1] }),
      layers.averagePooling2d({ poolSize: 2, strides: 1 }),
      layers.permute({ dims: [2, 1, 3] }),
      layers.elu(),
      layers.flatten(),
      layers.dense({ units: 12, activation: 'tanh' }),
      layers.activation({ activation: 'softmax' }),
      layers.reshape({ targetShape: [2, 2, 3] }),
      layers.globalAveragePooling2d({}),
      layers.dense({ units: 2 }),
    ),
  'images, max pooled': () =>
    sequential(layers.globalMaxPooling2d({ inputShape: [4, 4, 3] }), layers.dense({ units: 2 })),
  branches,
};

describe('a network of layers', () => {
  it.each(Object.keys(NETWORKS))('is the same when rebuilt from its spec: %s', (name) => {
    const model = fromLayersModel(NETWORKS[name]!());
    const again = throughJson(model);
    expect(again.spec).toEqual(JSON.parse(JSON.stringify(model.spec)));
    expect(parameterShapes(again)).toEqual(parameterShapes(model));
    expect(again).toMatchObject({
      name: model.name,
      inputShape: model.inputShape,
      classCount: model.classCount,
      parameterCount: model.parameterCount,
      layers: model.layers,
    });
    expect(again.nonlinearity).toBe(model.nonlinearity);
    expect(again.noiseShapes(3)).toEqual(model.noiseShapes(3));
    expect(valuesOf(again)).toEqual(valuesOf(model));
  });

  it.each(Object.keys(NETWORKS))('has a spec independent of networks built before it: %s', (name) => {
    const first = fromLayersModel(NETWORKS[name]!());
    branches();
    layers.dense({ units: 1 });
    const second = fromLayersModel(NETWORKS[name]!());
    expect(second.spec).toEqual(first.spec);
    expect(Object.keys(parameterShapes(second))).toEqual(Object.keys(parameterShapes(first)));
    expect(second.layers).toEqual(first.layers);
    expect(valuesOf(second)).toEqual(valuesOf(first));
  });

  it('names parameters after their layers, and numbers unnamed layers', () => {
    const network = sequential(
      layers.dense({ inputShape: [4], units: 4 }),
      layers.dense({ units: 4, name: 'middle' }),
      layers.dense({ units: 4, name: 'dense_Dense2' }),
      layers.dense({ units: 2 }),
    );
    expect(Object.keys(parameterShapes(fromLayersModel(network)))).toEqual(
      ['dense_Dense1', 'middle', 'dense_Dense2', 'dense_Dense3'].flatMap((layer) => [
        `${layer}/kernel`,
        `${layer}/bias`,
      ]),
    );
  });

  it('can share layer names with another network; each keeps its own weights', () => {
    const one = (value: number): tf.LayersModel =>
      sequential(
        layers.dense({
          inputShape: [2],
          units: 2,
          name: 'only',
          kernelInitializer: tf.initializers.constant({ value }),
        }),
      );
    const [two, three] = [one(2), one(3)].map((network) => fromLayersModel(network)) as [Model, Model];
    expect([...two.init(createRng(1))['only/kernel']!.data]).toEqual([2, 2, 2, 2]);
    expect([...three.init(createRng(1))['only/kernel']!.data]).toEqual([3, 3, 3, 3]);
  });

  it('is a copy, independent of later changes to the user’s network', () => {
    const network = NETWORKS['signals']!();
    const model = fromLayersModel(network);
    const [before, parameters] = [valuesOf(model), model.init(createRng(1))];
    for (const weight of network.getWeights()) weight.dispose();
    network.layers[1]!.name = 'other';
    expect(valuesOf(model)).toEqual(before);
    expect(model.init(createRng(2))).toEqual(parameters);
    (model.init(createRng(3)) as Record<string, { data: Float32Array }>)['dense_Dense1/kernel']!.data.fill(7);
    expect(model.init(createRng(2))).toEqual(parameters);
  });

  it('keeps no tensors', () => {
    const network = NETWORKS['images']!();
    const before = tf.memory().numTensors;
    throughJson(fromLayersModel(network));
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each([
    ['signals', 'exponential linear units'],
    ['images', 'sigmoids, exponential linear units, hyperbolic tangents and softmaxes'],
    ['images, max pooled', undefined],
    ['branches', 'products'],
  ])('reports what makes it not piecewise linear: %s', (name, expected) => {
    expect(fromLayersModel(NETWORKS[name]!()).nonlinearity).toBe(expected);
  });

  it('with only ReLUs, leaky ReLUs and linear activations is piecewise linear', () => {
    const network = sequential(
      layers.dense({ inputShape: [4], units: 4, activation: 'relu' }),
      layers.leakyReLU({ alpha: 0.1 }),
      layers.activation({ activation: 'linear' }),
      layers.dense({ units: 2, activation: 'linear' }),
    );
    expect(fromLayersModel(network)).not.toHaveProperty('nonlinearity');
  });
});

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

/** A user's subclass of a TensorFlow.js layer. */
class Doubling extends (tf.layers.dense({ units: 1 }).constructor as new (args: object) => tf.layers.Layer) {
  override call(inputs: Tensor | Tensor[], kwargs: object): Tensor | Tensor[] {
    return tf.mul(super.call(inputs, kwargs) as Tensor, 2);
  }
}

describe('unsupported settings are rejected by name', () => {
  const dense = (args: object): tf.LayersModel =>
    sequential(
      layers.dense({ inputShape: [4], units: 4, name: 'hidden', ...args }),
      layers.dense({ units: 2, name: 'logits' }),
    );

  it.each([
    [
      { kernelRegularizer: 'l1l2' },
      'kernelRegularizer L1L2 is not part of the loss, whose regulariser is R; remove it, or set trainable to false',
    ],
    [
      { biasRegularizer: 'l1l2' },
      'biasRegularizer L1L2 is not part of the loss, whose regulariser is R; remove it, or set trainable to false',
    ],
    [
      { kernelConstraint: 'maxNorm' },
      'kernelConstraint MaxNorm is not enforced by the optimiser; remove it, or set trainable to false',
    ],
    [
      { biasConstraint: 'nonNeg' },
      'biasConstraint NonNeg is not enforced by the optimiser; remove it, or set trainable to false',
    ],
  ])('%o', (args, message) => {
    expect(() => fromLayersModel(dense(args))).toThrow(
      new ConfigError(`layer "hidden" (Dense) cannot be used: ${message}`),
    );
  });

  it('but a frozen layer may have a regulariser or a constraint', () => {
    const model = fromLayersModel(
      dense({ kernelRegularizer: 'l1l2', biasConstraint: 'nonNeg', trainable: false, kernelInitializer: 'orthogonal' }),
      { weights: 'seed' },
    );
    expect(model.frozen).toEqual(['hidden/kernel', 'hidden/bias']);
    expect(valuesOf(throughJson(model))).toEqual(valuesOf(model));
  });

  it('a layer of a custom class', () => {
    const network = sequential(layers.dense({ inputShape: [4], units: 4 }), new Doubling({ units: 3, name: 'twice' }));
    expect(() => fromLayersModel(network)).toThrow(
      new ConfigError(
        'layer "twice" (Dense) cannot be used: its custom class Doubling cannot be restored from a saved model; ' +
          "use TensorFlow.js's own layers",
      ),
    );
  });
});

describe('a spec not written by fromLayersModel', () => {
  const model = fromLayersModel(sequential(layers.dense({ inputShape: [4], units: 2, name: 'only' })));
  const shape = { inputShape: [4], classCount: 2 };
  const changed = (change: (text: string) => string): { name: string } =>
    JSON.parse(change(JSON.stringify(model.spec))) as { name: string };

  it('from a different library is rejected', () => {
    const topology = { class_name: 'Sequential', config: [] };
    expect(() => createModel({ name: 'layers-model', topology }, shape)).toThrow(
      new ConfigError(
        'model.topology: expected network layers as written by fromLayersModel, ' +
          'got {"class_name":"Sequential","config":[]}',
      ),
    );
    expect(() => createModel({ name: 'layers-model' }, shape)).toThrow('as written by fromLayersModel, got nothing');
  });

  it('with an unknown layer class is rejected, naming the layer', () => {
    const spec = changed((text) => text.replace('"className":"Dense"', '"className":"Sparse"'));
    expect(() => createModel(spec, shape)).toThrow(
      new ConfigError('layer "only" (Sparse) cannot be used: its second derivative is not verified'),
    );
  });

  it('with a layer that cannot be built is rejected with the reason', () => {
    const spec = changed((text) => text.replace('"units":2', '"units":-2'));
    expect(() => createModel(spec, shape)).toThrow(/^network "sequential_1" cannot be built from its layers: .*-2/);
  });

  it('with an unknown frozen parameter is rejected by name', () => {
    expect(() => createModel({ ...changed((text) => text), frozen: ['other/kernel'] }, shape)).toThrow(
      new ConfigError('model.frozen: network "sequential_1" has no parameter "other/kernel"'),
    );
  });

  it('with a different input shape or class count is rejected, naming both', () => {
    expect(() =>
      createModel(
        changed((text) => text),
        { inputShape: [5], classCount: 3 },
      ),
    ).toThrow(new ConfigError('network "sequential_1": expected examples [4] and 2 classes, got [5] and 3'));
  });

  it('is not available as a built-in network name', () => {
    expect(() => createModel({ name: 'layers-models' }, shape)).toThrow('model.name: expected one of bird10');
  });
});
