// One lane of a meeting: brings its sums in every step, some time after it has been told to, and reports the totals. In one step it fails.
import { parentPort, workerData } from 'node:worker_threads';
import { fail, meet } from '#src/engine/runtime/meeting.js';

const { meeting, lane, failsIn } = workerData;

parentPort.on('message', ({ step, delayMs, own }) => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, delayMs);
  try {
    if (step === failsIn) {
      fail(meeting, lane, step);
      throw new Error('this lane failed');
    }
    parentPort.postMessage({ total: meet(meeting, lane, step, own) });
  } catch (error) {
    parentPort.postMessage({ message: error.message });
  }
});
