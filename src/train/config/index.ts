export { dataKind, imageTask, settingsOfKind, type DataKind } from './kinds.js';
export { isUnsupervised } from './labels.js';
export { runLength, type RunLength } from './length.js';
export { formatConfig, loadConfig, taskNames, type ConfigSource } from './load.js';
export { configSchema, type Config } from './schema.js';
export { checkLayers } from './weights.js';
