import { tf } from '../../ops/index.js';

/**
 * Runs `work` with a TensorFlow.js backend in charge, and puts the one before back: several engines may live on one thread.
 * The backend must have been initialised, so that the switch happens at once.
 */
export function withBackend<T>(name: string, work: () => T): T {
  const before = tf.getBackend();
  if (before === name) return work();
  void tf.setBackend(name);
  try {
    return work();
  } finally {
    if (before) void tf.setBackend(before);
  }
}

/** Initialises a backend and leaves the one before in charge. */
export async function initialiseBackend(name: string): Promise<boolean> {
  const before = tf.getBackend();
  const wasQuiet = tf.env().getBool('PROD');
  // Keeps the CPU backend from advising on the console, at its first tensor, to install another one.
  tf.env().set('PROD', true);
  try {
    const ready = await tf.setBackend(name);
    if (ready) tf.scalar(0).dispose();
    return ready;
  } finally {
    tf.env().set('PROD', wasQuiet);
    if (before && before !== name) await tf.setBackend(before);
  }
}
