import { ConfigError } from '../errors.js';
import type { Tensors } from '../engine/index.js';
import type { Tap } from '../inversion/index.js';
import { conv1d, leakyRelu, relu, type Tensor, tf } from '../ops/index.js';
import { applyDense, countParameters, initLayers } from './layer-parameters.js';
import { denseLayers, type MlpOptions } from './mlp.js';
import { identityTap } from './identity-tap.js';
import type { Model, ModelShape } from './types.js';

export interface SpectralMlpOptions extends MlpOptions {
  /** Samples per window, even; windows overlap by half. */
  readonly windowLength: number;
}

/**
 * Far below 1/2, the expected squared bin value of unit-variance white noise; keeps the derivative finite for silence.
 */
const SQUARE_FLOOR = 1e-3;

/**
 * Builds dense layers on the magnitudes of a short-time Fourier transform with fixed filters: cosines and sines under a
 * square-root Hann window, half overlapping, all bins except the first and the last.
 *
 * Why: dense templates cannot reconstruct waveforms, because the phases differ between any two segments. Here A[x]
 * contains the phases of x, just as it contains the on-off states of ReLUs: the derivative of a magnitude √(c² + s²)
 * with respect to x is (c C + s S) / √(c² + s²). A[x]ᵀ f(x) is therefore the inverse transform of the magnitudes that
 * the dense layers reconstruct, with the phases of x, and R measures their error.
 * @throws ConfigError if the examples are not segments of at least one window, or the window length is odd
 */
export function spectralMlp({ inputShape, classCount }: ModelShape, options: SpectralMlpOptions): Model {
  const { hidden, activation, windowLength } = options;
  const [samples] = inputShape as [number];
  if (inputShape.length !== 1 || samples < windowLength || windowLength % 2 !== 0) {
    throw new ConfigError(
      `model spectral-mlp: expected segments of at least one window of ${windowLength} samples, an even number, ` +
        `got [${inputShape.join(', ')}]`,
    );
  }
  const hop = windowLength / 2;
  const frames = Math.floor((samples - windowLength) / hop) + 1;
  const bins = hop - 1;
  const layers = denseLayers(frames * bins, classCount, options);
  const filters = fourierFilters(windowLength);
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
 * Returns the filters [windowLength, 1, 2 bins]: cosines, then sines. Over all frames their outer products sum to the
 * identity, except for the first and last bin and the half windows at both ends.
 */
function fourierFilters(windowLength: number): Float32Array {
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
