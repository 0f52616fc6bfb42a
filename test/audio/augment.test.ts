import { describe, expect, it } from 'vitest';
import { audioDataset, type AudioDataset } from '#audio/corpus/dataset.js';
import type { Augmentation } from '#audio/segments/augment.js';
import { spanLoudness, streamSpans, type Normalisation } from '#audio/segments/index.js';
import { subset } from '#src/data/subset.js';
import { ConfigError } from '#src/errors.js';
import { createRng } from '#src/rng.js';
import { normal } from '../helpers/normal.js';

const RATE = 10_000;
/** Segments have 1,000 samples and start every 100. */
const LENGTH = 1000;

function corpus(pcm: Float32Array, normalisation: Normalisation = { kind: 'segment' }): AudioDataset {
  return audioDataset({
    name: 'made up',
    classes: ['a', 'b'],
    backgroundClasses: [],
    settings: { sampleRateHz: RATE, segmentSeconds: 0.1, overlap: 0.9, normalisation },
    recordings: [
      {
        recording: { file: 'a/1.wav', path: 'a/1.wav', species: 'a', group: 'g', metadata: {} },
        info: { sampleRateHz: RATE, channels: 1, format: 'wav' } as never,
        pcm,
      },
    ],
  });
}

function augmented(dataset: AudioDataset, augmentation: Augmentation, index: number, seed = 1): Float32Array {
  const out = new Float32Array(LENGTH);
  dataset.withAugmentation(augmentation).augment!(index, createRng(seed), out, 0);
  return out;
}

const read = (dataset: AudioDataset, index: number): Float32Array => {
  const out = new Float32Array(LENGTH);
  dataset.read(index, out, 0);
  return out;
};

const sine = (cyclesPerSample: number, samples = 5000): Float32Array =>
  Float32Array.from({ length: samples }, (_, n) => 0.3 * Math.sin(2 * Math.PI * cyclesPerSample * n));
const noise = (samples = 5000): Float32Array =>
  Float32Array.from(normal(createRng(8), [samples]), (value) => 0.1 * value);

/** Frequency of a sine in cycles per sample, from its upward zero crossings. */
function pitchOf(x: Float32Array): number {
  const crossings: number[] = [];
  for (let n = 1; n < x.length; n++) {
    if (x[n - 1]! < 0 && x[n]! >= 0) crossings.push(n - 1 + x[n - 1]! / (x[n - 1]! - x[n]!));
  }
  return (crossings.length - 1) / (crossings.at(-1)! - crossings[0]!);
}

const largest = (a: Float32Array, b: Float32Array): number =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);

