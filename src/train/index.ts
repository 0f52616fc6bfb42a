/**
 * Training: configurations, the pure training step, the loop that yields events, checkpoints, results, trained
 * models.
 */
export * from './checkpoint/index.js';
export { checkViews } from './check-views.js';
export * from './config/index.js';
export * from './events/index.js';
export { modelParametersOf, resumeTensorsOf, stateOf } from './averaged-state.js';
export { nothingToResume, train, type TrainOptions } from './loop.js';
export { checkFiniteState } from './metrics.js';
export { createRunModel } from './create-run-model.js';
export type {
  CrossFit,
  FoldConclusion,
  FoldRun,
  FoldRunner,
  HeldOutPredictions,
  Preprocessing,
  RunData,
  TestSplit,
} from './options.js';
export { type ChosenEpoch, decodeResult, encodeResult, type RunResult } from './result.js';
export { checkSameData, checkSameSettings, checkShapes, engineChangeWarning } from './resume.js';
export { trainFromConfig, type TrainFromConfigOptions } from './train-from-config.js';
export { discardPreviousRun, PREVIOUS_RUN_FOLDER, setAsidePreviousRun } from './previous-run.js';
export {
  checkRunFolder,
  LAST_FOLDER,
  MODEL_FILES,
  prepareRunFolder,
  RESULT_FILE,
  writeRunConfig,
  type CheckpointFiles,
  type RunFolderOptions,
} from './run-files.js';
export { readCheckpoint, type Checkpoint } from './run-folder.js';
export * from './optimisers/index.js';
export { runSteps } from './run-steps.js';
export { isSupervised, learningRateFactor } from './schedule.js';
export { stepOptions } from './step-options.js';
export type { StepAssembler } from './step-inputs.js';
export { rowCounts, scalarInputs, weightScalars } from './step-scalars.js';
export {
  gradientProgram,
  pickPrefixed,
  initialState,
  parametersOf,
  addPrefix,
  trainProgram,
  type StepOptions,
} from './step.js';
export { countRunSteps } from './count-run-steps.js';
export { imageInputs, imageTasks, openImages, type ImageConfig, type ImageSource } from './tasks/images.js';
export type { DataWarning, LoadHooks, LoadingProgress, OpenDataOptions, TaskData } from './tasks/task-data.js';
export { checkTaskData, openTaskData, type TaskKind } from './tasks/task-kind.js';
export * from './trained-model/index.js';
