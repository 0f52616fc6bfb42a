import { ownValue } from '../own-value.js';
import type { HostTensor } from '../engine/index.js';
import type { Rng } from '../rng.js';
import { filled } from './initialisers.js';

/** Initialiser of a weight, as serialised by TensorFlow.js. */
export interface InitialiserDescription {
  readonly className: string;
  readonly config: Readonly<Record<string, unknown>>;
}

type Draw = (shape: readonly number[], rng: Rng, config: Readonly<Record<string, unknown>>) => HostTensor;

/**
 * TensorFlow.js initialisers, drawn from an `Rng`. Glorot, He and LeCun are serialised as `VarianceScaling`. A seed in
 * the serialised configuration is ignored; only the `Rng` determines the values.
 */
const INITIALISERS: Readonly<Record<string, Draw>> = {
  Zeros: (shape) => filled(shape, () => 0),
  Ones: (shape) => filled(shape, () => 1),
  Constant: (shape, _rng, { value }) => filled(shape, () => value as number),
  RandomUniform: (shape, rng, { minval, maxval }) => uniform(shape, rng, minval as number, maxval as number),
  RandomNormal: (shape, rng, { mean, stddev }) =>
    filled(shape, () => (mean as number) + (stddev as number) * rng.normal()),
  TruncatedNormal: (shape, rng, { mean, stddev }) => truncated(shape, rng, mean as number, stddev as number),
  VarianceScaling: (shape, rng, config) => {
    const variance = (config['scale'] as number) / Math.max(1, fanOf(shape, config['mode'] as string));
    if (config['distribution'] === 'normal') return truncated(shape, rng, 0, Math.sqrt(variance));
    const limit = Math.sqrt(3 * variance);
    return uniform(shape, rng, -limit, limit);
  },
  Identity: (shape, _rng, { gain }) => {
    const columns = shape.at(-1)!;
    return filled(shape, (i) => (Math.floor(i / columns) === i % columns ? ((gain as number | undefined) ?? 1) : 0));
  },
};

/** Returns whether weights with this initialiser can be drawn from an `Rng`. */
export function isKnownInitialiser({ className }: InitialiserDescription): boolean {
  return Object.hasOwn(INITIALISERS, className);
}

/**
 * Draws an initial weight.
 * @param initialiser one for which `isKnownInitialiser` is true
 * @param shape [..., I, O] of a kernel, [O] of a bias
 */
export function drawInitialValue(
  { className, config }: InitialiserDescription,
  shape: readonly number[],
  rng: Rng,
): HostTensor {
  return ownValue(INITIALISERS, className)!(shape, rng, config);
}

function uniform(shape: readonly number[], rng: Rng, from: number, to: number): HostTensor {
  return filled(shape, () => from + (to - from) * rng.uniform());
}

/** Draws normal values; values beyond two standard deviations are redrawn. */
function truncated(shape: readonly number[], rng: Rng, mean: number, deviation: number): HostTensor {
  return filled(shape, () => {
    let value = rng.normal();
    while (Math.abs(value) > 2) value = rng.normal();
    return mean + deviation * value;
  });
}

/** Returns fan-in, fan-out or their mean; for shapes below rank 2 the square root of the size, as in TensorFlow.js. */
function fanOf(shape: readonly number[], mode: string): number {
  const size = shape.reduce((product, n) => product * n, 1);
  const kernel = shape.length >= 2;
  const fanIn = kernel ? size / shape.at(-1)! : Math.sqrt(size);
  const fanOut = kernel ? size / shape.at(-2)! : Math.sqrt(size);
  if (mode === 'fanIn') return fanIn;
  return mode === 'fanOut' ? fanOut : (fanIn + fanOut) / 2;
}
