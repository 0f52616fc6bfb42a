import { createModel, parameterShapes, type Model } from '#src/models/index.js';
import { tf } from '#src/ops/index.js';
import { createRng } from '#src/rng.js';
import { normalTensors } from './normal-tensors.js';

const { layers } = tf;

/** The model after its spec is written to a model folder and read back. */
export const throughJson = ({ spec, inputShape, classCount }: Model): Model =>
  createModel(JSON.parse(JSON.stringify(spec)) as { name: string }, { inputShape, classCount });

/** Logits and layer outputs of a fixed batch with parameters from a fixed seed. */
export function valuesOf(model: Model): Record<string, number[]> {
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

/** A sequential network of these layers. */
export const sequential = (...of: tf.layers.Layer[]): tf.LayersModel => tf.sequential({ layers: of });

/** Branches that merge through every kind of merge layer. */
export function branches(): tf.LayersModel {
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

/** Networks that together contain every supported layer. */
export const NETWORKS: Readonly<Record<string, () => tf.LayersModel>> = {
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
