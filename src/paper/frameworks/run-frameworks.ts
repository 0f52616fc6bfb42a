import { createEngine, type EngineOptions } from '../../engine/index.js';
import { tf } from '../../ops/index.js';
import { createRng } from '../../rng.js';
import { openDigits } from './data/digits.js';
import type { Picture } from './figures.js';
import { FRAMEWORKS, type FrameworkName } from './names.js';
import { RUNNERS } from './rows/index.js';
import type { FrameworkResult } from './types.js';

/** Which frameworks are run, and on what. */
export interface RunFrameworksOptions extends EngineOptions {
  /** Rows of Table 1; all unless given. */
  readonly names?: readonly FrameworkName[];
  /** Of data and initial values. */
  readonly seed: number;
  /** Folder with MNIST's files; absent: each framework makes the data that it is known for. */
  readonly data?: string;
  /** Digits to learn from, of `data`; 2,000 unless given. */
  readonly examples?: number;
  /** Ends the run after the update in progress; frameworks that were done are returned. */
  readonly signal?: AbortSignal;
  /** A framework begins. */
  readonly onStart?: (name: FrameworkName) => void;
  /** It has done so many of its updates. */
  readonly onStep?: (name: FrameworkName, done: number, of: number) => void;
  /** It is done. */
  readonly onDone?: (result: FrameworkResult) => void;
}

/** What frameworks came to, as plain JSON. */
export interface FrameworksReport {
  readonly seed: number;
  /** The data, in a few words. */
  readonly setting: string;
  /** In the order of Table 1. */
  readonly frameworks: readonly FrameworkResult[];
}

/** A run of frameworks, whole or not. */
export interface FrameworksRun {
  readonly report: FrameworksReport;
  /** What can be seen of those that were done. */
  readonly pictures: ReadonlyMap<FrameworkName, Picture>;
  /** How many were asked for; fewer are in the report if the signal fired. */
  readonly asked: number;
}

/**
 * Runs frameworks of the paper's Table 1, one after the other, through the inverse that networks go through. It leaves TensorFlow.js on
 * its CPU backend.
 * @throws DatasetError, ConfigError if there are no digits in `data`, or not so many
 * @throws NonFiniteError if an update diverges
 */
export async function runFrameworks(options: RunFrameworksOptions): Promise<FrameworksRun> {
  const { names = [], seed, data, examples = DEFAULT_EXAMPLES, engine: engineName, device, threads } = options;
  const { onStart, onStep, onDone, signal = new AbortController().signal } = options;
  const chosen = FRAMEWORKS.filter(({ name }) => names.length === 0 || names.includes(name));
  const rng = createRng(seed);
  const digits = data === undefined ? undefined : await openDigits(data, { examples, rng: rng.split('digits') });
  await tf.setBackend('cpu');
  const engine = await createEngine({
    ...(engineName !== undefined && { engine: engineName }),
    ...(device !== undefined && { device }),
    ...(threads !== undefined && { threads }),
  });
  const results: FrameworkResult[] = [];
  const pictures = new Map<FrameworkName, Picture>();
  try {
    for (const row of chosen) {
      const { name } = row;
      const started = performance.now();
      onStart?.(name);
      const { picture, ...measured } = await RUNNERS[name]({
        ...{ engine, digits, signal },
        rng: rng.split(name),
        onStep: (done, of) => onStep?.(name, done, of),
      });
      const result = { ...row, ...measured, seconds: (performance.now() - started) / 1000 };
      results.push(result);
      if (picture) pictures.set(name, picture);
      onDone?.(result);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await engine.dispose();
  }
  const setting = digits
    ? `quick setting: ${digits.description}, and so few updates that not all figures have settled`
    : 'quick setting: small synthetic data';
  return { report: { seed, setting, frameworks: results }, pictures, asked: chosen.length };
}

const DEFAULT_EXAMPLES = 2000;
