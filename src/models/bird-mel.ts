import { ConfigError } from '../errors.js';
import type { HostTensors, Tensors } from '../engine/index.js';
import type { Tap } from '../inversion/index.js';
import { dense, dropout, relu, type Tensor } from '../ops/index.js';
import type { Rng } from '../rng.js';
import { glorotUniform, heUniform, zeros } from './initialisers.js';
import { frameCount, logMelEnergies, melFilters, type MelSettings } from './mel-front-end.js';
import { identityTap } from './identity-tap.js';
import { MIN_FRAMES, statisticsCount, timeStatistics } from './time-statistics.js';
import type { Model, ModelShape, ModelSpec } from './types.js';

/** Frames of 20 ms, one every 10 ms; most birds sing above 1 kHz, and most noise lies below. */
const HOPS_PER_SECOND = 100;
const HOPS_PER_FRAME = 2;
const BANDS = { bands: 64, lowHz: 1000, highHz: 11_000 };
const HIDDEN = 256;
const DROPOUT_RATES = { statistics: 0.2, hidden: 0.5 };

/**
 * A network for few recordings: a fixed front end of 64 mel bands, statistics of each band over time, dense 256, dropout, dense; 213,514
 * parameters for 10 classes, whatever the length of segments. All that it learns is behind the front end, and so R is over the energies of
 * frames and bands rather than over samples: f does not hear loudness, so A[x] x = 0 (Euler), and A[x]ᵀ f(x) would be orthogonal to x.
 */
export function birdMel({ inputShape, classCount, sampleRateHz: rate }: ModelShape, spec: ModelSpec): Model {
  const sampleRateHz = (spec['sampleRateHz'] as number | undefined) ?? rate;
  if (sampleRateHz === undefined) throw new ConfigError('model bird-mel: needs the sample rate of its segments');
  const [samples] = inputShape as [number];
  const hop = Math.round(sampleRateHz / HOPS_PER_SECOND);
  const settings: MelSettings = { sampleRateHz, hop, frameLength: HOPS_PER_FRAME * hop, ...BANDS };
  const frames = frameCount(samples, settings);
  const needed = (MIN_FRAMES - 1) * hop + settings.frameLength;
  if (inputShape.length !== 1 || !(frames >= MIN_FRAMES)) {
    throw new ConfigError(
      `model bird-mel: needs segments of at least ${needed} samples at ${sampleRateHz} Hz, got [${inputShape.join(', ')}]`,
    );
  }
  const extract = logMelEnergies(settings, melFilters(settings));
  const statistics = statisticsCount(BANDS.bands);

  const classify = (parameters: Tensors, features: Tensor, noise?: Tensors, tap: Tap = identityTap): Tensor => {
    const p = (name: string): Tensor => parameters[name]!;
    let h = timeStatistics(features);
    if (noise !== undefined) h = dropout(h, noise['statistics']!, DROPOUT_RATES.statistics);
    h = relu(dense(tap('statistics', h), p('dense1/kernel'), p('dense1/bias')));
    if (noise !== undefined) h = dropout(h, noise['hidden']!, DROPOUT_RATES.hidden);
    return dense(tap('dense1', h), p('dense2/kernel'), p('dense2/bias'));
  };

  return {
    name: 'bird-mel',
    spec: { name: 'bird-mel', sampleRateHz },
    inputShape,
    usedInputShape: [(frames - 1) * hop + settings.frameLength],
    classCount,
    nonlinearity: 'logarithms of energies',
    parameterCount: (statistics + 1) * HIDDEN + (HIDDEN + 1) * classCount,
    layers: ['statistics', 'dense1'],
    noiseShapes: (batchSize) => ({ statistics: [batchSize, statistics], hidden: [batchSize, HIDDEN] }),
    init: (rng: Rng): HostTensors => ({
      'dense1/kernel': heUniform(rng.split('dense1'), [statistics, HIDDEN], statistics),
      'dense1/bias': zeros([HIDDEN]),
      'dense2/kernel': glorotUniform(rng.split('dense2'), [HIDDEN, classCount], HIDDEN, classCount),
      'dense2/bias': zeros([classCount]),
    }),
    apply: (parameters, x, noise, tap) => classify(parameters, extract(x), noise, tap),
    frontEnd: { shape: [frames, BANDS.bands], extract, classify },
  };
}
