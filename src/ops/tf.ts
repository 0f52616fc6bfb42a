import { tf } from './tensorflow.js';
import { installGradients } from './gradients/install.js';

// All other modules import TensorFlow.js from here, so that its gradients are replaced before the first use.
installGradients();
// Keeps the CPU backend from printing an advertisement for a different package.
tf.env().set('PROD', true);

export { tf };
export type { Tensor } from '@tensorflow/tfjs';
