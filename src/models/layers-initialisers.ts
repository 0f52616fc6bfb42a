import type { HostTensor } from '../engine/index.js';
import type { Rng } from '../rng.js';
import { filled } from './initialisers.js';

/** How a layer's weight starts, as TensorFlow.js writes it down. */
export interface InitialiserDescription {
  readonly className: string;
  readonly config: Readonly<Record<string, unknown>>;
}

type Draw = (shape: readonly number[], rng: Rng, config: Readonly<Record<string, unknown>>) => HostTensor;

/**
 * TensorFlow.js's families of initial weights, drawn from an `Rng`. Glorot's, He's and LeCun's are written down as `VarianceScaling`. A seed in
 * the description decides nothing: the `Rng` does.
 */
const FAMILIES: Readonly<Record<string, Draw>> = {
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

/** Whether a weight can be drawn again that starts so. */
export function isKnownInitialiser({ className }: InitialiserDescription): boolean {
  return Object.hasOwn(FAMILIES, className);
}

/**
 * Draws a weight anew.
 * @param initialiser a known one
 * @param shape [..., I, O] of a kernel, [O] of a bias
 */
export function drawInitialValue(
  { className, config }: InitialiserDescription,
  shape: readonly number[],
  rng: Rng,
): HostTensor {
  return FAMILIES[className]!(shape, rng, config);
}

function uniform(shape: readonly number[], rng: Rng, from: number, to: number): HostTensor {
  return filled(shape, () => from + (to - from) * rng.uniform());
}

/** Normal, what is further than two deviations from the mean drawn again. */
function truncated(shape: readonly number[], rng: Rng, mean: number, deviation: number): HostTensor {
  return filled(shape, () => {
    let value = rng.normal();
    while (Math.abs(value) > 2) value = rng.normal();
    return mean + deviation * value;
  });
}

/** Inputs or outputs of a unit, or the mean of both; of a shape that is no kernel's, the square root of its size, as TensorFlow.js has it. */
function fanOf(shape: readonly number[], mode: string): number {
  const size = shape.reduce((product, n) => product * n, 1);
  const kernel = shape.length >= 2;
  const fanIn = kernel ? size / shape.at(-1)! : Math.sqrt(size);
  const fanOut = kernel ? size / shape.at(-2)! : Math.sqrt(size);
  if (mode === 'fanIn') return fanIn;
  return mode === 'fanOut' ? fanOut : (fanIn + fanOut) / 2;
}
