import { convolutionKernels } from './convolutions/index.js';
import { elementwiseKernels } from './elementwise.js';
import { poolingKernels } from './pooling.js';
import { productKernels } from './products.js';
import { reductionKernels } from './reductions.js';
import { shapeKernels } from './shapes.js';
import type { CompositeKernel, KernelFamily } from './types.js';

/** Every TensorFlow.js kernel that is traced to nodes of its own, by its name. */
export const tracedKernels: KernelFamily = {
  ...elementwiseKernels,
  ...reductionKernels,
  ...shapeKernels,
  ...productKernels,
  ...convolutionKernels,
};

/** Every TensorFlow.js kernel that is traced as the operations that it is made of. */
export const compositeKernels: Readonly<Record<string, CompositeKernel>> = { ...poolingKernels };
