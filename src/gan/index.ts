/** Energy-based GANs whose energy is R (section 4): step of both networks, training loop, checkpoints, samples. */
export { readEbganCheckpoint, writeEbganCheckpoint, type EbganCheckpoint, type EbganContent } from './checkpoint.js';
export type * from './events.js';
export * from './kinds/index.js';
export { runGanExperiment, type GanExperimentOptions } from './experiment.js';
export { trainEbgan, type TrainEbganOptions } from './loop.js';
export { createPlayers } from './players.js';
export type { CurveRow, EbganProgress, StepMeans } from './progress.js';
export { checkEbganFolder, checkpointFolder } from './run-folder.js';
export { createGeneratorSampler, generatorProgram, type GeneratorSampler } from './sampler.js';
export {
  ebganGradientProgram,
  ebganProgram,
  initialEbganState,
  parametersOfPlayer,
  type EbganStepOptions,
  type Players,
} from './step.js';
export {
  openReferenceClassifier,
  type ReferenceClassifier,
  type ReferenceClassifierOptions,
} from './reference-classifier.js';
export {
  reportedQuantities,
  type ClassifierScore,
  type Energies,
  type ImageMeasures,
  type Measures,
  type Quantity,
  type SegmentMeasures,
  type SpectralStatistics,
} from './metrics/index.js';
export type { GanResult } from './result.js';
export { runGan, type GanEvent, type GanMeasuredEvent, type GanSamplesEvent, type RunGanOptions } from './run.js';
export { ganRows, seedFolder, writeSummary } from './summary.js';
