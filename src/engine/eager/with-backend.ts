import { tf } from '../../ops/index.js';

/**
 * Runs `work` on a TensorFlow.js backend, then restores the previous backend, since several engines may share a
 * thread. The backend must be initialised: `setBackend` then takes effect synchronously.
 */
export function withBackend<T>(name: string, work: () => T): T {
  const previous = tf.getBackend();
  if (previous === name) return work();
  void tf.setBackend(name);
  try {
    return work();
  } finally {
    if (previous) void tf.setBackend(previous);
  }
}

/** Initialises a backend without leaving it active; returns whether it is ready. */
export async function initialiseBackend(name: string): Promise<boolean> {
  const previous = tf.getBackend();
  const wasQuiet = tf.env().getBool('PROD');
  // With its first tensor the CPU backend would print advice to install a different backend.
  tf.env().set('PROD', true);
  try {
    const ready = await tf.setBackend(name);
    if (ready) tf.scalar(0).dispose();
    return ready;
  } finally {
    tf.env().set('PROD', wasQuiet);
    if (previous && previous !== name) await tf.setBackend(previous);
  }
}
