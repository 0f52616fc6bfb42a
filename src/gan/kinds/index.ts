/** Kinds of adversarial experiments: settings and data. */
export {
  checkDiscriminator,
  discriminatorGroup,
  ganBatchSize,
  ganGroups,
  generatorGroup,
  type EbganConfig,
} from './config.js';
export { ganData, GAN_SPLIT_SEED, type GanData, type ImageExamples, type SegmentExamples } from './data.js';
export { imageGans, type ImageGanConfig } from './image-gans.js';
export { GAN_FILE_PREFIX, type GanKind } from './kind.js';
