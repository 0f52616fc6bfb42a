import { frameworks, inverse } from '../../../inversion/index.js';
import { tf, type Tensor } from '../../../ops/index.js';
import { maxDifference, rowOf, rowsOf, toRows, toTensor, type Rows } from '../arrays.js';
import { signalToNoiseDecibels } from '../checks/decibels.js';
import {
  bank64,
  imageTransform64,
  inverseImageTransform64,
  inverseTransform64,
  transform64,
  type Bank64,
} from '../checks/wavelets64.js';
import { first, PADDED_SIDE, padded } from '../data/digits.js';
import { noisySignals, TEST_SIGNALS, withNoise, type NoisySignals } from '../data/signals.js';
import type { Picture } from '../figures.js';
import { runUpdates } from '../run-updates.js';
import type { FrameworkRun, Measurements } from '../types.js';
import { RELATIVE_RESIDUAL, scalarOf, relativeLoss } from './support.js';

const { fittedWavelet, wavelets, softThresholding, hardThresholding } = frameworks;

/** Data and transform: the differences between signals and images. */
interface Task extends NoisySignals {
  readonly name: string;
  /** Number of finest details, at the end of the coefficients; the noise is estimated from them. */
  readonly finest: number;
  /** Number of smooth coefficients, which come first and are not thresholded. */
  readonly kept: number;
  readonly steps: number;
  readonly transform: (lowPass: Tensor) => (x: Tensor) => Tensor;
  readonly denoise64: (x: Float32Array, bank: Bank64, shrink: Shrink) => Float64Array;
}

type Shrink = (coefficient: number, index: number) => number;

/** Table 1, row 4: soft thresholding. */
export const runSoftThresholding = (run: FrameworkRun): Promise<Measurements> => runThresholding(run, 'soft');
/** Table 1, row 5: hard thresholding. */
export const runHardThresholding = (run: FrameworkRun): Promise<Measurements> => runThresholding(run, 'hard');

/** Learns the wavelet by minimising R at the universal threshold, and measures the denoising in dB. */
async function runThresholding(run: FrameworkRun, kind: 'soft' | 'hard'): Promise<Measurements> {
  const thresholding = kind === 'soft' ? softThresholding : hardThresholding;
  const { clean, noisy, name, finest, kept, steps, transform, denoise64 } = run.digits
    ? imageTask(run.digits.training.images, run)
    : signalTask(run);
  const { own } = run;
  const x = own(toTensor(noisy));
  const noise = estimatedNoise(transform, x, finest);
  const threshold = own(frameworks.universalThresholds(noise, { size: noisy.size, kept }));
  const options = { thresholding, threshold, transform };
  const { state, losses } = await runUpdates({
    ...{ ...run, name: `${kind}-thresholding`, x, steps },
    initial: fittedWavelet.init({ taps: TAPS, rng: run.rng }),
    update: (at, examples) => fittedWavelet.update(at, examples, options),
    loss: (at, examples) => fittedWavelet.loss(at.angles, options)(examples),
  });
  own(state);
  const lowPass = own(wavelets.lowPassOfAngles(state.angles));
  const analysis = transform(lowPass);
  const reconstruction = own(inverse(thresholding.f(analysis, threshold))(x));
  const denoised = toRows(reconstruction);
  const bounds = threshold.dataSync();
  const bank = bank64(Array.from(lowPass.dataSync()));
  const expected = rowsOf(noisy.rows, noisy.size, (row, index) =>
    row.set(denoise64(rowOf(noisy, index), bank, (value, i) => SHRINK[kind](value, bounds[i]!))),
  );
  const [before, after] = [signalToNoiseDecibels(noisy, clean), signalToNoiseDecibels(denoised, clean)];
  const measurements: Measurements = {
    data: name,
    steps,
    error: RELATIVE_RESIDUAL,
    before: relativeLoss(losses[0]!, x),
    after: relativeLoss(losses.at(-1)!, x),
    violation: scalarOf(wavelets.filterViolation(lowPass)),
    closedFormDifference: maxDifference(denoised.data, expected.data),
    checks: [
      { what: 'signal-to-noise ratio of the noisy input, dB', value: before, text: `${before.toFixed(1)} dB noisy` },
      { what: 'signal-to-noise ratio of the inverse, dB', value: after, text: `${after.toFixed(1)} dB denoised` },
    ],
    picture: run.digits ? imagePicture(clean, noisy, denoised) : signalPicture(clean, noisy, denoised),
  };
  return measurements;
}

