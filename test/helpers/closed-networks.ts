import type { Tensors } from '#src/engine/index.js';
import { closedForms } from '#src/inversion/index.js';
import type { Model } from '#src/models/index.js';
import { tf, type Padding } from '#src/ops/index.js';

type Shape = closedForms.ImageShape;
type Matrix = tf.Tensor2D;

/** A network as a list of layers, and its linear readout. */
export interface LayerList {
  readonly layers: readonly closedForms.Layer[];
  readonly readout: closedForms.LayerWeights;
}

const SLOPES: Readonly<Record<string, number>> = { relu: 0, 'leaky-relu': 0.2 };
const HALVING_WINDOWS = { size: [2, 2], stride: [2, 2] } as const;

/** Builds the layers of an image network in order, and tracks the shape of their output. */
function builder({ spec, inputShape }: Model, parameters: Tensors) {
  const [kind, slope] = [spec['kind'], SLOPES[spec['activation'] as string]!];
  const layers: closedForms.Layer[] = [];
  let shape = inputShape as Shape;
  const convolution = (name: string, padding: Padding): closedForms.LayerWeights => {
    const [kernel, bias] = [parameters[`${name}/kernel`]!, parameters[`${name}/bias`]];
    return { matrix: closedForms.convolutionMatrix(kernel, shape, { padding }), ...(bias && { bias }) };
  };
  const withInhibition = (weights: closedForms.LayerWeights, channels: number): closedForms.LayerWeights =>
    kind === 'inhibitor' ? { matrix: closedForms.withoutChannelMean(weights.matrix, channels) } : weights;
  const shapeAfter = (name: string, padding: Padding): Shape => {
    const [size, , , filters] = parameters[`${name}/kernel`]!.shape as [number, number, number, number];
    const growth = { valid: 1 - size, same: 0, full: size - 1 }[padding];
    return [shape[0] + growth, shape[1] + growth, filters];
  };
  return {
    layers,
    linear(name: string, padding: Padding) {
      layers.push(closedForms.linearLayer(convolution(name, padding)));
      shape = shapeAfter(name, padding);
    },
    activated(name: string, padding: Padding) {
      const next = shapeAfter(name, padding);
      layers.push(closedForms.activatedLayer(withInhibition(convolution(name, padding), next[2]), slope));
      shape = next;
    },
    block(name: string) {
      const next = shapeAfter(`${name}/inner`, 'same');
      const inner = withInhibition(convolution(`${name}/inner`, 'same'), next[2]);
      layers.push(closedForms.residualLayer({ inner, outer: convolution(`${name}/outer`, 'same') }, slope));
      shape = next;
    },
    pool() {
      const layer = kind === 'max' ? closedForms.maxPoolingLayer : closedForms.meanPoolingLayer;
      layers.push(layer(shape, HALVING_WINDOWS));
      shape = [shape[0] >> 1, shape[1] >> 1, shape[2]];
    },
    globalMean: (): Matrix => closedForms.meanPoolingMatrix(shape, { size: [shape[0], shape[1]], stride: [1, 1] }),
  };
}

const dense = (parameters: Tensors, name: string, preceding?: Matrix): closedForms.LayerWeights => {
  const [kernel, bias] = [tf.transpose(parameters[`${name}/kernel`]!) as Matrix, parameters[`${name}/bias`]];
  return { matrix: preceding === undefined ? kernel : tf.matMul(kernel, preceding), ...(bias && { bias }) };
};

/** Table 2's small network (Eq. 2). */
export function smallCnnLayers(model: Model, parameters: Tensors): LayerList {
  const { layers, activated, linear, pool, globalMean } = builder(model, parameters);
  activated('conv0', 'full');
  pool();
  activated('conv2', 'valid');
  activated('conv3', 'full');
  pool();
  activated('conv5', 'valid');
  linear('classes', 'valid');
  return { layers, readout: dense(parameters, 'dense', globalMean()) };
}

/**
 * Table 2's residual networks (Eq. 3).
 * @param depth blocks per stage
 */
export function resnetLayers(model: Model, parameters: Tensors, depth: number): LayerList {
  const { layers, linear, block, pool, globalMean } = builder(model, parameters);
  linear('stem', 'same');
  for (let stage = 1; stage <= 3; stage++) {
    if (stage > 1) pool();
    for (let number = 1; number <= depth; number++) block(`stage${stage}/block${number}`);
  }
  return { layers, readout: dense(parameters, 'dense', globalMean()) };
}

/** The bird network on 6,144 samples (Eq. 2): signals are images one pixel wide. */
export function bird10Layers(parameters: Tensors): LayerList {
  const convolution = (name: string, shape: Shape, stride: number): closedForms.LayerWeights => ({
    matrix: closedForms.convolutionMatrix(tf.expandDims(parameters[`${name}/kernel`]!, 1), shape, {
      stride: [stride, 1],
    }),
    bias: parameters[`${name}/bias`]!,
  });
  return {
    layers: [
      closedForms.activatedLayer(convolution('conv1', [6144, 1, 1], 512)),
      closedForms.maxPoolingLayer([11, 1, 42], { size: [4, 1], stride: [2, 1] }),
      closedForms.activatedLayer(convolution('conv2', [4, 1, 42], 2)),
      closedForms.activatedLayer(dense(parameters, 'dense1')),
    ],
    readout: dense(parameters, 'dense2'),
  };
}
