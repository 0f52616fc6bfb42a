import { tf } from '#src/ops/tf.js';
import { afterEach, beforeEach } from 'vitest';

/** Has the tests of a file, or of a block, compute in plain JavaScript, and frees the tensors that each of them made. */
export function useTensors(): void {
  beforeEach(async () => {
    await tf.setBackend('cpu');
    tf.engine().startScope();
  });
  afterEach(() => tf.engine().endScope());
}

/** How many tensors more there are after a function has run. */
export function tensorsLeftBy(run: () => unknown): number {
  const before = tf.memory().numTensors;
  run();
  return tf.memory().numTensors - before;
}
