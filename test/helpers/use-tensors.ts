import { tf } from '#src/ops/tf.js';
import { afterEach, beforeEach } from 'vitest';

/** Runs the tests of a file, or of a block, on TensorFlow.js's CPU backend, and frees each test's tensors. */
export function useTensors(): void {
  beforeEach(async () => {
    await tf.setBackend('cpu');
    tf.engine().startScope();
  });
  afterEach(() => tf.engine().endScope());
}

/** Counts the tensors that a function leaves behind. */
export function tensorsLeftBy(run: () => unknown): number {
  const before = tf.memory().numTensors;
  run();
  return tf.memory().numTensors - before;
}
