import { countRunSteps, type TaskData, type TrainConfig } from '../train/index.js';

/**
 * Says how many steps a run takes. Where its length is in epochs that depends on the data, which is read then: once, however many
 * configurations learn from it.
 * @param openData reads the data of a configuration
 * @returns the steps of a configuration's run; it throws what `openData` throws
 */
export function createStepCounter(
  openData: (config: TrainConfig) => Promise<Pick<TaskData, 'parts'>>,
): (config: TrainConfig) => Promise<number> {
  const opened = new Map<string, Promise<Pick<TaskData, 'parts'>>>();
  return async (config) => {
    // All but what is done with the data: settings of the data's kind may be in groups of their own.
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
    const reading = opened.get(key) ?? openData(config);
    opened.set(key, reading);
    return countRunSteps(config, (await reading).parts);
  };
}
