// One worker of an all-reduce. In every step it waits for `delayMs`, contributes its partial sums and reports the
// totals. It fails in step `failsIn`.
import { parentPort, workerData } from 'node:worker_threads';
import { abortAllReduce, allReduce } from '#src/engine/runtime/all-reduce.js';

const { memory, worker, failsIn } = workerData;

parentPort.on('message', ({ step, delayMs, partial }) => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, delayMs);
  try {
    if (step === failsIn) {
      abortAllReduce(memory, worker, step);
      throw new Error('this worker failed');
    }
    parentPort.postMessage({ total: allReduce(memory, worker, step, partial) });
  } catch (error) {
    parentPort.postMessage({ message: error.message });
  }
});
