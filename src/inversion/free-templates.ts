import { ConfigError } from '../errors.js';
import type { Rng } from '../rng.js';
import { LARGEST_BOUND } from './names.js';
import { checkBound, euclideanNorm, optimalTemplates, type TemplateBound } from './optimal-templates.js';

/** Function from matches z = A[x] x to probabilities. 'spherical-softmax': z_c² / Σ z². */
export type TemplateOutput = 'softmax' | 'spherical-softmax';

/** An input of Theorem 1 with its class. */
export interface LabelledInput {
  readonly x: Float64Array;
  readonly label: number;
}

export interface FreeTemplateOptions extends TemplateBound {
  readonly inputs: readonly LabelledInput[];
  /** Gradient steps. */
  readonly steps: number;
  readonly output?: TemplateOutput;
  /** Draws the initial templates: normal, at half the maximum norm √K. */
  readonly rng: Rng;
}

/** Metrics after a step; step 0 is the initial state. Means and maxima are over inputs. */
export interface FreeTemplateStep {
  readonly step: number;
  /** Mean of −log ŷ_y. */
  readonly crossEntropy: number;
  /** Maximum of ‖A[x] − A*[x]‖ / √K, where A* is the optimum of Eq. 4. */
  readonly distance: number;
  /** Mean of R(x) / ‖x‖² (R of Eq. 8). */
  readonly residual: number;
  /** Maximum of |R(x) / ‖x‖² − (K − 1)²|. */
  readonly residualGap: number;
  /** Maximum fraction of Σ_c ⟨A[x]_c, x⟩² that belongs to wrong classes. */
  readonly wrongFraction: number;
}

/** Step length relative to √K (softmax), or the fraction of the wrong matches removed per step (spherical softmax). */
const STEP = 0.1;

/**
 * Checks Theorem 1 numerically. Each input has its own matrix A[x], constrained only by Σ_c ‖A[x]_c‖² ≤ K, and no bias.
 * Projected gradient descent from a random start, in float64, minimises the cross-entropy of softmax(A[x] x).
 *
 * As the softmax becomes confident, its gradient shrinks by many powers of ten but keeps its direction. Steps therefore
 * have the fixed length √K / 10. At the optimum the gradient is parallel to the templates, so the projection undoes the
 * step.
 *
 * @returns yields the metrics of step 0 and of each step; returns the templates, [C, D] for each input
 * @throws ConfigError if K, C, a label or an input is out of range
 */
export function* trainFreeTemplates(options: FreeTemplateOptions): Generator<FreeTemplateStep, Float64Array[]> {
  checkBound(options);
  if (options.bound > LARGEST_BOUND) {
    throw new ConfigError(
      `bound: expected at most ${LARGEST_BOUND} for templates that are trained, got ${options.bound}: ` +
        'with larger ones, softmax is so certain that steps of a fixed length go back and forth between wrong classes',
    );
  }
  const { inputs, steps, classCount, bound, output = 'softmax', rng } = options;
  const optima = inputs.map(({ x, label }) => flat(optimalTemplates(x, label, options)));
  const templates = inputs.map(({ x }, n) => initialTemplates(classCount * x.length, bound, rng.split('templates', n)));
  const gradient = output === 'softmax' ? softmaxStep : sphericalStep;

  for (let step = 0; step <= steps; step++) {
    if (step > 0) {
      inputs.forEach((input, n) => {
        const matches = matchesOf(templates[n]!, input.x);
        addOuter(templates[n]!, gradient(matches, input, bound), input.x);
        project(templates[n]!, bound);
      });
    }
    yield measure(step, options, templates, optima);
  }
  return templates;
}

/**
 * Returns the coefficient of x that a step adds to each template: −d/dz (−log softmax(z)_y), scaled to length STEP √K.
 * The derivative of class y is computed as minus the sum of the others, because 1 − p would lose it to rounding.
 */
function softmaxStep(z: Float64Array, { x, label }: LabelledInput, bound: number): Float64Array {
  // Only the direction counts: relative to the most probable wrong class, nothing overflows or vanishes.
  const most = z.reduce((greatest, value, c) => (c === label ? greatest : Math.max(greatest, value)), -Infinity);
  const step = z.map((value, c) => (c === label ? 0 : -Math.exp(value - most)));
  step[label] = -step.reduce((sum, value) => sum + value, 0);
  const length = euclideanNorm(step) * euclideanNorm(x);
  return length > 0 ? step.map((value) => (value * STEP * Math.sqrt(bound)) / length) : step;
}

