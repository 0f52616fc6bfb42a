import { describe, expect, it } from 'vitest';
import { arrayDataset } from '#src/data/index.js';
import {
  bandCentresHz,
  classifierScore,
  defaultSpectrogram,
  frameCount,
  meanPairwiseDistance,
  nearest,
  nearestInDataset,
  spectralStatistics,
  spectrograms,
  spectrumDifferenceDb,
  twoSampleTest,
  type ExampleMatrix,
} from '#src/gan/metrics/index.js';
import { createRng, type Rng } from '#src/rng.js';
import { normal } from '../helpers/normal.js';
import { useRuns } from '../helpers/use-runs.js';

const runs = useRuns();

function normalExamples(rng: Rng, count: number, size: number, shift = 0): ExampleMatrix {
  return { values: Float32Array.from(normal(rng, [count, size]), (value) => value + shift), size };
}

describe('distances', () => {
  it('of all pairs are averaged', () => {
    // 3, 4 and 5 apart.
    expect(meanPairwiseDistance({ values: Float32Array.of(0, 0, 3, 0, 0, 4), size: 2 })).toBeCloseTo(4, 6);
  });

  it('are 0 if all examples are equal', () => {
    expect(meanPairwiseDistance({ values: new Float32Array(20).fill(2), size: 5 })).toBe(0);
  });

  it('find the nearest example, the first if several are equally near', () => {
    const others = { values: Float32Array.of(5, 0, 2, 2), size: 1 };
    const result = nearest({ values: Float32Array.of(2.5, 6, 1), size: 1 }, others);
    expect([...result.index]).toEqual([2, 0, 1]);
    expect([...result.distance]).toEqual([0.5, 1, 1]);
  });

  it('to a whole dataset are the same as computed directly, across chunks', async () => {
    const rng = createRng(1);
    const [examples, others] = [normalExamples(rng, 20, 12), normalExamples(rng, 1203, 12)];
    // One example of each chunk is a copy.
    others.values.set(examples.values.subarray(0, 12), 12 * 7);
    others.values.set(examples.values.subarray(12, 24), 12 * 1202);
    const result = await nearestInDataset(
      runs.engine,
      examples,
      arrayDataset('others', others.values, { inputShape: [3, 4] }),
    );
    const expected = nearest(examples, others);
    expect([...result.index]).toEqual([...expected.index]);
    expect([...result.index.slice(0, 2)]).toEqual([7, 1202]);
    for (const [i, distance] of result.distance.entries()) expect(distance).toBeCloseTo(expected.distance[i]!, 9);
  });
});

describe('the two-sample test', () => {
  it('has an accuracy of about one half for samples of one distribution', () => {
    const accuracies = [1, 2, 3, 4, 5].map((seed) => {
      const rng = createRng(seed);
      return twoSampleTest(normalExamples(rng, 200, 3), normalExamples(rng, 200, 3)).accuracy;
    });
    expect(Math.abs(accuracies.reduce((sum, accuracy) => sum + accuracy / 5, 0) - 0.5)).toBeLessThan(0.04);
  });

  it('has an accuracy of 1 without overlap', () => {
    const rng = createRng(3);
    expect(twoSampleTest(normalExamples(rng, 50, 3), normalExamples(rng, 50, 3, 20)).accuracy).toBe(1);
  });

  it('has an accuracy of 0 for copies', () => {
    const real = normalExamples(createRng(4), 50, 3);
    expect(twoSampleTest({ ...real, values: real.values.slice() }, real).accuracy).toBe(0);
  });

  it('shows a missing mode in the real half', () => {
    const rng = createRng(5);
    const modes = [normalExamples(rng, 100, 2), normalExamples(rng, 100, 2, 50)];
    const real = { values: Float32Array.from(modes.flatMap(({ values }) => [...values])), size: 2 };
    const { realFound, generatedFound } = twoSampleTest(normalExamples(rng, 200, 2), real);
    expect(realFound).toBeGreaterThan(0.6);
    expect(generatedFound).toBeGreaterThan(0.5);
    expect(realFound).toBeGreaterThan(
      twoSampleTest(normalExamples(rng, 200, 2), normalExamples(rng, 200, 2)).realFound + 0.1,
    );
  });
});

