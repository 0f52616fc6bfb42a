import { ConfigError } from '../../src/errors.js';
import { findModels } from './find-models.js';

/** How many models a message names. */
const MODELS_NAMED = 3;

/** What a command does without a model. */
export interface MissingModelHelp {
  /** A command that trains a suitable model. */
  readonly training: string;
  /** Whether the command takes models of images, of recordings, or both. */
  readonly takes: 'images' | 'recordings' | 'both';
}

/**
 * Returns the value of --model.
 * @throws ConfigError that names the newest models here, or else the command that trains one
 */
export function requireModel<T>(model: T | undefined, { training, takes }: MissingModelHelp, cwd = process.cwd()): T {
  if (model !== undefined) return model;
  const found = findModels(cwd, ({ isOfImages }) => takes === 'both' || isOfImages === (takes === 'images'));
  const demo = takes === 'images' ? '' : ', or a small one with `lyrebird demo --out demo` (then --model demo/run)';
  const how =
    found.length > 0
      ? `the newest here: ${found.slice(0, MODELS_NAMED).join(', ')}`
      : `train one with \`${training}\`${demo}`;
  throw new ConfigError(`no model given: name a training run with --model; ${how}`);
}
