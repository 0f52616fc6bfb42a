import {
  configuredWeights,
  INPUT,
  isEquation11,
  mapStandaloneWeights,
  type RowKind,
  TERM_NAMES,
  type TermName,
  TERMS,
  termWeights,
  weightAt,
  type LossWeights,
  type ScheduledWeight,
  type TermWeights,
} from '../losses/index.js';
import type { TrainConfig } from './config/index.js';

/** Settings that change from step to step; computed on the host. */
export interface StepSettings {
  readonly learningRate: number;
  readonly weights: TermWeights;
}

/**
 * Returns the learning rate and the loss weights of a step. They are a pure function of the configuration, the step
 * and the learned weights, so that a resumed run has nothing else to restore.
 * @param config of the run
 * @param step counted from 0
 * @param steps of the whole run
 * @param learned loss weights that replace the configured ones
 */
export function stepSettings(config: TrainConfig, step: number, steps: number, learned?: LossWeights): StepSettings {
  return {
    learningRate: config.optimiser.learningRate * learningRateFactor(config.optimiser.schedule, step, steps),
    weights: termWeights(learned ?? lossWeightsAt(config, step / steps)),
  };
}

/** Returns the factor of the learning rate, in [0, 1], at a step (counted from 0) of a run of `steps` steps. */
export function learningRateFactor(
  { kind, warmupSteps }: TrainConfig['optimiser']['schedule'],
  step: number,
  steps: number,
): number {
  const warmup = step < warmupSteps ? (step + 1) / (warmupSteps + 1) : 1;
  const progress = Math.max(0, step - warmupSteps) / Math.max(1, steps - warmupSteps);
  const decay = kind === 'cosine' ? (1 + Math.cos(Math.PI * progress)) / 2 : 1;
  return warmup * decay;
}

/**
 * Returns the configured loss weights at a point of the run (Eq. 13). With `reconstructionFirst`, R of the input has
 * all the weight at first, and a linear ramp leads to the configured weights.
 * @param progress completed fraction of the run, in [0, 1]
 */
export function lossWeightsAt({ loss }: Pick<TrainConfig, 'loss'>, progress: number): LossWeights {
  const { until, over } = loss.reconstructionFirst;
  const ramp = over > 0 ? Math.min(1, Math.max(0, (progress - until) / over)) : progress < until ? 0 : 1;
  const ramped = (from: number, weight: ScheduledWeight): number => {
    const to = weightAt(weight, progress);
    return ramp === 1 ? to : from + ramp * (to - from);
  };
  const alpha = ramped(0, loss.alpha);
  const standalone = mapStandaloneWeights(loss, (weight) => ramped(0, weight));
  const gamma = Object.fromEntries(Object.entries(loss.gamma).map(([layer, weight]) => [layer, ramped(0, weight)]));
  if (!isEquation11(loss)) return { alpha, beta: ramped(1, loss.beta), ...standalone, gamma };
  return { alpha, beta: 0, ...standalone, gamma: { ...gamma, [INPUT]: ramped(1, loss.gamma[INPUT] ?? 0) } };
}

/** Whether the settings of a step depend on the length of the whole run. */
export function dependsOnLength({ optimiser, loss }: TrainConfig): boolean {
  const { until, over } = loss.reconstructionFirst;
  // Eq. 11 has no beta.
  const beta = isEquation11(loss) ? [] : [loss.beta];
  const weights = [loss.alpha, ...beta, ...Object.values(configuredWeights(loss)), ...Object.values(loss.gamma)];
  return (
    optimiser.schedule.kind !== 'constant' || until + over > 0 || weights.some((weight) => typeof weight !== 'number')
  );
}

/** Whether the loss is cross-entropy alone for the whole run: alpha is 1, and no other term has a weight. */
export function isSupervised({ loss }: Pick<TrainConfig, 'loss'>): boolean {
  const { until, over } = loss.reconstructionFirst;
  if (until + over > 0 || loss.learned.everySteps > 0) return false;
  const others = [...Object.values(loss.gamma), ...Object.values(configuredWeights(loss))];
  return isAlways(loss.alpha, 1) && others.every((weight) => isAlways(weight, 0));
}

/** Whether E has a weight at any time of the run. */
export function weighsEntropy({ loss }: Pick<TrainConfig, 'loss'>): boolean {
  if (loss.learned.everySteps > 0) return true;
  if (isEquation11(loss)) return !isAlways(loss.entropy ?? 0, 0);
  return !isAlways(loss.alpha, 1) && !isAlways(loss.beta, 1);
}

/**
 * Returns the terms of the loss that a run computes: cross-entropy alone if no other has a weight, and no term of
 * examples that there are none of.
 */
export function computedTerms(
  config: Pick<TrainConfig, 'loss'>,
  { trainExamples, unlabelledExamples }: { readonly trainExamples: number; readonly unlabelledExamples: number },
): TermName[] {
  const counts: Readonly<Record<RowKind, number>> = {
    labelled: trainExamples,
    unlabelled: unlabelledExamples,
    valid: trainExamples + unlabelledExamples,
  };
  if (isSupervised(config)) return ['crossEntropy'];
  return TERM_NAMES.filter((name) => counts[TERMS[name].rows] > 0);
}

function isAlways(weight: ScheduledWeight, value: number): boolean {
  return typeof weight === 'number'
    ? weight === value
    : weight.points.every(([, pointWeight]) => pointWeight === value);
}

/** Layers that have a weight, without the input. */
export function weightedLayers({ loss }: Pick<TrainConfig, 'loss'>): string[] {
  return Object.keys(loss.gamma).filter((layer) => layer !== INPUT);
}
