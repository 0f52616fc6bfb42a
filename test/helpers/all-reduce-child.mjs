// One worker of an all-reduce: brings its sums in every step, some time after it has been told to, and reports the totals. In one step it fails.
import { parentPort, workerData } from 'node:worker_threads';
import { abortAllReduce, allReduce } from '#src/engine/runtime/all-reduce.js';

const { memory, worker, failsIn } = workerData;

parentPort.on('message', ({ step, delayMs, own }) => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, delayMs);
  try {
    if (step === failsIn) {
      abortAllReduce(memory, worker, step);
      throw new Error('this worker failed');
    }
    parentPort.postMessage({ total: allReduce(memory, worker, step, own) });
  } catch (error) {
    parentPort.postMessage({ message: error.message });
  }
});
