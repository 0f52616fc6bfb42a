import { createEngine } from '../../../src/engine/index.js';
import {
  checkRunFolder,
  loadConfig,
  type LoadingProgress,
  modelOfRun,
  openTaskData,
  train,
  type TrainEvent,
} from '../../../src/train/index.js';
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
 * The whole of a training run, from the files of its data to the last checkpoint.
 * @throws the signal's reason, if it fires before training has begun
 */
export async function runTraining(request: TrainRequest, options: RunTrainingOptions): Promise<void> {
  const { signal, onEvent, onLoading, leave } = options;
  const config = loadConfig(request.source, TASK_KINDS);
  const { resume, overwrite, waitSeconds = 0, ffmpeg } = request;
  const out = request.out ?? defaultRunFolder(config);
  await checkRunFolder(out, { resume, overwrite });
  const warn = ({ file, message }: { readonly file?: string; readonly message: string }): void =>
    onEvent({ type: 'warning', ...(file !== undefined && { file }), message });

  const { parts, warnings } = await openTaskData(config, TASK_KINDS, {
    ...{ ffmpeg, signal, onLoading },
    onWarning: warn,
  });
  for (const message of warnings) warn({ message });
  const model = modelOfRun(config, parts);
  signal.throwIfAborted();
  const engine = await createEngine(config.engine);
  try {
    const run = train({ config, engine, model, out, resume, overwrite, waitSeconds, signal, ...parts });
    for await (const event of run) {
      onEvent(event);
      if (leave()) break;
    }
  } finally {
    await engine.dispose();
  }
}
