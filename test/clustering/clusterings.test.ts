import { describe, expect, it } from 'vitest';
import {
  clusterByKMeans,
  clusterByNetwork,
  clustersOfSources,
  inputsOf,
  logSpectra,
  baselineClusterings,
} from '#src/clustering/index.js';
import { scoreUnlabelled } from '#src/eval/index.js';
import { UNLABELLED, type Dataset } from '#src/data/index.js';
import { ConfigError } from '#src/errors.js';
import { createRng } from '#src/rng.js';

/** Logits whose softmax gives these probabilities. */
const logits = (...probabilities: number[]): Float32Array => Float32Array.from(probabilities, Math.log);

const sounds = (count: number, samples: number, at: (index: number, t: number) => number): Dataset => ({
  name: 'sounds',
  classes: ['a', 'b'],
  inputShape: [samples],
  length: count,
  label: (index) => (index === count - 1 ? UNLABELLED : index % 2),
  source: (index) => index >> 1,
  read(index, out, offset) {
    for (let t = 0; t < samples; t++) out[offset + t] = at(index, t);
  },
});

describe('clusters of a network', () => {
  // Two recordings of two segments. Those of the first are in clusters 1 and 0; 1 is predicted with more confidence.
  const predictions = { logits: logits(0.05, 0.9, 0.05, 0.5, 0.4, 0.1, 0.2, 0.2, 0.6, 0.1, 0.2, 0.7) };

  it('are given by its largest outputs, with their probabilities', () => {
    const { clusters, probabilities } = clusterByNetwork(predictions, 3);
    expect([...clusters]).toEqual([1, 0, 2, 2]);
    expect(probabilities![1]).toBeCloseTo(0.9, 6);
  });

  it('of recordings are those with the highest mean probability, or of hard clusters with the most segments', () => {
    const dataset = sounds(4, 1, () => 0);
    const soft = clusterByNetwork(predictions, 3);
    expect([...clustersOfSources(dataset, soft, 3).clusters]).toEqual([1, 2]);
    expect([...clustersOfSources(dataset, { method: 'hard', clusters: soft.clusters }, 3).clusters]).toEqual([0, 2]);
    expect([...clustersOfSources(dataset, soft, 3).labels]).toEqual([0, 0]);
  });

  it('are scored by E, by the entropy of the mean prediction, and by the number used', () => {
    const entropy = (...p: number[]): number => -p.reduce((sum, value) => sum + (value && value * Math.log(value)), 0);
    const score = scoreUnlabelled({ logits: logits(0.5, 0.5, 1, 0), residual: Float32Array.of(1, 3) }, 2);
    expect(score).toMatchObject({ examples: 2, residual: 2, clustersUsed: 1 });
    expect(score.entropy).toBeCloseTo(Math.log(2) / 2, 6);
    expect(score.balance).toBeCloseTo(entropy(0.75, 0.25), 6);
  });
});

describe('baselines', () => {
  it('are random clusters and a single cluster', () => {
    const [random, one] = baselineClusterings(3000, 3, createRng(1));
    const sizes = [0, 1, 2].map((cluster) => random!.clusters.filter((other) => other === cluster).length);
    expect(Math.min(...sizes)).toBeGreaterThan(900);
    expect(new Set(one!.clusters)).toEqual(new Set([0]));
  });

  it('cluster inputs by k-means', () => {
    const dataset = sounds(6, 2, (index, t) => (index % 2) * 10 + t);
    const points = inputsOf(dataset);
    expect([...points.values.slice(0, 4)]).toEqual([0, 1, 10, 11]);
    const { clusters } = clusterByKMeans('k-means', points, 2, createRng(1));
    expect([...clusters].map((cluster) => cluster === clusters[0])).toEqual([true, false, true, false, true, false]);
  });
});

describe('log spectra', () => {
  const RATE_HZ = 16_000;
  const sine = (hertz: number, amplitude: number) => (_: number, t: number) =>
    amplitude * Math.sin((2 * Math.PI * hertz * t) / RATE_HZ);
  const spectrumOf = (at: (index: number, t: number) => number) => [...logSpectra(sounds(1, 4096, at), RATE_HZ).values];

  it('have 40 bands of equal width in mel, with a sine in the band of its frequency', () => {
    const highest = 2595 * Math.log10(1 + 8000 / 700);
    for (const hertz of [300, 1000, 3000, 7000]) {
      const values = spectrumOf(sine(hertz, 1));
      expect(values).toHaveLength(40);
      const band = Math.floor(((2595 * Math.log10(1 + hertz / 700)) / highest) * 40);
      expect(values.indexOf(Math.max(...values))).toBe(band);
    }
  });

  it('rise by log 4 for twice the amplitude, and are finite in silence', () => {
    const [soft, loud] = [spectrumOf(sine(1000, 1)), spectrumOf(sine(1000, 2))];
    expect(Math.max(...loud) - Math.max(...soft)).toBeCloseTo(Math.log(4), 3);
    expect(spectrumOf(() => 0).every((value) => Math.abs(value - Math.log(1e-6)) < 1e-5)).toBe(true);
  });

  it('require segments of at least one window', () => {
    expect(() =>
      logSpectra(
        sounds(1, 1000, () => 0),
        RATE_HZ,
      ),
    ).toThrow(new ConfigError('spectra: expected segments of at least 1024 samples, got 1000'));
  });
});
