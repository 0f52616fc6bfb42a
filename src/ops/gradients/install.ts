import { tf } from '../tensorflow.js';
import { activationGradients } from './activations.js';
import { comparisonGradients } from './comparisons.js';
import { convolutionGradients } from './convolutions.js';
import { poolingGradients } from './pooling.js';
import { recomputedGradients } from './recomputed.js';

const installed = new WeakSet<object>();

/**
 * Replaces the gradients registered in TensorFlow.js that cannot be differentiated a second time, or silently give a wrong second
 * derivative. Calling it again changes nothing.
 */
export function installGradients(): void {
  const registry = tf.engine();
  if (installed.has(registry)) return;
  installed.add(registry);
  // `recomputedGradients` wrap what TensorFlow.js registered; the others replace it.
  const replacements = [
    ...recomputedGradients(),
    ...activationGradients,
    ...comparisonGradients,
    ...convolutionGradients,
    ...poolingGradients,
  ];
  for (const config of replacements) {
    if (tf.getGradient(config.kernelName) !== undefined) tf.unregisterGradient(config.kernelName);
    tf.registerGradient(config);
  }
}
