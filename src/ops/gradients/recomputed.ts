import { tf } from '../tensorflow.js';

/**
 * Kernels whose registered gradient reads the saved *output*. TensorFlow.js saves a copy that the outer tape does
 * not connect to the inputs, so a second derivative silently misses that path.
 */
const KERNELS = ['Exp', 'Sigmoid', 'Tanh', 'Softmax', 'LogSoftmax', 'Max', 'Min', 'Pow'] as const;

/** Returns these gradients with the output recomputed on the tape from the saved inputs. */
export function recomputedGradients(): tf.GradConfig[] {
  return KERNELS.map((kernelName) => {
    const original = tf.getGradient(kernelName);
    const inputNames = INPUT_NAMES[kernelName];
    return {
      kernelName,
      inputsToSave: [...inputNames],
      gradFunc: (dy, saved, attrs) => {
        const inputs = Object.fromEntries(inputNames.map((name, i) => [name, saved[i]!]));
        const output = tf.engine().runKernel<tf.Tensor>(kernelName, inputs, attrs);
        // The original gradient expects its saved inputs, then the output.
        const originalInputs = (original.inputsToSave ?? []).map((name) => inputs[name]!);
        return original.gradFunc(dy, [...originalInputs, output], attrs);
      },
    };
  });
}

const INPUT_NAMES: Readonly<Record<(typeof KERNELS)[number], readonly string[]>> = {
  Exp: ['x'],
  Sigmoid: ['x'],
  Tanh: ['x'],
  Softmax: ['logits'],
  LogSoftmax: ['logits'],
  Max: ['x'],
  Min: ['x'],
  Pow: ['a', 'b'],
};
