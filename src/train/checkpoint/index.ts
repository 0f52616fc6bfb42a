export {
  isCheckpointFolder,
  readCheckpointFolder,
  tidyCheckpointFolder,
  writeCheckpointFolder,
  type CheckpointFolder,
  type CheckpointFormat,
  type TensorFiles,
} from './checkpoint-folder.js';
export { loadModel } from './load-model.js';
export {
  MANIFEST_FILE,
  MODEL_FORMAT,
  type ImageSettings,
  type Manifest,
  type ManifestContent,
  type Progress,
} from './manifest.js';
export {
  amendModel,
  readManifest,
  readModelFolder,
  writeModelFolder,
  type ModelFolder,
  type ResumeState,
  type Typical,
} from './model-folder.js';
export { tensorFile } from './tensor-files.js';
export { decodeSafetensors, encodeSafetensors, type SafetensorsFile } from './safetensors.js';