/**
 * The same for −log(z_y² / Σ z²). Its gradient shrinks towards the optimum, so each
 * step removes a tenth of the wrong matches.
 */
function sphericalStep(z: Float64Array, { x, label }: LabelledInput): Float64Array {
  const wrong = z.reduce((sum, value, c) => (c === label ? sum : sum + value ** 2), 0);
  const norm = euclideanNorm(x);
  return z.map((value, c) => (STEP / norm ** 2) * (c === label ? wrong / value : -value));
}

function crossEntropyOf(z: Float64Array, label: number, output: TemplateOutput): number {
  const wrong = z.filter((_, c) => c !== label);
  if (output !== 'softmax') return Math.log1p(wrong.reduce((sum, value) => sum + (value / z[label]!) ** 2, 0));
  const differences = wrong.map((value) => value - z[label]!);
  const largest = differences.reduce((greatest, value) => Math.max(greatest, value), 0);
  // log(1 + Σ exp(d)), whatever the size of d.
  const rest = differences.reduce((sum, value) => sum + Math.exp(value - largest), 0);
  return largest === 0 ? Math.log1p(rest) : largest + Math.log(Math.exp(-largest) + rest);
}

function measure(
  step: number,
  { inputs, bound, output = 'softmax' }: FreeTemplateOptions,
  templates: readonly Float64Array[],
  optima: readonly Float64Array[],
): FreeTemplateStep {
  let [crossEntropy, distance, residual, residualGap, wrongFraction] = [0, 0, 0, 0, 0];
  inputs.forEach(({ x, label }, n) => {
    const z = matchesOf(templates[n]!, x);
    const r = squaredDistance(reconstruct(templates[n]!, z, x.length), x) / euclideanNorm(x) ** 2;
    crossEntropy += crossEntropyOf(z, label, output) / inputs.length;
    distance = Math.max(distance, Math.sqrt(squaredDistance(templates[n]!, optima[n]!) / bound));
    residual += r / inputs.length;
    residualGap = Math.max(residualGap, Math.abs(r - (bound - 1) ** 2));
    wrongFraction = Math.max(wrongFraction, 1 - z[label]! ** 2 / euclideanNorm(z) ** 2);
  });
  return { step, crossEntropy, distance, residual, residualGap, wrongFraction };
}

function initialTemplates(size: number, bound: number, rng: Rng): Float64Array {
  const drawn = new Float64Array(size).map(() => rng.normal());
  const scale = Math.sqrt(bound) / (2 * euclideanNorm(drawn));
  return drawn.map((value) => scale * value);
}

/** Projects onto Σ_c ‖A_c‖² ≤ K, in place. */
function project(templates: Float64Array, bound: number): void {
  const scale = Math.sqrt(bound) / euclideanNorm(templates);
  if (scale < 1) templates.forEach((value, i) => (templates[i] = scale * value));
}

/** Returns A x: one match per class. */
function matchesOf(templates: Float64Array, x: Float64Array): Float64Array {
  return new Float64Array(templates.length / x.length).map((_, c) => {
    let match = 0;
    for (let i = 0; i < x.length; i++) match += templates[c * x.length + i]! * x[i]!;
    return match;
  });
}

/** Returns Aᵀ z: the inverse of f(x) = A x (Eq. 5 with b = 0). */
function reconstruct(templates: Float64Array, z: Float64Array, size: number): Float64Array {
  const out = new Float64Array(size);
  templates.forEach((value, i) => (out[i % size]! += z[Math.floor(i / size)]! * value));
  return out;
}

/** Computes templates += factors xᵀ. */
function addOuter(templates: Float64Array, factors: Float64Array, x: Float64Array): void {
  templates.forEach((value, i) => (templates[i] = value + factors[Math.floor(i / x.length)]! * x[i % x.length]!));
}

function squaredDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i]! - b[i]!) ** 2;
  return sum;
}

function flat(rows: readonly Float64Array[]): Float64Array {
  return Float64Array.from(rows.flatMap((row) => [...row]));
}
