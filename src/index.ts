/**
 * The Lyrebird library: the inverse of any deep network, the losses built on it, models, engines, datasets and
 * training.
 *
 * Tensors are TensorFlow.js tensors. Import `tf` from here: only this `tf` has gradients that can be differentiated
 * twice. Recordings are in `lyrebird/audio`; sweeps, GANs, clustering, figures and the paper's experiments in
 * `lyrebird/sweep`, `lyrebird/gan`, `lyrebird/clustering`, `lyrebird/figures` and `lyrebird/paper`.
 */

// Tensors and twice-differentiable operations.
export { tf, type Tensor } from './ops/index.js';
export * as ops from './ops/index.js';

// The inverse of a function of tensors and its residual R (Eq. 5-8), also per layer (Eq. 11, 12).
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

// A[x] and b[x] (Eq. 1-4), Theorem 1, the frameworks of Table 1.
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

// The loss: terms, weights (Eq. 10, 11), weight schedules (Eq. 13) and the weighted sum.
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
  type EquationWeights,
  type CountedRows,
  type ForwardPass,
  type NamedTerm,
  type TermOptions,
  type PerTerm,
  type RowKind,
  type StandaloneWeightName,
  type TermDescription,
  type WeightedTerm,
} from './losses/index.js';
export { discriminatorLoss, generatorLoss, pullingAway } from './losses/index.js';
export type { DiscriminatorLoss, GeneratorLoss } from './losses/index.js';

// Models: built-in ones by name, your own TensorFlow.js LayersModel, dense networks, generators.
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
  type FirstConvolution,
  type FrameFrontEnd,
  type FrontEnd,
  type Generator,
  type GeneratorSpec,
  type ImageGeneratorOptions,
  type InvertiblePart,
  type LayersModelOptions,
  type MlpOptions,
  type Model,
  type MelSettings,
  type ModelShape,
  type ModelSpec,
  type SegmentGeneratorOptions,
  type SpectralMlpOptions,
  type PixelStatistics,
} from './models/index.js';

// Engines compile and run functions of tensors.
export {
  createEngine,
  createEnginePool,
  startPoolEngine,
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
  type EngineProbe,
  type EngineName,
  type EngineOptions,
  type EnginePool,
  type EngineReport,
  type HostTensor,
  type HostTensors,
  type InputSpecs,
  type Preparation,
  type OnnxBackend,
  type Program,
  type RunResult as ProgramResult,
  type TensorFunction,
  type Tensors,
  type TracedProgram,
} from './engine/index.js';

// Datasets (examples by index), views, splits; image datasets.
export {
  arrayDataset,
  concat,
  drawLabelled,
  fingerprint,
  labelledView,
  readBatch,
  relabel,
  splitByGroup,
  splitSemiSupervised,
  subset,
  UNLABELLED,
  withoutLabels,
  type Dataset,
  type LabelSplit,
  type RecordingSplit,
  type Relabelled,
  type SemiSupervisedOptions,
  type SemiSupervisedSplit,
  type Split,
  type SplitItem,
  type SplitOptions,
  type Units,
  type LabelSplitOptions,
  type SplitName,
} from './data/index.js';
export {
  fetchDataset,
  IMAGE_DATASET_NAMES,
  IMAGE_DATASETS,
  openImageDataset,
  type ImageDataset,
  type ImageDatasetDefinition,
  type ImageDatasetName,
  type ImageDatasetOptions,
  type ChannelStatistics,
  type DownloadOptions,
  type DownloadProgress,
  type FetchedFile,
  type ImageSplit,
  type LabelledImages,
  type PublishedSplit,
  type RemoteDataset,
  type RemoteFile,
} from './data/images/index.js';

// Training runs: configuration, data, the loop that yields events, results.
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
  type DataWarning,
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
  type AnyConfig,
  type CheckpointEvent,
  type DeepReadonly,
  type EndEvent,
  type LoadingProgress,
  type Metrics,
  type RunFolderOptions,
  type StartEvent,
  type TestSplit,
  type WarningEvent,
} from './train/index.js';

// Building blocks of a custom training loop: the step program, its inputs, Adam.
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

// Trained models: loading, running on an engine, evaluating.
export { loadModel, evaluateImages, openEvaluationImages, withModel } from './train/index.js';
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
  type ClassTemplate,
  type ConfusionMatrix,
  type ExampleClassScore,
} from './eval/index.js';

// Seeded random numbers; errors, each with the exit code of the command line.
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
