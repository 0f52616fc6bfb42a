/**
 * Lyrebird's library: the inverse of any deep network, the losses built on it, networks, engines, data and training.
 *
 * Tensors are TensorFlow.js's; take `tf` from here, so that its gradients can be differentiated twice. Recordings are in
 * `lyrebird/audio`; sweeps, GANs, clusters, figures and the paper's experiments in `lyrebird/sweep`, `lyrebird/gan`,
 * `lyrebird/clustering`, `lyrebird/figures` and `lyrebird/paper`.
 */

// Tensors, and primitives that can be differentiated twice.
export { tf, type Tensor } from './ops/index.js';
export * as ops from './ops/index.js';

// The inverse of a function of tensors, and R (Eq. 5 to 8); of its layers (Eq. 11, 12).
export {
  inverse,
  invert,
  invertLayers,
  layerResiduals,
  reconstructionDistance,
  residual,
  type BatchFunction,
  type InverseOptions,
  type Inversion,
  type LayerInversion,
  type LayerResidualOptions,
  type ReconstructionDistance,
  type Residual,
  type ResidualOptions,
  type Tap,
  type TappedFunction,
  type TappedInversion,
  type TappedResidual,
} from './inversion/index.js';

// A[x] and b[x] (Eq. 1 to 4), Theorem 1, the frameworks of Table 1.
export {
  affine,
  closedForms,
  frameworks,
  optimalTemplates,
  trainFreeTemplates,
  type AffineMap,
  type AffineOptions,
  type FreeTemplateOptions,
  type FreeTemplateStep,
  type LabelledInput,
  type TemplateBound,
  type TemplateOutput,
} from './inversion/index.js';

// The loss: its terms, their weights (Eq. 10, 11), weights over time (Eq. 13), their sum.
export {
  balanceEntropy,
  combinedLoss,
  crossEntropy,
  entropy,
  INPUT,
  LOSS_TERMS,
  supervisedLoss,
  TERM_NAMES,
  termWeights,
  weightAt,
  type CombinedLoss,
  type CombinedLossOptions,
  type LossBatch,
  type LossTerm,
  type LossWeights,
  type RowCounts,
  type ScheduledWeight,
  type TermName,
  type TermWeights,
  type WeightSchedule,
} from './losses/index.js';
export { discriminatorLoss, generatorLoss, pullingAway } from './losses/index.js';
export type { DiscriminatorLoss, GeneratorLoss } from './losses/index.js';

// Networks: Lyrebird's by name, one's own of TensorFlow.js's layers, dense ones, generators.
export {
  bird10,
  birdMel,
  checkModelSpec,
  createModel,
  fromLayersModel,
  imageGenerator,
  invertiblePart,
  mlp,
  MODEL_NAMES,
  parameterShapes,
  segmentGenerator,
  spectralMlp,
  trainableShapes,
  type FrontEnd,
  type Generator,
  type GeneratorSpec,
  type ImageGeneratorOptions,
  type InvertiblePart,
  type LayersModelOptions,
  type MlpOptions,
  type Model,
  type ModelShape,
  type ModelSpec,
  type SegmentGeneratorOptions,
  type SpectralMlpOptions,
} from './models/index.js';

// Engines: what compiles and runs a function of tensors.
export {
  createEngine,
  createEnginePool,
  dataParallelProgram,
  pickEngine,
  probeEngines,
  type CompiledProgram,
  type DeviceName,
  type DataParallelProgram,
  type DataParallel,
  type DType,
  type Engine,
  type EngineChoice,
  type EngineFact,
  type EngineName,
  type EngineOptions,
  type EnginePool,
  type EngineReport,
  type HostTensor,
  type HostTensors,
  type InputSpecs,
  type OnnxBackend,
  type Program,
  type RunResult as ProgramResult,
  type TensorFunction,
  type Tensors,
} from './engine/index.js';

// Data: examples by index, views of them, splits; data sets of images.
export {
  arrayDataset,
  concat,
  drawLabelled,
  fetchDataset,
  fingerprint,
  IMAGE_DATASET_NAMES,
  IMAGE_DATASETS,
  labelledView,
  openImageDataset,
  readBatch,
  relabel,
  splitByGroup,
  splitSemiSupervised,
  subset,
  UNLABELLED,
  withoutLabels,
  type Dataset,
  type ImageDataset,
  type ImageDatasetDefinition,
  type ImageDatasetName,
  type ImageDatasetOptions,
  type LabelSplit,
  type RecordingSplit,
  type Relabelled,
  type SemiSupervisedOptions,
  type SemiSupervisedParts,
  type Split,
  type SplitItem,
  type SplitOptions,
  type Units,
} from './data/index.js';

// A training run: its configuration, its data, the loop that yields events, what it leaves.
export {
  imageTasks,
  loadConfig,
  createRunModel,
  openTaskData,
  train,
  trainFromConfig,
  type ClusterMetrics,
  type ConfigKind,
  type ConfigOf,
  type ConfigSource,
  type EpochEvent,
  type ExampleMetrics,
  type ImageConfig,
  type LoadHooks,
  type OpenDataOptions,
  type Preprocessing,
  type RunData,
  type RunResult,
  type SegmentMetrics,
  type StepEvent,
  type TaskData,
  type TaskKind,
  type TrainConfig,
  type TrainEvent,
  type TrainFromConfigOptions,
  type TrainOptions,
  type ValidationMetrics,
} from './train/index.js';

// A training loop of one's own: the step as a program, what it is fed, Adam.
export {
  ADAM_DEFAULTS,
  adamUpdate,
  biasCorrections,
  gradientProgram,
  initialState,
  parametersOf,
  rowCounts,
  scalarInputs,
  trainProgram,
  weightScalars,
  type AdamInputs,
  type AdamOptions,
  type AdamState,
  type StepOptions,
} from './train/index.js';

// Trained models: loaded, on an engine, measured.
export { loadModel, measureImages, openEvaluationImages, withModel } from './train/index.js';
export type { ImageEvaluateResult, EvaluationImages, Manifest, MeasureOptions, ModelFolder } from './train/index.js';
export {
  createPredictor,
  evaluate,
  evaluateExamples,
  exampleTemplates,
  predictExamples,
  predictProgram,
  reconstructExamples,
  type EvaluateOptions,
  type Evaluation,
  type ExampleReconstruction,
  type ExampleScore,
  type ExampleTemplates,
  type ModelRun,
  type Predictions,
  type PredictOptions,
  type Predictor,
  type PredictorOptions,
} from './eval/index.js';

// Randomness from a seed; errors, each with the exit code of the command line.
export { createRng, type Rng } from './rng.js';
export {
  AudioFormatError,
  CheckpointError,
  ConfigError,
  DatasetError,
  EngineError,
  LyrebirdError,
  NonFiniteError,
  OutputError,
  QueueError,
  ShapeError,
} from './errors.js';
