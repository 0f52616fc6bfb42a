/** Orthogonal wavelets: filters, transforms of signals and images, packets. */
export { WAVELETS, lowPassOf, lowPassOfAngles, filterPair, filterViolation, type WaveletName } from './filters.js';
export {
  waveletTransform,
  imageWaveletTransform,
  atomsOf,
  type TransformOptions,
  type ImageTransformOptions,
} from './transform.js';
export { waveletPackets, imageWaveletPackets, type PacketTree, type PacketOptions } from './packets.js';
