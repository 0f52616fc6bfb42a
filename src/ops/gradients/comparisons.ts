import { tf } from '../tensorflow.js';

/**
 * Zero gradients for comparisons and logic, which are constant almost everywhere. TensorFlow.js registers none, and
 * so refuses to differentiate the masks in first derivatives.
 */
export const comparisonGradients: readonly tf.GradConfig[] = [
  ...['Greater', 'GreaterEqual', 'Less', 'LessEqual', 'Equal', 'NotEqual', 'LogicalAnd', 'LogicalOr'].map(
    (kernelName) => zeroGradient(kernelName, ['a', 'b']),
  ),
  zeroGradient('LogicalNot', ['x']),
];

function zeroGradient(kernelName: string, inputNames: readonly string[]): tf.GradConfig {
  return {
    kernelName,
    inputsToSave: [...inputNames],
    gradFunc: (_dy, saved) => Object.fromEntries(inputNames.map((name, i) => [name, () => tf.zeros(saved[i]!.shape)])),
  };
}