describe('augmented segments', () => {
  it('equal the original segments if all changes are zero', () => {
    const dataset = corpus(noise());
    expect(largest(augmented(dataset, { speed: 0, equaliser: 0 }, 7), read(dataset, 7))).toBeLessThan(1e-5);
  });

  it('depend only on the random stream', () => {
    const dataset = corpus(noise());
    const change = { speed: 0.1, equaliser: 0.2 };
    expect(augmented(dataset, change, 7)).toEqual(augmented(dataset, change, 7));
    expect(largest(augmented(dataset, change, 7), augmented(dataset, change, 7, 2))).toBeGreaterThan(0.5);
  });

  it('change the pitch of a sine by factors over the whole range 1 ± speed', () => {
    const dataset = corpus(sine(0.05));
    const pitches = Array.from(
      { length: 40 },
      (_, seed) => pitchOf(augmented(dataset, { speed: 0.1, equaliser: 0 }, 20, seed)) / 0.05,
    );
    expect(Math.min(...pitches)).toBeGreaterThan(0.899);
    expect(Math.max(...pitches)).toBeLessThan(1.101);
    expect(Math.max(...pitches) - Math.min(...pitches)).toBeGreaterThan(0.15);
  });

  it('keep sines: at a tenth of the sampling rate, interpolation loses less than 1 %', () => {
    const dataset = corpus(sine(0.1), { kind: 'none' });
    const out = augmented(dataset, { speed: 0.1, equaliser: 0 }, 20, 3);
    const pitch = pitchOf(out);
    let [re, im] = [0, 0];
    out.forEach((value, n) => {
      re += (value * Math.cos(2 * Math.PI * pitch * n)) / 500;
      im += (value * Math.sin(2 * Math.PI * pitch * n)) / 500;
    });
    expect(Math.hypot(re, im) / 0.3).toBeCloseTo(1, 2);
    const power = out.reduce((sum, value) => sum + value ** 2, 0) / LENGTH;
    expect(power / (Math.hypot(re, im) ** 2 / 2)).toBeCloseTo(1, 2);
  });

  it.each([0, 40])('stay within their recording: segment %i of 41', (index) => {
    const pcm = noise();
    const changed = augmented(corpus(pcm), { speed: 0.3, equaliser: 0 }, index, 5);
    expect(changed.every(Number.isFinite)).toBe(true);
    expect(changed.reduce((sum, value) => sum + value ** 2, 0) / LENGTH).toBeCloseTo(1, 4);
  });

  it('of a recording as long as a segment are never played faster', () => {
    const dataset = corpus(sine(0.05, LENGTH));
    const pitches = Array.from(
      { length: 20 },
      (_, seed) => pitchOf(augmented(dataset, { speed: 0.2, equaliser: 0 }, 0, seed)) / 0.05,
    );
    expect(Math.max(...pitches)).toBeLessThan(1.0001);
    expect(Math.min(...pitches)).toBeLessThan(0.9);
  });

  it('are filtered: y[n] = x[n] + Σ a_k x[n - k], six taps', () => {
    const pcm = new Float32Array(5000);
    pcm[2300] = 1;
    const out = augmented(corpus(pcm, { kind: 'none' }), { speed: 0, equaliser: 0.5 }, 20, 4);
    const taps = normal(createRng(4).split('equaliser'), [6]).map((value) => 0.5 * value);
    expect([...out.subarray(299, 308)].map((value) => value.toFixed(5))).toEqual(
      [0, 1, ...taps, 0].map((value) => value.toFixed(5)),
    );
  });

  it('are normalised like all segments', () => {
    const out = augmented(corpus(noise().map((value) => value + 0.5)), { speed: 0.1, equaliser: 0.3 }, 9);
    expect(out.reduce((sum, value) => sum + value, 0) / LENGTH).toBeCloseTo(0, 4);
    expect(out.reduce((sum, value) => sum + value ** 2, 0) / LENGTH).toBeCloseTo(1, 4);
  });

  it('of a recording shorter than a segment are unchanged', () => {
    const dataset = corpus(noise(600));
    expect(augmented(dataset, { speed: 0.2, equaliser: 0.3 }, 0)).toEqual(read(dataset, 0));
  });

  it('come only from `augment`: `read` returns the originals; subsets of a corpus augment in the same way', () => {
    const dataset = corpus(noise());
    const changing = dataset.withAugmentation({ speed: 0.1, equaliser: 0.1 });
    expect(read(changing, 5)).toEqual(read(dataset, 5));
    expect(dataset.augment).toBeUndefined();
    const out = new Float32Array(LENGTH);
    subset(changing, [5], 'part').augment!(0, createRng(1), out, 0);
    expect(out).toEqual(augmented(dataset, { speed: 0.1, equaliser: 0.1 }, 5));
  });

  it.each([
    [{ speed: 0.6, equaliser: 0 }, 'augmentation.speed must be in [0, 0.5], got 0.6'],
    [{ speed: 0, equaliser: -1 }, 'augmentation.equaliser must be in [0, 1], got -1'],
  ])('%j is rejected', (augmentation, message) => {
    expect(() => corpus(noise()).withAugmentation(augmentation)).toThrow(new ConfigError(message));
  });
});

describe('loudness of segments', () => {
  it.each<Normalisation>([{ kind: 'segment' }, { kind: 'none' }, { kind: 'dataset', mean: 0.1, std: 2 }])(
    'is the same in a stream with any normalisation: %j',
    async (normalisation) => {
      const pcm = noise().map((value, n) => value * (1 + n / 1000));
      const dataset = corpus(pcm, normalisation);
      const source = {
        async *chunks() {
          for (let from = 0; from < pcm.length; from += 777) yield pcm.slice(from, from + 777);
        },
      };
      const loudness: number[] = [];
      for await (const span of streamSpans(source, dataset.settings, 4)) {
        loudness.push(...spanLoudness(span, dataset.settings));
      }
      expect(loudness).toHaveLength(41);
      loudness.forEach((value, index) => expect(value / dataset.loudness!(index)).toBeCloseTo(1, 5));
    },
  );

  it('is their standard deviation before normalisation', () => {
    const pcm = noise().map((value, n) => (n < 2500 ? value + 0.2 : 10 * value));
    const dataset = corpus(pcm);
    const expected = (index: number): number => {
      const segment = Float64Array.from(pcm.subarray(100 * index, 100 * index + LENGTH));
      const mean = segment.reduce((sum, value) => sum + value, 0) / LENGTH;
      return Math.sqrt(segment.reduce((sum, value) => sum + (value - mean) ** 2, 0) / LENGTH);
    };
    for (const index of [0, 21, 40]) expect(dataset.loudness!(index) / expected(index)).toBeCloseTo(1, 5);
    expect(subset(dataset, [40], 'last').loudness!(0)).toBe(dataset.loudness!(40));
    expect(corpus(new Float32Array(2000)).loudness!(3)).toBeCloseTo(1e-4, 8);
  });
});
