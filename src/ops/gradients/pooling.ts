import type * as tf from '@tensorflow/tfjs';
import { poolGeometry, type PoolAttributes } from '../pool-geometry.js';
import { averagePoolBackward, maxPoolBackward } from '../pool-windows.js';

type Saved = readonly tf.Tensor[];

/** Gradients of pooling as sums of masked, shifted copies, which can be differentiated again. */
export const poolingGradients: readonly tf.GradConfig[] = [
  {
    kernelName: 'MaxPool',
    inputsToSave: ['x'],
    gradFunc: (dy, saved, attrs) => {
      const [x] = saved as Saved;
      const geometry = poolGeometry(x!.shape, attrs as unknown as PoolAttributes);
      return { x: () => maxPoolBackward(dy as tf.Tensor, x!, geometry) };
    },
  },
  {
    kernelName: 'AvgPool',
    inputsToSave: ['x'],
    gradFunc: (dy, saved, attrs) => {
      const [x] = saved as Saved;
      const geometry = poolGeometry(x!.shape, attrs as unknown as PoolAttributes);
      return { x: () => averagePoolBackward(dy as tf.Tensor, geometry) };
    },
  },
];
