/** Classification of recordings with trained models. Only loading a model imports TensorFlow.js. */
export { createClassifier, type Classifier } from './classifier.js';
export type { ClassifyFileOptions, ClassifyOptions } from './classify-options.js';
export { classifyAll, type ClassifyRunOptions, type ClassifyRunSummary, type TextStream } from './classify-all.js';
