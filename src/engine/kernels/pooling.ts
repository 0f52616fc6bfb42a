import {
  averagePoolForward,
  maxPoolForward,
  type PoolAttributes,
  poolGeometry,
  type PoolGeometry,
  type Tensor,
} from '../../ops/index.js';
import type { CompositeKernel } from './types.js';

/**
 * Pooling as elementwise operations on shifted slices. The gradients use the same slices, so they are computed
 * once.
 */
export const poolingKernels: Readonly<Record<string, CompositeKernel>> = {
  MaxPool: pooling(maxPoolForward),
  AvgPool: pooling(averagePoolForward),
};

function pooling(pool: (x: Tensor, geometry: PoolGeometry) => Tensor): CompositeKernel {
  return ({ x }, attributes) => pool(x!, poolGeometry(x!.shape, attributes as unknown as PoolAttributes));
}
