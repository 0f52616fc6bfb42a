import { ConfigError } from '../errors.js';
import type { Tensors } from '../engine/index.js';
import type { Tap } from '../inversion/index.js';
import { conv1d, leakyRelu, relu, type Tensor, tf } from '../ops/index.js';
import { applyDense, countParameters, initLayers } from './layer-parameters.js';
import { denseLayers, type MlpOptions } from './mlp.js';
import { identityTap } from './identity-tap.js';
import type { Model, ModelShape } from './types.js';

export interface SpectralMlpOptions extends MlpOptions {
  /** Samples under a window, even; windows overlap by half. */
  readonly windowLength: number;
}

/** Far below the square of what white noise of unit variance has in a bin, 1/2: keeps the derivative of the magnitude of silence finite. */
const SQUARE_FLOOR = 1e-3;

/**
 * Dense layers on the magnitudes of a short-time Fourier transform, whose filters are fixed: sines and cosines under the root of a Hann
 * window, half overlapping, all bins but the first and the last.
 *
 * Why: of a wave, a few dense templates can give nothing back, since no two segments have the same phases. Here the phases are part of
 * A[x], which depends on x, as the switches of rectifiers are: the derivative of a magnitude √(c² + s²) by x is (c C + s S) / √(c² + s²). So
 * A[x]ᵀ f(x) is the inverse transform of the magnitudes that the dense layers give back, with x's own phases, and R is how badly they do.
 * @throws ConfigError if examples are no segments of at least one window, or the window is odd
 */
export function spectralMlp({ inputShape, classCount }: ModelShape, options: SpectralMlpOptions): Model {
  const { hidden, activation, windowLength } = options;
  const [samples] = inputShape as [number];
  if (inputShape.length !== 1 || samples < windowLength || windowLength % 2 !== 0) {
    throw new ConfigError(
      `model spectral-mlp: expected segments of at least one window of ${windowLength} samples, an even number, got [${inputShape.join(', ')}]`,
    );
  }
  const hop = windowLength / 2;
  const frames = Math.floor((samples - windowLength) / hop) + 1;
  const bins = hop - 1;
  const layers = denseLayers(frames * bins, classCount, options);
  const filters = fourier(windowLength);
  const activate = activation === 'relu' ? relu : (x: Tensor) => leakyRelu(x);

  return {
    name: 'spectral-mlp',
    spec: { name: 'spectral-mlp', hidden, activation, windowLength },
    inputShape,
    classCount,
    nonlinearity: 'magnitudes',
    parameterCount: countParameters(layers),
    layers: layers.slice(0, -1).map(({ name }) => name),
    noiseShapes: () => ({}),
    init: (rng) => initLayers(layers, rng),
    apply(parameters: Tensors, x: Tensor, _noise?: Tensors, tap: Tap = identityTap): Tensor {
      const batch = x.shape[0];
      const tones = tf.tensor(filters, [windowLength, 1, 2 * bins]);
      const squares = tf.square(conv1d(tf.reshape(x, [batch, samples, 1]), tones, { stride: hop }));
      const shape = [batch, frames, bins];
      const power = tf.add(tf.slice(squares, [0, 0, 0], shape), tf.slice(squares, [0, 0, bins], shape));
      let h: Tensor = tf.reshape(tf.sqrt(tf.add(power, SQUARE_FLOOR)), [batch, frames * bins]);
      for (const { name } of layers.slice(0, -1)) h = tap(name, activate(applyDense(parameters, name, h)));
      return applyDense(parameters, 'output', h);
    },
  };
}

/**
 * [windowLength, 1, 2 bins]: cosines, then sines. Over all frames their outer products add up to the identity, but for the first and the last
 * bin and for the two half windows at the ends.
 */
function fourier(windowLength: number): Float32Array {
  const bins = windowLength / 2 - 1;
  const out = new Float32Array(windowLength * 2 * bins);
  for (let t = 0; t < windowLength; t++) {
    const window = Math.sin((Math.PI * (t + 0.5)) / windowLength) * Math.sqrt(2 / windowLength);
    for (let bin = 0; bin < bins; bin++) {
      const angle = (2 * Math.PI * (bin + 1) * (t + 0.5)) / windowLength;
      out[t * 2 * bins + bin] = window * Math.cos(angle);
      out[t * 2 * bins + bins + bin] = window * Math.sin(angle);
    }
  }
  return out;
}
