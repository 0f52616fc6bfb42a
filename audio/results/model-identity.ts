import { createHash } from 'node:crypto';
import { basename, dirname, resolve } from 'node:path';
import type { ModelFolder } from '../../src/train/checkpoint/index.js';
import type { SegmentSettings } from '../segments/index.js';
import type { ModelIdentity } from './types.js';

/** Hexadecimal digits of a fingerprint in texts: enough to tell models apart. */
const DIGITS = 16;

/** Subfolders of a run that hold its models. */
const MODELS_OF_RUN = new Set(['best', 'last']);

/** Identifies a model by name and content. */
export function modelIdentity({ path, manifest }: ModelFolder, settings: SegmentSettings): ModelIdentity {
  const { weights, model, classes, outputActivation, task, novelty, detection } = manifest;
  const folder = resolve(path);
  const run = MODELS_OF_RUN.has(basename(folder)) ? dirname(folder) : folder;
  const content = [
    ...[weights.sha256, model, classes, settings],
    ...(outputActivation ? [outputActivation] : []),
    ...(novelty ? [novelty.prototypes.sha256, novelty.distances] : []),
    // Models of one training can differ in calibration and thresholds alone.
    ...(detection === undefined ? [] : [detection]),
  ];
  return {
    name: basename(run) || task,
    fingerprint: createHash('sha256').update(JSON.stringify(content)).digest('hex'),
  };
}

/** Formats a model for tables and messages: `birds (0123456789abcdef)`. */
export function modelText({ name, fingerprint }: ModelIdentity): string {
  return `${name} (${fingerprint.slice(0, DIGITS)})`;
}
