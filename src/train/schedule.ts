import {
  configuredWeights,
  INPUT,
  isEquation11,
  mapStandaloneWeights,
  termWeights,
  weightAt,
  type LossWeights,
  type ScheduledWeight,
  type TermWeights,
} from '../losses/index.js';
import type { TrainConfig } from './config/index.js';

/** What may change from step to step, decided here on the host. */
export interface StepSettings {
  readonly learningRate: number;
  readonly weights: TermWeights;
}

/**
 * Learning rate and loss weights of a step: a pure function of the configuration, the step and what has been learned, so that a resumed run has
 * nothing else to restore.
 * @param config of the run
 * @param step 0 for the first
 * @param steps of the whole run
 * @param learned weights that have taken the place of the configuration's
 */
export function stepSettings(config: TrainConfig, step: number, steps: number, learned?: LossWeights): StepSettings {
  return {
    learningRate: config.optimiser.learningRate * learningRateFactor(config.optimiser.schedule, step, steps),
    weights: termWeights(learned ?? lossWeightsAt(config, step / steps)),
  };
}

/** What the schedule multiplies a learning rate by at a step, 0 for the first, of a run of so many steps: in [0, 1]. */
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
 * The weights that the configuration gives for a moment of the run (Eq. 13). Reconstruction first: all weight on R of the input, before it goes
 * over to them.
 * @param progress share of the run that is done, in [0, 1]
 */
export function lossWeightsAt({ loss }: Pick<TrainConfig, 'loss'>, progress: number): LossWeights {
  const { until, over } = loss.reconstructionFirst;
  const share = over > 0 ? Math.min(1, Math.max(0, (progress - until) / over)) : progress < until ? 0 : 1;
  const towards = (from: number, weight: ScheduledWeight): number => {
    const to = weightAt(weight, progress);
    return share === 1 ? to : from + share * (to - from);
  };
  const alpha = towards(0, loss.alpha);
  const own = mapStandaloneWeights(loss, (weight) => towards(0, weight));
  const gamma = Object.fromEntries(Object.entries(loss.gamma).map(([layer, weight]) => [layer, towards(0, weight)]));
  if (!isEquation11(loss)) return { alpha, beta: towards(1, loss.beta), ...own, gamma };
  return { alpha, beta: 0, ...own, gamma: { ...gamma, [INPUT]: towards(1, loss.gamma[INPUT] ?? 0) } };
}

/** Whether what is done at a step depends on how long the whole run is. */
export function dependsOnLength({ optimiser, loss }: TrainConfig): boolean {
  const { until, over } = loss.reconstructionFirst;
  const weights = [loss.alpha, loss.beta, ...Object.values(configuredWeights(loss)), ...Object.values(loss.gamma)];
  return (
    optimiser.schedule.kind !== 'constant' || until + over > 0 || weights.some((weight) => typeof weight !== 'number')
  );
}

/** Whether cross-entropy is all there is to learn from for the whole run: alpha is 1, and nothing else has a weight. */
export function isSupervised({ loss }: Pick<TrainConfig, 'loss'>): boolean {
  const { until, over } = loss.reconstructionFirst;
  if (until + over > 0 || loss.learned.everySteps > 0) return false;
  const others = [...Object.values(loss.gamma), ...Object.values(configuredWeights(loss))];
  return isAlways(loss.alpha, 1) && others.every((weight) => isAlways(weight, 0));
}

function isAlways(weight: ScheduledWeight, value: number): boolean {
  return typeof weight === 'number' ? weight === value : weight.points.every(([, there]) => there === value);
}

/** Layers that have a weight, the input aside. */
export function weightedLayers({ loss }: Pick<TrainConfig, 'loss'>): string[] {
  return Object.keys(loss.gamma).filter((layer) => layer !== INPUT);
}
