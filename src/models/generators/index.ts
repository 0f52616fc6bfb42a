/** Generators: networks from noise to examples. */
export { imageGenerator, type ImageGeneratorOptions, type PixelStatistics } from './image-generator.js';
export { segmentGenerator, type SegmentGeneratorOptions } from './segment-generator.js';
export type { Generator, GeneratorSpec } from './types.js';
