import { countRunSteps, type TaskData, type TrainConfig } from '../train/index.js';

/**
 * Creates a function that returns the number of steps of a run. If the length is given in epochs, it depends on the
 * data, which is then loaded once for all configurations that use it.
 * @param openData loads the data of a configuration
 * @returns number of steps of a configuration's run; rejects with the errors of `openData`
 */
export function createStepCounter(
  openData: (config: TrainConfig) => Promise<Pick<TaskData, 'runData'>>,
): (config: TrainConfig) => Promise<number> {
  const dataCache = new Map<string, Promise<Pick<TaskData, 'runData'>>>();
  return async (config) => {
    // `source` is everything that may affect the data: each kind of data can have its own groups of settings.
    const {
      train,
      task: _task,
      model: _model,
      loss: _loss,
      optimiser: _optimiser,
      engine: _engine,
      ...source
    } = config;
    if (train.steps !== null) return Math.min(train.steps, train.maxSteps ?? Infinity);
    const key = JSON.stringify(source);
    const loading = dataCache.get(key) ?? openData(config);
    dataCache.set(key, loading);
    return countRunSteps(config, (await loading).runData);
  };
}
