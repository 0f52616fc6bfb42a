export { loadModel } from './load-model.js';
export { MANIFEST_FILE, type ImageSettings, type Manifest, type ManifestContent, type Progress } from './manifest.js';
export { readManifest, readModelFolder, writeModelFolder, type ModelFolder, type ResumeState } from './model-folder.js';
export { readError, readTensors, tensorFile, tidyTensorFiles, writeTensors } from './tensor-files.js';
export { decodeSafetensors, encodeSafetensors, type SafetensorsFile } from './safetensors.js';
