import { poolGeometry, type PoolAttributes, type PoolGeometry } from '../../ops/pool-geometry.js';
import { averagePoolForward, maxPoolForward } from '../../ops/pool-windows.js';
import type { Tensor } from '../../ops/tf.js';
import type { CompositeKernel } from './types.js';

/** Pooling as elementwise work on shifted slices: the same slices that its gradients compare, so they are cut once. */
export const poolingKernels: Readonly<Record<string, CompositeKernel>> = {
  MaxPool: pooling(maxPoolForward),
  AvgPool: pooling(averagePoolForward),
};

function pooling(pool: (x: Tensor, geometry: PoolGeometry) => Tensor): CompositeKernel {
  return ({ x }, attributes) => pool(x!, poolGeometry(x!.shape, attributes as unknown as PoolAttributes));
}
