import { createEngine } from '../engine/index.js';
import type { TrainConfig } from './config/index.js';
import type { TrainEvent } from './events/index.js';
import { train } from './loop.js';
import { createRunModel } from './create-run-model.js';
import type { TrainOptions } from './options.js';
import { checkRunFolder } from './run-files.js';
import type { OpenDataOptions } from './tasks/task-data.js';
import { openTaskData, type TaskKind } from './tasks/task-kind.js';

/** Where a run of a configuration is saved, how its data is read, and how it is stopped. */
export interface TrainFromConfigOptions
  extends OpenDataOptions, Pick<TrainOptions, 'out' | 'resume' | 'overwrite' | 'waitSeconds' | 'distance'> {}

/**
 * The whole of a training run, from the files of its data to its result: opens the data, makes the network and the engine that the
 * configuration names, trains, and frees the engine, however the run ends.
 * @param kinds the kinds of task that the configuration may be of, as they were handed to `loadConfig`
 * @throws what opening the data, `createModel`, `createEngine` and `train` do; the signal's reason, if it fires before training has begun
 */
export async function* trainFromConfig(
  config: TrainConfig,
  kinds: readonly TaskKind[],
  { ffmpeg, onWarning, onLoading, ...options }: TrainFromConfigOptions,
): AsyncGenerator<TrainEvent, void, undefined> {
  const { signal } = options;
  await checkRunFolder(options.out, options);
  const { parts, warnings } = await openTaskData(config, kinds, {
    ffmpeg,
    ...(onWarning && { onWarning }),
    ...(onLoading && { onLoading }),
    ...(signal && { signal }),
  });
  for (const message of warnings) yield { type: 'warning', message };
  const model = createRunModel(config, parts);
  signal?.throwIfAborted();
  const engine = await createEngine(config.engine);
  try {
    yield* train({ ...options, ...parts, config, engine, model });
  } finally {
    await engine.dispose();
  }
}
