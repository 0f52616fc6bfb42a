/** Twice-differentiable primitives: training on R takes a gradient of a gradient. */
export { tf, type Tensor } from './tf.js';
export { relu, leakyRelu, sigmoid, softmax, logSoftmax } from './activations.js';
export { dense } from './dense.js';
export { dropout } from './dropout.js';
export { conv1d } from './conv1d.js';
export { conv2d, type Padding } from './conv2d.js';
export { stopGradient } from './stop-gradient.js';
export { maxPool1d, meanPool1d, maxPool2d, meanPool2d, type PoolOptions } from './pooling.js';
export { poolGeometry, type PoolAttributes, type PoolAxis, type PoolGeometry } from './pool-geometry.js';
export { averagePoolForward, maxPoolForward } from './pool-windows.js';
export { oneHot } from './one-hot.js';
export { overlapAdd } from './overlap-add.js';
export { upsample1d, upsample2d } from './upsampling.js';
export { ownedResult } from './owned-result.js';
export { gradientsWithAux, vectorJacobianProduct, vectorJacobianProducts, type ScalarWithAux } from './vjp.js';
