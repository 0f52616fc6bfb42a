import { ConfigError } from '../errors.js';
import { shownValue } from '../shown-value.js';
import type { HostTensors, Tensors } from '../engine/index.js';
import type { Tap } from '../inversion/index.js';
import { dense, dropout, relu, type Tensor } from '../ops/index.js';
import type { Rng } from '../rng.js';
import { glorotUniform, heUniform, zeros } from './initialisers.js';
import { melFilters } from './mel/filters.js';
import { melEnergies, standardisedLogarithms } from './mel/log-energies.js';
import { frameCount, type MelSettings } from './mel/settings.js';
import { identityTap } from './identity-tap.js';
import { MIN_FRAMES, statisticsCount } from './mel/statistics-plan.js';
import { timeStatistics } from './mel/time-statistics.js';
import type { Model, ModelShape, ModelSpec } from './types.js';

/** 20 ms frames every 10 ms. Most birds sing above 1 kHz; most noise lies below. */
const HOPS_PER_SECOND = 100;
const HOPS_PER_FRAME = 2;
const BANDS = { bands: 64, lowHz: 1000, highHz: 11_000 };
const HIDDEN = 256;
const DROPOUT_RATES = { statistics: 0.2, hidden: 0.5 };

/**
 * Network for small training sets: fixed front end with 64 mel bands, statistics of each band over time, dense 256,
 * dropout, dense. 213,514 parameters for 10 classes, independent of the segment length. R is computed on the front
 * end's energies [frames, bands], not on samples: on samples f ignores loudness, so A[x] x = 0 (Euler) and A[x]ᵀ f(x)
 * is orthogonal to x.
 */
export function birdMel({ inputShape, classCount, sampleRateHz: rate }: ModelShape, spec: ModelSpec): Model {
  const sampleRateHz = spec['sampleRateHz'] ?? rate;
  if (typeof sampleRateHz !== 'number' || !(sampleRateHz > 0 && Number.isFinite(sampleRateHz))) {
    const got = sampleRateHz === undefined ? 'none' : shownValue(sampleRateHz);
    throw new ConfigError(`model bird-mel: expected the sample rate of the segments, got ${got}`);
  }
  const [samples] = inputShape as [number];
  const hop = Math.round(sampleRateHz / HOPS_PER_SECOND);
  const settings: MelSettings = { sampleRateHz, hop, frameLength: HOPS_PER_FRAME * hop, ...BANDS };
  const frames = frameCount(samples, settings);
  const minSamples = (MIN_FRAMES - 1) * hop + settings.frameLength;
  if (inputShape.length !== 1 || !(frames >= MIN_FRAMES)) {
    throw new ConfigError(
      `model bird-mel: expected segments of at least ${minSamples} samples at ${sampleRateHz} Hz, ` +
        `got [${inputShape.join(', ')}]`,
    );
  }
  const energies = melEnergies(settings, melFilters(settings));
  const extract = (x: Tensor): Tensor => standardisedLogarithms(energies(x));
  const statistics = statisticsCount(BANDS.bands);

  const classifyStatistics = (parameters: Tensors, values: Tensor, noise?: Tensors, tap: Tap = identityTap): Tensor => {
    const p = (name: string): Tensor => parameters[name]!;
    let h = values;
    if (noise !== undefined) h = dropout(h, noise['statistics']!, DROPOUT_RATES.statistics);
    h = relu(dense(tap('statistics', h), p('dense1/kernel'), p('dense1/bias')));
    if (noise !== undefined) h = dropout(h, noise['hidden']!, DROPOUT_RATES.hidden);
    return dense(tap('dense1', h), p('dense2/kernel'), p('dense2/bias'));
  };
  const classify = (parameters: Tensors, features: Tensor, noise?: Tensors, tap?: Tap): Tensor =>
    classifyStatistics(parameters, timeStatistics(features), noise, tap);

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
    frontEnd: {
      shape: [frames, BANDS.bands],
      extract,
      classify,
      frames: { settings, framesPerExample: frames, statisticsCount: statistics, classifyStatistics },
    },
  };
}
