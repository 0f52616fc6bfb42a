import { type Config, isUnsupervised, type LoadHooks, stepsOfRun, type TaskData } from '../train/index.js';
import { openTaskData } from '../../cli/task-data.js';

/**
 * Says how many steps a run takes. Where its length is in epochs that depends on the data, which is read then: once, however many
 * configurations learn from it.
 * @throws ConfigError, DatasetError if there is no data to know it by
 */
export function createStepCounter(
  hooks: LoadHooks & { readonly ffmpeg?: string | undefined },
): (config: Config) => Promise<number> {
  const opened = new Map<string, Promise<TaskData>>();
  return async (config) => {
    const { seed, data, audio, train } = config;
    if (train.steps !== null) return Math.min(train.steps, train.maxSteps ?? Infinity);
    const key = JSON.stringify([seed, data, audio, isUnsupervised(config)]);
    const reading = opened.get(key) ?? openTaskData({ config, ...hooks });
    opened.set(key, reading);
    return stepsOfRun(config, (await reading).parts);
  };
}
