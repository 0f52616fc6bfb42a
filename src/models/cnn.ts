import type { Tensors } from '../engine/index.js';
import type { Tap } from '../inversion/index.js';
import { type Padding, type Tensor, tf } from '../ops/index.js';
import { imageModel } from './image-model.js';
import { applyConvolution, applyDense, type LayerShape } from './layer-parameters.js';
import type { Model, ModelShape, ModelSpec } from './types.js';

/** A convolution, or 2 x 2 pooling. */
type Step = readonly [filters: number, size: number, padding: Padding] | 'pool';

const SMALL: readonly Step[] = [[32, 5, 'full'], 'pool', [64, 3, 'valid'], [64, 3, 'full'], 'pool', [128, 3, 'valid']];
const LARGE: readonly Step[] = [
  [96, 3, 'same'],
  [96, 3, 'full'],
  [96, 3, 'full'],
  'pool',
  [192, 3, 'valid'],
  [192, 3, 'full'],
  [192, 3, 'valid'],
  'pool',
  [192, 3, 'valid'],
  [192, 1, 'valid'],
];

/**
 * SmallCNN of Table 2: conv 32 5x5 full - pool - conv 64 3x3 valid - conv 64 3x3 full - pool - conv 128 3x3 valid -
 * conv 1x1 - global mean - dense. 131,512 parameters on 28 x 28 x 1 with 10 classes (the paper's "131K"), 131,204
 * without biases.
 */
export const smallCnn = (shape: ModelShape, spec: ModelSpec): Model => cnn('small-cnn', SMALL, true, shape, spec);

/** LargeCNN of Table 2: 1,368,010 parameters on one channel, 1,369,738 on three ("1370K"). Ends in a global mean. */
export const largeCnn = (shape: ModelShape, spec: ModelSpec): Model => cnn('large-cnn', LARGE, false, shape, spec);

function cnn(name: string, plan: readonly Step[], denseHead: boolean, shape: ModelShape, spec: ModelSpec): Model {
  return imageModel(name, shape, spec, (inputChannels, classCount, { biases: bias, activation, activate, pool }) => {
    const layers: LayerShape[] = [];
    let channels = inputChannels;
    plan.forEach((step, i) => {
      if (step === 'pool') return;
      const [filters, size] = step;
      const inputsFrom = layers.length > 0 && { inputsFrom: activation };
      layers.push({ name: `conv${i}`, kernel: [size, size, channels, filters], bias, activation, ...inputsFrom });
      channels = filters;
    });
    layers.push({ name: 'classes', kernel: [1, 1, channels, classCount], bias, inputsFrom: activation });
    if (denseHead) layers.push({ name: 'dense', kernel: [classCount, classCount], bias });

    return {
      layers,
      taps: [
        ...layers.map(({ name: layer }) => layer).filter((layer) => layer.startsWith('conv')),
        ...(denseHead ? ['classes'] : []),
      ],
      apply(parameters: Tensors, x: Tensor, tap: Tap): Tensor {
        let h = x;
        plan.forEach((step, i) => {
          if (step === 'pool') return;
          h = activate(applyConvolution(parameters, `conv${i}`, h, step[2]));
          h = tap(`conv${i}`, plan[i + 1] === 'pool' ? pool(h) : h);
        });
        h = tf.mean(applyConvolution(parameters, 'classes', h, 'valid'), [1, 2]);
        return denseHead ? applyDense(parameters, 'dense', tap('classes', h)) : h;
      },
    };
  });
}
