import { describe, expect, it } from 'vitest';
import { ConfigError } from '#src/errors.js';
import { createModel, fromLayersModel, parameterShapes, type Model } from '#src/models/index.js';
import { tf } from '#src/ops/index.js';
import { createRng } from '#src/rng.js';
import { branches, NETWORKS, sequential, throughJson, valuesOf } from '../helpers/layers-models.js';
import { useTensors } from '../helpers/use-tensors.js';

useTensors();

const { layers } = tf;

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
