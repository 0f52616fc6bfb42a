import { tf } from '../tensorflow.js';

interface ConvolutionAttributes {
  readonly strides: [number, number] | number;
  readonly pad: 'valid' | 'same' | number;
  readonly dataFormat: 'NHWC' | 'NCHW';
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/**
 * Gradient of the filter gradient. The filter gradient is linear in the input and in dy, so its derivatives are an
 * input gradient and a convolution. TensorFlow.js registers none; third derivatives (a gradient through an update
 * that used R) need it.
 */
export const convolutionGradients: readonly tf.GradConfig[] = [
  {
    kernelName: 'Conv2DBackpropFilter',
    inputsToSave: ['x', 'dy'],
    gradFunc: (upstream, saved, attrs) => {
      const dFilter = upstream as tf.Tensor4D;
      const [x, dy] = saved as [tf.Tensor4D, tf.Tensor4D];
      const { strides, pad, dataFormat, dimRoundingMode } = attrs as unknown as ConvolutionAttributes;
      return {
        x: () =>
          tf.engine().runKernel('Conv2DBackpropInput', { dy, filter: dFilter }, {
            strides,
            pad,
            dataFormat,
            dimRoundingMode,
            inputShape: x.shape,
          } as unknown as tf.NamedAttrMap),
        dy: () => tf.conv2d(x, dFilter, strides, pad, dataFormat, 1, dimRoundingMode),
      };
    },
  },
];
