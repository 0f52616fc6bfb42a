import { type Config, isUnsupervised, stepsOfRun, type TaskData } from '../train/index.js';

/**
 * Says how many steps a run takes. Where its length is in epochs that depends on the data, which is read then: once, however many
 * configurations learn from it.
 * @param openData reads the data of a configuration
 * @returns the steps of a configuration's run; it throws what `openData` throws
 */
export function createStepCounter(
  openData: (config: Config) => Promise<Pick<TaskData, 'parts'>>,
): (config: Config) => Promise<number> {
  const opened = new Map<string, Promise<Pick<TaskData, 'parts'>>>();
  return async (config) => {
    const { seed, data, audio, train } = config;
    if (train.steps !== null) return Math.min(train.steps, train.maxSteps ?? Infinity);
    const key = JSON.stringify([seed, data, audio, isUnsupervised(config)]);
    const reading = opened.get(key) ?? openData(config);
    opened.set(key, reading);
    return stepsOfRun(config, (await reading).parts);
  };
}
