/** A[x] and b[x] as products of layer matrices (Eq. 2 and 3), for small networks. */
export { closedForm, type ClosedForm } from './closed-form.js';
export {
  activatedLayer,
  linearLayer,
  maxPoolingLayer,
  meanPoolingLayer,
  residualLayer,
  type LayerWeights,
  type Layer,
  type LayerMap,
  type ResidualWeights,
} from './layers.js';
export {
  activationSlopes,
  convolutionMatrix,
  maxPoolingMatrix,
  meanPoolingMatrix,
  withoutChannelMean,
  type ConvolutionOptions,
} from './matrices.js';
export type { ImageShape, Windows } from './windows.js';
