import { describe, expect, it } from 'vitest';
import type { Engine, HostTensor } from '#src/engine/types.js';
import { fromLayersModel, type Model } from '#src/models/index.js';
import { conv1d, dense, dropout, maxPool1d, relu, tf } from '#src/ops/index.js';
import { termWeights } from '#src/losses/index.js';
import { createRng } from '#src/rng.js';
import { weightScalars } from '#src/train/step-scalars.js';
import { gradientProgram } from '#src/train/step.js';
import { normalOnHost } from '../helpers/normal.js';
import { useEngines } from '../helpers/use-engines.js';

const OPTIONS = {
  batchSize: 2,
  residual: { reduction: 'sum', distance: 'euclidean' },
  optimiser: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
} as const;

const engines = useEngines();

function inputsOf(model: Model): Record<string, HostTensor> {
  const rng = createRng(3);
  const normal = (shape: readonly number[]): HostTensor => normalOnHost(rng, shape);
  const scalar = (value: number): HostTensor => ({ dtype: 'float32', shape: [], data: Float32Array.of(value) });
  const weights = Object.fromEntries(
    Object.entries(weightScalars(termWeights({ alpha: 0.7, beta: 0.3 }))).map(([name, value]) => [name, scalar(value)]),
  );
  const inputs: Record<string, HostTensor> = {
    x: normal([2, ...model.inputShape]),
    label: { dtype: 'int32', shape: [2], data: Int32Array.of(1, -1) },
    valid: { dtype: 'float32', shape: [2], data: Float32Array.of(1, 1) },
    ...weights,
    'rows/labelled': scalar(1),
    'rows/unlabelled': scalar(1),
    'rows/valid': scalar(2),
  };
  for (const [name, tensor] of Object.entries(model.init(rng)))
    inputs[`parameters/${name}`] = { ...tensor, data: tensor.data.slice() };
  for (const [name, shape] of Object.entries(model.noiseShapes(2))) {
    inputs[`noise/${name}`] = {
      ...normal(shape),
      data: createRng(9).fillUniform(new Float32Array(normal(shape).data.length)),
    };
  }
  return inputs;
}

async function gradients(engine: Engine, model: Model): Promise<Record<string, HostTensor>> {
  const program = await engine.compile(gradientProgram(model, OPTIONS));
  const { outputs } = await program.run(inputsOf(model));
  await program.dispose();
  return outputs;
}

describe("a user's LayersModel", () => {
  const network = tf.sequential({
    layers: [
      tf.layers.conv1d({
        inputShape: [20, 2],
        filters: 4,
        kernelSize: 4,
        strides: 2,
        activation: 'relu',
        biasInitializer: 'randomNormal',
      }),
      tf.layers.maxPooling1d({ poolSize: 3, strides: 2 }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 6, activation: 'tanh' }),
      tf.layers.dropout({ rate: 0.5 }),
      tf.layers.dense({ units: 3 }),
    ],
  });
  const model = fromLayersModel(network);

  it.each(['eager', 'compiled'])(
    'has the gradients of the same handwritten network, on the %s engine',
    async (name) => {
      const [kernel, bias, w1, b1, w2, b2] = Object.keys(model.init(createRng(0))) as [
        string,
        string,
        string,
        string,
        string,
        string,
      ];
      const byHand: Model = {
        ...model,
        apply(p, x, noise) {
          let h = relu(tf.add(conv1d(x, p[kernel]!, { stride: 2 }), p[bias]!));
          h = maxPool1d(h, { size: 3, stride: 2 });
          h = tf.tanh(dense(tf.reshape(h, [2, -1]), p[w1]!, p[b1]));
          h = dropout(h, Object.values(noise!)[0]!, 0.5);
          return dense(h, p[w2]!, p[b2]);
        },
      };
      const ours = await gradients(engines[name]!, model);
      const theirs = await gradients(engines[name]!, byHand);
      for (const [key, { data }] of Object.entries(theirs)) {
        const norm = Math.hypot(...data) || 1;
        const difference = Math.hypot(...data.map((value, i) => value - ours[key]!.data[i]!));
        expect(difference / norm, key).toBeLessThan(1e-5);
      }
    },
  );

  it('leaves the network’s variables unchanged', () => {
    const before = network.getWeights().map((weight) => [...weight.dataSync()]);
    const parameters = Object.fromEntries(
      Object.keys(model.init(createRng(0))).map((key, i) => [key, tf.zeros(network.getWeights()[i]!.shape)]),
    );
    tf.tidy(() => model.apply(parameters, tf.ones([2, 20, 2])));
    expect(network.getWeights().map((weight) => [...weight.dataSync()])).toEqual(before);
  });

  it.each([
    [
      tf.layers.batchNormalization({ name: 'norm' }),
      'layer "norm" (BatchNormalization) cannot be used: its batch statistics couple the examples',
    ],
    [
      tf.layers.dense({ units: 4, activation: 'softsign', name: 'odd' }),
      'layer "odd" (Dense) cannot be used: the second derivative of activation softsign is not verified',
    ],
    [
      tf.layers.gaussianNoise({ stddev: 1, name: 'noisy' }),
      'layer "noisy" (GaussianNoise) cannot be used: it draws its own random noise',
    ],
    [
      tf.layers.dense({ units: 4, activation: 'softmax', name: 'end' }),
      'layer "end" (Dense) cannot be used: its softmax activation returns probabilities',
    ],
    [
      tf.sequential({ name: 'inner', layers: [tf.layers.dense({ inputShape: [4], units: 4 })] }),
      'layer "inner" (Sequential) cannot be used: it is a nested network; add its layers to the outer network instead',
    ],
    [
      tf.layers.dropout({ rate: 0.5, noiseShape: [1, 4], name: 'drop' }),
      'layer "drop" (Dropout) cannot be used: noiseShape [1,4] is not supported; remove it',
    ],
  ])('is rejected, naming the unsupported layer: %#', (layer, message) => {
    const refused = tf.sequential({ layers: [tf.layers.dense({ inputShape: [5], units: 4 }), layer] });
    expect(() => fromLayersModel(refused)).toThrow(message);
  });
});
