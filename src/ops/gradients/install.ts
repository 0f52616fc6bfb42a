import { tf } from '../tensorflow.js';
import { activationGradients } from './activations.js';
import { comparisonGradients } from './comparisons.js';
import { convolutionGradients } from './convolutions.js';
import { poolingGradients } from './pooling.js';
import { recomputedGradients } from './recomputed.js';

const installed = new WeakSet<object>();

/**
 * Replaces those of TensorFlow.js's registered gradients that cannot be differentiated again, or whose second
 * derivatives are silently wrong. Further calls have no effect.
 */
export function installGradients(): void {
  const registry = tf.engine();
  if (installed.has(registry)) return;
  installed.add(registry);
  // `recomputedGradients` wrap the registered gradients; the others replace them.
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
