/** Energy-based GANs whose energy is R (section 4): a step of both players, the loop around it, checkpoints, samples. */
export { readEbganCheckpoint, writeEbganCheckpoint, type EbganCheckpoint, type EbganContent } from './checkpoint.js';
export { ebganConfigSchema, type EbganConfig } from './config-schema.js';
export type * from './events.js';
export {
  EBGAN_TASKS,
  formatEbganConfig,
  loadEbganConfig,
  type EbganConfigSource,
  type EbganTask,
} from './load-config.js';
export { trainEbgan, type TrainEbganOptions } from './loop.js';
export { createPlayers } from './players.js';
export type { CurveRow, EbganProgress, StepMeans } from './progress.js';
export { checkEbganFolder, checkpointFolder, EBGAN_RESULT_FILE } from './run-folder.js';
export { createGeneratorSampler, generatorProgram, type GeneratorSampler } from './sampler.js';
export {
  ebganGradientProgram,
  ebganProgram,
  initialEbganState,
  parametersOfPlayer,
  type EbganStepOptions,
  type Players,
} from './step.js';
export { openGanData, type GanData } from './data.js';
export { openClassifier, type Classifier } from './judge.js';
export type { Measures } from './metrics/index.js';
export { runGan, type GanEvent, type GanResult } from './run.js';
export { seedFolder, writeSummary } from './summary.js';
