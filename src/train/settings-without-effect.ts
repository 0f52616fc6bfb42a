import { isDeepStrictEqual } from 'node:util';
import { isEquation11 } from '../losses/index.js';
import { trainGroups } from './config/schema.js';
import type { TrainConfig } from './config/index.js';
import { weighsEntropy } from './schedule.js';

/**
 * Names the settings of the loss that were changed and have no effect beside the others, each with the reason. They are
 * no error: a recipe or the base of a sweep may set them, while the command line or a cell switches off what they
 * belong to.
 */
export function settingsWithoutEffect({ loss }: Pick<TrainConfig, 'loss'>): string[] {
  const defaults = trainGroups.loss.parse(undefined);
  const isChanged = (now: unknown, before: unknown): boolean => !isDeepStrictEqual(now, before);
  const { learned, reconstructionFirst } = loss;
  const learnsNothing = learned.everySteps === 0;
  // On a ramp from R alone, E has a weight even if it has none before and after.
  const ignoresEntropy = reconstructionFirst.over === 0 && !weighsEntropy({ loss });
  const settings: readonly (readonly [name: string, hasNoEffect: boolean, reason: string])[] = [
    [
      'loss.beta',
      isEquation11(loss) && isChanged(loss.beta, defaults.beta),
      'loss.entropy is set, and Eq. 11 has no such weight',
    ],
    ['loss.balance', loss.balance > 0 && ignoresEntropy, 'it is relative to E, which has no weight'],
    [
      'loss.learned.rate',
      learnsNothing && isChanged(learned.rate, defaults.learned.rate),
      'loss.learned.everySteps is 0, and no weights are learned',
    ],
    [
      'loss.learned.goal',
      learnsNothing && isChanged(learned.goal, defaults.learned.goal),
      'loss.learned.everySteps is 0, and no weights are learned',
    ],
  ];
  return settings
    .filter(([, hasNoEffect]) => hasNoEffect)
    .map(([name, , reason]) => `${name} has no effect: ${reason}`);
}
