import type { Rng } from '../rng.js';
import { checkBound, euclideanNorm, optimalTemplates, type TemplateBound } from './optimal-templates.js';

/** What makes probabilities of the matches z = A[x] x. 'spherical-softmax': z_c² / Σ z². */
export type TemplateOutput = 'softmax' | 'spherical-softmax';

/** An input of Theorem 1, and its class. */
export interface LabelledInput {
  readonly x: Float64Array;
  readonly label: number;
}

/** How free templates are trained. */
export interface FreeTemplateOptions extends TemplateBound {
  readonly inputs: readonly LabelledInput[];
  /** Gradient steps. */
  readonly steps: number;
  readonly output?: TemplateOutput;
  /** Where templates start: normal, of half the norm that they may have. */
  readonly rng: Rng;
}

/** Where training stands; step 0 is the start. Means and greatest values are over inputs. */
export interface FreeTemplateStep {
  readonly step: number;
  /** Mean of −log ŷ_y. */
  readonly crossEntropy: number;
  /** Greatest ‖A[x] − A*[x]‖ / √K, A* being that of Eq. 4. */
  readonly distance: number;
  /** Mean of R(x) / ‖x‖², R of Eq. 8. */
  readonly residual: number;
  /** Greatest |R(x) / ‖x‖² − (K − 1)²|. */
  readonly residualGap: number;
  /** Greatest share of the wrong classes in Σ_c ⟨A[x]_c, x⟩². */
  readonly wrongFraction: number;
}

/** Length of a step, as a share of what it moves. */
const STEP = 0.1;

/**
 * Theorem 1 in numbers: every input has a matrix A[x] of its own, free but for Σ_c ‖A[x]_c‖² ≤ K, and no bias; all of them are trained on the
 * cross-entropy of softmax(A[x] x) by projected gradient descent, from a random start, in float64.
 *
 * A surer softmax has a gradient that is smaller by many powers of ten, in the same direction: steps are as long as a tenth of √K, whatever the
 * length of the gradient. At the optimum the gradient points along the templates themselves, so that projection takes such a step back whole.
 *
 * @returns the state after each step, the start first; then the templates, [C, D] for each input
 * @throws ConfigError if K, C, a label or an input is out of range
 */
export function* trainFreeTemplates(options: FreeTemplateOptions): Generator<FreeTemplateStep, Float64Array[]> {
  checkBound(options);
  const { inputs, steps, classCount, bound, output = 'softmax', rng } = options;
  const optima = inputs.map(({ x, label }) => flat(optimalTemplates(x, label, options)));
  const templates = inputs.map(({ x }, n) => start(classCount * x.length, bound, rng.split('templates', n)));
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
 * What a step adds to each template, as a factor of x: −d/dz (−log softmax(z)_y), made STEP √K long. The own class's derivative is minus the sum
 * of the others', which 1 − p would drown in rounding.
 */
function softmaxStep(z: Float64Array, { x, label }: LabelledInput, bound: number): Float64Array {
  const odds = wrongOdds(z, label);
  const total = 1 + odds.reduce((sum, value) => sum + value, 0);
  const step = odds.map((value) => -value / total);
  step[label] = -step.reduce((sum, value) => sum + value, 0);
  const length = euclideanNorm(step) * euclideanNorm(x);
  return length > 0 ? step.map((value) => (value * STEP * Math.sqrt(bound)) / length) : step;
}

/** The same of −log(z_y² / Σ z²), whose length shrinks towards the optimum as it should: each step takes a tenth of the wrong matches away. */
function sphericalStep(z: Float64Array, { x, label }: LabelledInput): Float64Array {
  const wrong = z.reduce((sum, value, c) => (c === label ? sum : sum + value ** 2), 0);
  const norm = euclideanNorm(x);
  return z.map((value, c) => (STEP / norm ** 2) * (c === label ? wrong / value : -value));
}

/** exp(z_c − z_y) of each class but the own one, whose place holds 0. */
function wrongOdds(z: Float64Array, label: number): Float64Array {
  return z.map((value, c) => (c === label ? 0 : Math.exp(value - z[label]!)));
}

function crossEntropyOf(z: Float64Array, label: number, output: TemplateOutput): number {
  const odds = output === 'softmax' ? wrongOdds(z, label) : z.map((v, c) => (c === label ? 0 : (v / z[label]!) ** 2));
  return Math.log1p(odds.reduce((sum, value) => sum + value, 0));
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

function start(size: number, bound: number, rng: Rng): Float64Array {
  const drawn = new Float64Array(size).map(() => rng.normal());
  const scale = Math.sqrt(bound) / (2 * euclideanNorm(drawn));
  return drawn.map((value) => scale * value);
}

/** The nearest templates of squared norm K or less. */
function project(templates: Float64Array, bound: number): void {
  const scale = Math.sqrt(bound) / euclideanNorm(templates);
  if (scale < 1) templates.forEach((value, i) => (templates[i] = scale * value));
}

/** A x: one match a class. */
function matchesOf(templates: Float64Array, x: Float64Array): Float64Array {
  return new Float64Array(templates.length / x.length).map((_, c) => {
    let match = 0;
    for (let i = 0; i < x.length; i++) match += templates[c * x.length + i]! * x[i]!;
    return match;
  });
}

/** Aᵀ z: the inverse, f(x) being the matches alone (Eq. 5 with b = 0). */
function reconstruct(templates: Float64Array, z: Float64Array, size: number): Float64Array {
  const out = new Float64Array(size);
  templates.forEach((value, i) => (out[i % size]! += z[Math.floor(i / size)]! * value));
  return out;
}

/** templates += factors xᵀ. */
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
