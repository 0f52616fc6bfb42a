/** Classification of recordings with trained models. Only loading a model imports TensorFlow.js. */
export { createClassifier, type Classifier } from './classifier.js';
export type { ClassifyFileOptions, ClassifyOptions } from './classify-options.js';
export { classifyAll, type ClassifyRunSummary } from './classify-all.js';
export type { ClassifyProgress, ClassifyRunOptions, RecordingClassifier, TextStream } from './classify-run-options.js';
