import { tf } from './tensorflow.js';
import { installGradients } from './gradients/install.js';

// Every module of this project takes TensorFlow.js from here, so that its gradients are mended before the first use.
installGradients();
// Without this flag its CPU backend advertises another package on the terminal.
tf.env().set('PROD', true);

export { tf };
export type { Tensor } from '@tensorflow/tfjs';