function signalTask({ rng }: FrameworkRun): Task {
  const signals = noisySignals(rng.split('data'));
  const levels = 6;
  return {
    ...signals,
    name: 'blocks, bumps, heavisine, doppler, 2,048 samples, signal/noise 7',
    finest: signals.clean.size / 2,
    kept: signals.clean.size / 2 ** levels,
    steps: 100,
    transform: (lowPass) => wavelets.waveletTransform(lowPass, { levels }),
    denoise64: (x, bank, shrink) => inverseTransform64(transform64(x, bank, levels).map(shrink), bank, levels),
  };
}

function imageTask(digits: Rows, { rng }: FrameworkRun): Task {
  const clean = padded(first(digits, IMAGES));
  const levels = 2;
  const shape = [PADDED_SIDE, PADDED_SIDE] as const;
  const size = { levels, height: PADDED_SIDE, width: PADDED_SIDE };
  return {
    clean,
    noisy: withNoise(rng.split('noise'), clean, PIXEL_NOISE),
    name: `${clean.rows} digits, padded to 32 x 32, noise ${PIXEL_NOISE}`,
    finest: clean.size / 4,
    kept: clean.size / 4 ** levels,
    steps: 60,
    transform: (lowPass) => wavelets.imageWaveletTransform(lowPass, { levels, shape }),
    denoise64: (x, bank, shrink) => {
      const image = Array.from({ length: PADDED_SIDE }, (_, y) =>
        Float64Array.from(x.subarray(y * PADDED_SIDE, (y + 1) * PADDED_SIDE)),
      );
      const rows = inverseImageTransform64(imageTransform64(image, bank, levels).map(shrink), bank, size);
      return Float64Array.from(rows.flatMap((row) => [...row]));
    },
  };
}

function imagePicture(clean: Rows, noisy: Rows, denoised: Rows): Picture {
  return {
    ...{ kind: 'images', height: PADDED_SIDE, width: PADDED_SIDE, range: [0, 1] },
    rows: [
      { name: 'clean', images: clean },
      { name: 'x, noisy', images: noisy },
      { name: 'inverse', images: denoised },
    ],
  };
}

function signalPicture(clean: Rows, noisy: Rows, denoised: Rows): Picture {
  return {
    kind: 'signals',
    names: Object.keys(TEST_SIGNALS),
    series: [
      { name: 'x, noisy', signals: noisy },
      { name: 'clean', signals: clean },
      { name: 'inverse', signals: denoised },
    ],
  };
}

/** Estimates the noise from the finest details of Daubechies' wavelet with four taps. */
function estimatedNoise(transform: Task['transform'], x: Tensor, finest: number): number {
  const details = tf.tidy(() => {
    const coefficients = transform(wavelets.lowPassOf('d4'))(x);
    return tf.slice(coefficients, [0, coefficients.shape[1]! - finest], [coefficients.shape[0], finest]);
  });
  const noise = frameworks.noiseLevel(details);
  details.dispose();
  return noise;
}

const SHRINK = {
  soft: (value: number, bound: number) => Math.sign(value) * Math.max(Math.abs(value) - bound, 0),
  hard: (value: number, bound: number) => (Math.abs(value) > bound ? value : 0),
} as const;
const TAPS = 6;
const IMAGES = 40;
const PIXEL_NOISE = 0.2;
