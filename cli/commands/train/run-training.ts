import { loadConfig, type LoadingProgress, trainFromConfig, type TrainEvent } from '../../../src/train/index.js';
import { TASK_KINDS } from '../../kinds.js';
import { defaultRunFolder } from './default-run-folder.js';
import { foldProcess } from './fold-process.js';
import type { TrainRequest } from './protocol.js';

/** Callbacks and controls of a run. */
export interface RunTrainingOptions {
  readonly signal: AbortSignal;
  readonly onEvent: (event: TrainEvent) => void;
  readonly onLoading: (progress: LoadingProgress) => void;
  /** Called after every event; true stops the run without saving. */
  readonly leave: () => boolean;
}

/**
 * Loads the configuration and the data, trains, and saves.
 * @throws the signal's reason, if it aborts before training begins
 */
export async function runTraining(
  { source, out, ...request }: TrainRequest,
  { onEvent, leave, ...options }: RunTrainingOptions,
): Promise<void> {
  const config = loadConfig(source, TASK_KINDS);
  const run = trainFromConfig(config, TASK_KINDS, {
    ...request,
    ...options,
    ...(request.onlyFold === undefined && { foldRunner: foldProcess(request.ffmpeg) }),
    out: out ?? defaultRunFolder(config),
    onWarning: (warning) => onEvent({ type: 'warning', ...warning }),
  });
  for await (const event of run) {
    onEvent(event);
    if (leave()) break;
  }
}
