import { convolutionKernels } from './convolutions/index.js';
import { elementwiseKernels } from './elementwise.js';
import { poolingKernels } from './pooling.js';
import { productKernels } from './products.js';
import { reductionKernels } from './reductions.js';
import { shapeKernels } from './shapes.js';
import type { CompositeKernel, KernelFamily } from './types.js';

/** TensorFlow.js kernels that are traced to ONNX operators, by name. */
export const tracedKernels: KernelFamily = {
  ...elementwiseKernels,
  ...reductionKernels,
  ...shapeKernels,
  ...productKernels,
  ...convolutionKernels,
};

/** TensorFlow.js kernels that are traced as a composition of other TensorFlow.js operations, by name. */
export const compositeKernels: Readonly<Record<string, CompositeKernel>> = { ...poolingKernels };
