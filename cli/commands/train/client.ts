import { Worker } from 'node:worker_threads';
import { declineTelemetry } from '../../../src/engine/index.js';
import type { LoadingProgress, TrainEvent } from '../../../src/train/index.js';
import type { FromWorker, ToWorker, TrainRequest } from './protocol.js';
import { restoreError } from './serialise-error.js';

/** How far loading is: not an event of the training itself, and not part of `--json`. */
export interface LoadingEvent extends LoadingProgress {
  readonly type: 'loading';
}

/** A training run in another thread. */
export interface TrainingRun {
  /** Ends when the run has ended and the thread is gone; throws what ended the run otherwise. Read once. */
  readonly events: AsyncIterable<TrainEvent | LoadingEvent>;
  /** Ends the run after the step in progress, with everything saved. Asked again, it leaves without saving what came since the last checkpoint. */
  stop(): void;
}

/**
 * Starts training in a worker thread, so that this one is free to draw. The worker is always left to end by itself: ending it by force
 * while the engine runs would abort the whole process.
 */
export function startTraining(request: TrainRequest): TrainingRun {
  // The thread that opens the engine cannot.
  declineTelemetry();
  const worker = new Worker(new URL('./worker.js', import.meta.url), {
    workerData: request,
    // What libraries print there must not get between the lines that are data.
    stdout: true,
    stderr: true,
  });
  let asked = 0;
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
      const message: ToWorker = { type: asked === 0 ? 'stop' : 'leave' };
      asked++;
      worker.postMessage(message);
    },
  };
}
