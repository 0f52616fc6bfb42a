import * as tf from '@tensorflow/tfjs';
import { installGradients } from './gradients/install.js';

// Every module of this project takes TensorFlow.js from here, so that its gradients are mended before the first use.
installGradients();

export { tf };
export type { Tensor } from '@tensorflow/tfjs';
