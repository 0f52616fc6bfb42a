import { createEngine, type EngineOptions } from '../../engine/index.js';
import type { frameworks } from '../../inversion/index.js';
import { tf, type Tensor } from '../../ops/index.js';
import { createRng } from '../../rng.js';
import { openDigits } from './data/digits.js';
import type { Picture } from './figures.js';
import { FRAMEWORKS, type FrameworkName } from './names.js';
import { RUNNERS } from './rows/index.js';
import type { FrameworkResult, FrameworkRun } from './types.js';

/** Which frameworks to run, and their data. */
export interface RunFrameworksOptions extends EngineOptions {
  /** Rows of Table 1. Default: all. */
  readonly names?: readonly FrameworkName[];
  /** Seed of data and initial values. */
  readonly seed: number;
  /** Folder with MNIST's files. Default: each framework generates data typical of it. */
  readonly data?: string;
  /** Number of training digits from `data`. Default 2,000. */
  readonly examples?: number;
  /** Ends the run after the current update; the finished frameworks are returned. */
  readonly signal?: AbortSignal;
  /** Called when a framework starts. */
  readonly onStart?: (name: FrameworkName) => void;
  /** Called after each update, with the number done and the total. */
  readonly onStep?: (name: FrameworkName, done: number, of: number) => void;
  /** Called when a framework has finished. */
  readonly onDone?: (result: FrameworkResult) => void;
}

/** Results of frameworks, as plain JSON. */
export interface FrameworksReport {
  readonly seed: number;
  /** Short description of the data. */
  readonly setting: string;
  /** Descriptions of the splits of `data` of which images are missing. */
  readonly partialData: readonly string[];
  /** In the order of Table 1. */
  readonly frameworks: readonly FrameworkResult[];
}

/** A run of frameworks, complete or interrupted. */
export interface FrameworksRun {
  readonly report: FrameworksReport;
  /** Pictures of the finished frameworks. */
  readonly pictures: ReadonlyMap<FrameworkName, Picture>;
  /** Number of requested frameworks; the report contains fewer if the signal fired. */
  readonly requested: number;
}

/**
 * Runs frameworks of the paper's Table 1 one after another, with the same inverse as for networks. Side effect:
 * switches TensorFlow.js to its CPU backend.
 * @throws DatasetError if there are no digits in `data`
 * @throws ConfigError if there are fewer digits than `examples`
 * @throws NonFiniteError if an update diverges
 */
export async function runFrameworks(options: RunFrameworksOptions): Promise<FrameworksRun> {
  const { names = [], seed, data, examples = DEFAULT_EXAMPLES, engine: engineName, device, threads } = options;
  const { onStart, onStep, onDone, signal = new AbortController().signal } = options;
  const selected = FRAMEWORKS.filter(({ name }) => names.length === 0 || names.includes(name));
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
    for (const row of selected) {
      const { name } = row;
      const started = performance.now();
      onStart?.(name);
      const { picture, ...measurements } = await withOwnTensors((own) =>
        RUNNERS[name]({
          ...{ engine, digits, signal, own },
          rng: rng.split(name),
          onStep: (done, of) => onStep?.(name, done, of),
        }),
      );
      const result = { ...row, ...measurements, seconds: (performance.now() - started) / 1000 };
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
    ? `quick setting: ${digits.description}, and too few updates for all values to converge`
    : 'quick setting: small synthetic data';
  const partialData = digits?.partialData ?? [];
  return { report: { seed, setting, partialData, frameworks: results }, pictures, requested: selected.length };
}

/** Runs a function, and disposes of the tensors that it handed over. */
async function withOwnTensors<T>(run: (own: FrameworkRun['own']) => Promise<T>): Promise<T> {
  const owned: (Tensor | frameworks.State)[] = [];
  try {
    return await run((tensors) => {
      owned.push(tensors);
      return tensors;
    });
  } finally {
    tf.dispose(owned);
  }
}

const DEFAULT_EXAMPLES = 2000;
