import { Worker } from 'node:worker_threads';
import { declineTelemetry } from '../../../src/engine/index.js';
import type { LoadingProgress, TrainEvent } from '../../../src/train/index.js';
import type { Stopping } from '../../ui/stopping.js';
import type { FromWorker, ToWorker, TrainRequest } from './protocol.js';
import { restoreError } from './serialise-error.js';

/** Progress of loading the data. Not a training event, and not printed with `--json`. */
export interface LoadingEvent extends LoadingProgress {
  readonly type: 'loading';
}

/** A training run in a worker thread. */
export interface TrainingRun {
  /** Ends when the thread has exited; throws the error that ended the run, if any. Can be read once. */
  readonly events: AsyncIterable<TrainEvent | LoadingEvent>;
  /** Stops the run after the current step and saves it. A second call stops without saving. @returns which of both */
  stop(): Stopping;
}

/**
 * Starts training in a worker thread, so that this thread is free to draw. The worker always exits by itself:
 * terminating it while the engine runs would abort the whole process.
 */
export function startTraining(request: TrainRequest): TrainingRun {
  // Must happen here: the thread that creates the engine cannot do it.
  declineTelemetry();
  const worker = new Worker(new URL('./training-worker.js', import.meta.url), {
    workerData: request,
    // Captured, so that output of libraries does not mix with the data on stdout.
    stdout: true,
    stderr: true,
  });
  let stopCalls = 0;
  let failure: Error | undefined;
  let printed = '';
  worker.stderr.on('data', (chunk: Buffer) => (printed = (printed + chunk.toString()).slice(-4000)));
  worker.stdout.resume();

  const queue: (TrainEvent | LoadingEvent)[] = [];
  let ended = false;
  let wake = (): void => undefined;
  worker.on('message', (message: FromWorker) => {
    if (message.type === 'event') queue.push(message.event);
    else if (message.type === 'loading') queue.push({ type: 'loading', ...message.progress });
    else failure = restoreError(message.error);
    wake();
  });
  worker.on('error', (error) => (failure ??= error instanceof Error ? error : new Error(String(error))));
  worker.on('exit', (code) => {
    if (code !== 0) failure ??= new Error(`the training thread ended with code ${code}. ${printed}`.trim());
    ended = true;
    wake();
  });

  async function* events(): AsyncGenerator<TrainEvent | LoadingEvent> {
    for (;;) {
      while (queue.length > 0) yield queue.shift()!;
      if (ended) break;
      await new Promise<void>((resolve) => (wake = resolve));
    }
    if (failure) throw failure;
  }

  return {
    events: events(),
    stop() {
      const how = stopCalls++ === 0 ? 'saving' : 'at once';
      const message: ToWorker = { type: how === 'saving' ? 'stop' : 'leave' };
      worker.postMessage(message);
      return how;
    },
  };
}