describe('a classifier’s score', () => {
  it('of confident, evenly distributed predictions is the number of classes', () => {
    const logits = new Float32Array(100);
    for (let example = 0; example < 10; example++) logits[example * 10 + example] = 50;
    const score = classifierScore(logits, 10);
    expect(score.sure).toBe(1);
    expect(score.histogram).toEqual(new Array(10).fill(1));
    expect(score.effectiveClasses).toBeCloseTo(10, 6);
    expect(score.inceptionScore).toBeCloseTo(10, 6);
  });

  it('of confident predictions of one class is 1', () => {
    const logits = new Float32Array(30).map((_, i) => (i % 3 === 1 ? 50 : 0));
    expect(classifierScore(logits, 3)).toMatchObject({ sure: 1, histogram: [0, 10, 0] });
    expect(classifierScore(logits, 3).effectiveClasses).toBeCloseTo(1, 6);
    expect(classifierScore(logits, 3).inceptionScore).toBeCloseTo(1, 6);
  });

  it('of uniform predictions is 1, and none is confident', () => {
    const score = classifierScore(new Float32Array(30), 3);
    expect(score.sure).toBe(0);
    expect(score.inceptionScore).toBeCloseTo(1, 6);
  });
});

describe('spectrograms', () => {
  const SAMPLES = 4000;
  const options = defaultSpectrogram(SAMPLES, 16_000);
  const centres = bandCentresHz(options);
  const tone = (hz: number, amplitude = 1): Float32Array =>
    Float32Array.from({ length: SAMPLES }, (_, t) => amplitude * Math.sin((2 * Math.PI * hz * t) / 16_000 + 0.3));

  it('show a tone in its band, at its level, in every frame', async () => {
    const band = 20;
    const values = Float32Array.from([...tone(centres[band]!), ...tone(centres[band]!, 0.1)]);
    const { values: levels, size } = await spectrograms(runs.engine, { values, size: SAMPLES }, options);
    const frames = frameCount(options);
    expect(size).toBe(frames * options.bands);
    for (let frame = 0; frame < frames; frame++) {
      const row = [...levels.subarray(frame * options.bands, (frame + 1) * options.bands)];
      expect(row.indexOf(Math.max(...row))).toBe(band);
      // Half the amplitude in quadrature: a quarter of the power.
      expect(row[band]).toBeCloseTo(10 * Math.log10(0.25), 1);
      expect(levels[size + frame * options.bands + band]! - row[band]!).toBeCloseTo(-20, 1);
    }
  });

  it('of a steady tone are tonal and unmodulated; of noise neither', async () => {
    const rng = createRng(6);
    const noise = normalExamples(rng, 20, SAMPLES);
    const tones = {
      values: Float32Array.from(Array.from({ length: 20 }, () => [...tone(3000)]).flat()),
      size: SAMPLES,
    };
    const frames = frameCount(options);
    const statistics = async (matrix: ExampleMatrix) =>
      spectralStatistics(await spectrograms(runs.engine, matrix, options), options.bands, frames);
    const [ofNoise, ofTones] = [await statistics(noise), await statistics(tones)];
    expect(ofTones.tonalityDb).toBeGreaterThan(ofNoise.tonalityDb + 15);
    expect(ofTones.modulationDb).toBeLessThan(1);
    // The level of noise in a band is exponentially distributed: its logarithm has a standard deviation of 5.57 dB.
    expect(ofNoise.modulationDb).toBeGreaterThan(4.5);
    expect(ofNoise.modulationDb).toBeLessThan(6);
    expect(spectrumDifferenceDb(ofNoise, ofNoise)).toBe(0);
    expect(spectrumDifferenceDb(ofNoise, ofTones)).toBeGreaterThan(10);
  });
});
