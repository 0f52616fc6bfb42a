import { parentPort, workerData } from 'node:worker_threads';
import type { FromWorker, ToWorker, TrainRequest } from './protocol.js';
import { runTraining } from './run-training.js';
import { serialiseError } from './serialise-error.js';

// Training has its own thread and is stopped by messages: terminating the thread while the engine runs would abort the
// process.
const port = parentPort!;
const stop = new AbortController();
let leave = false;

const post = (message: FromWorker): void => port.postMessage(message);

port.on('message', ({ type }: ToWorker) => {
  leave ||= type === 'leave';
  stop.abort();
});

try {
  await runTraining(workerData as TrainRequest, {
    signal: stop.signal,
    onEvent: (event) => post({ type: 'event', event }),
    onLoading: (progress) => post({ type: 'loading', progress }),
    leave: () => leave,
  });
} catch (error) {
  if (error !== stop.signal.reason) post({ type: 'failed', error: serialiseError(error) });
} finally {
  port.close();
}
