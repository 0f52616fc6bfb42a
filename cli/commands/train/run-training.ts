import { loadConfig, type LoadingProgress, trainFromConfig, type TrainEvent } from '../../../src/train/index.js';
import { TASK_KINDS } from '../../kinds.js';
import { defaultRunFolder } from './default-run-folder.js';
import type { TrainRequest } from './protocol.js';

/** What a run tells, and how it is stopped. */
export interface RunTrainingOptions {
  readonly signal: AbortSignal;
  readonly onEvent: (event: TrainEvent) => void;
  readonly onLoading: (progress: LoadingProgress) => void;
  /** Asked after every event: whether to leave without saving. */
  readonly leave: () => boolean;
}

/**
 * Runs what was asked for, from the files of its data to the last checkpoint.
 * @throws the signal's reason, if it fires before training has begun
 */
export async function runTraining(
  { source, out, ...request }: TrainRequest,
  { onEvent, leave, ...options }: RunTrainingOptions,
): Promise<void> {
  const config = loadConfig(source, TASK_KINDS);
  const run = trainFromConfig(config, TASK_KINDS, {
    ...request,
    ...options,
    out: out ?? defaultRunFolder(config),
    onWarning: ({ file, message }) => onEvent({ type: 'warning', ...(file !== undefined && { file }), message }),
  });
  for await (const event of run) {
    onEvent(event);
    if (leave()) break;
  }
}
