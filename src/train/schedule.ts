import { weightAt } from '../losses/index.js';
import type { Config } from './config/index.js';

/** What may change from step to step, decided here on the host. */
export interface StepSettings {
  readonly learningRate: number;
  /** Weight of CE in Eq. 10. */
  readonly alpha: number;
  /** Weight of R against E in Eq. 10. */
  readonly beta: number;
}

/**
 * Learning rate and loss weights of a step: a pure function of the configuration and the step, so that a resumed run has nothing to
 * restore.
 * @param config of the run
 * @param step 0 for the first
 * @param steps of the whole run
 */
export function settingsOfStep(config: Config, step: number, steps: number): StepSettings {
  const { optimiser, loss } = config;
  const { kind, warmupSteps } = optimiser.schedule;
  const warmup = step < warmupSteps ? (step + 1) / (warmupSteps + 1) : 1;
  const progress = Math.max(0, step - warmupSteps) / Math.max(1, steps - warmupSteps);
  const decay = kind === 'cosine' ? (1 + Math.cos(Math.PI * progress)) / 2 : 1;
  return {
    learningRate: optimiser.learningRate * warmup * decay,
    alpha: weightAt(loss.alpha, step / steps),
    beta: weightAt(loss.beta, step / steps),
  };
}

/** Whether what is done at a step depends on how long the whole run is. */
export function dependsOnLength({ optimiser, loss }: Config): boolean {
  return optimiser.schedule.kind !== 'constant' || [loss.alpha, loss.beta].some((weight) => typeof weight !== 'number');
}

/** Whether cross-entropy is all there is to learn from: alpha is 1 for the whole run. */
export function isSupervised({ loss: { alpha } }: Pick<Config, 'loss'>): boolean {
  return typeof alpha === 'number' ? alpha === 1 : alpha.points.every(([, value]) => value === 1);
}

/** Loss weights as they are at the end of a run. */
export function finalWeights({ loss }: Pick<Config, 'loss'>): Pick<StepSettings, 'alpha' | 'beta'> {
  return { alpha: weightAt(loss.alpha, 1), beta: weightAt(loss.beta, 1) };
}
