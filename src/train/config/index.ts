export { checkTraining } from './check.js';
export { flatten } from './flatten.js';
export { isKnown, knownPaths, unknownKeyMessage, type KeyPath } from './keys.js';
export { kindOf, type AnyConfig, type ConfigKind, type ConfigOf } from './kind.js';
export { lengthSetting, runLength, type RunLength } from './length.js';
export { formatConfig, loadConfig, taskNames, type ConfigSource } from './load.js';
export {
  dataPath,
  decay,
  experiment,
  learningRateSchedule,
  positive,
  residual,
  trainData,
  trainGroups,
  type DeepReadonly,
  type TrainConfig,
} from './schema.js';
export { savedSettings } from './settings.js';
export { checkLayers } from './weights.js';
export { parseYaml } from './yaml.js';
