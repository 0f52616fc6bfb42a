import { tf } from '../tensorflow.js';

type Saved = readonly tf.Tensor[];

/** Gradients of activations, composed of operations that can be differentiated again. */
export const activationGradients: readonly tf.GradConfig[] = [
  {
    kernelName: 'LeakyRelu',
    inputsToSave: ['x'],
    gradFunc: (dy, saved, attrs) => {
      const [x] = saved as Saved;
      return { x: () => tf.mul(dy as tf.Tensor, tf.step(x!, attrs['alpha'] as number)) };
    },
  },
  {
    // elu(x) = x above zero, exp(x) - 1 below; min(x, 0) keeps the exponential finite where x is positive.
    kernelName: 'Elu',
    inputsToSave: ['x'],
    gradFunc: (dy, saved) => {
      const [x] = saved as Saved;
      return {
        x: () => {
          const positive = tf.step(x!);
          const below = tf.mul(tf.sub(1, positive), tf.exp(tf.neg(tf.relu(tf.neg(x!)))));
          return tf.mul(dy as tf.Tensor, tf.add(positive, below));
        },
      };
    },
  },
];
