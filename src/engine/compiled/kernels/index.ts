import { elementwiseKernels } from './elementwise.js';
import { poolingKernels } from './pooling.js';
import { productKernels } from './products.js';
import { reductionKernels } from './reductions.js';
import { shapeKernels } from './shapes.js';
import type { KernelFamily } from './types.js';

/** Every TensorFlow.js kernel that can be traced, by its name. */
export const tracedKernels: KernelFamily = {
  ...elementwiseKernels,
  ...reductionKernels,
  ...shapeKernels,
  ...productKernels,
  ...poolingKernels,
};
