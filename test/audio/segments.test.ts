import { describe, expect, it } from 'vitest';
import { ConfigError } from '#src/errors.js';
import { createRng } from '#src/rng.js';
import {
  createBufferPool,
  DEFAULT_SEGMENTS,
  segmentCount,
  segmentGeometry,
  segmentStatistics,
  spanStatistics,
  streamSpans,
  writeSegments,
  type Normalisation,
  type SegmentSettings,
} from '#audio/segments/index.js';
import { normal } from '../helpers/normal.js';
import { normalisedSegments, type NormalisedSegments } from '../helpers/normalised-segments.js';
import { sameBits } from './support.js';

const paper = segmentGeometry(DEFAULT_SEGMENTS);

function noise(samples: number, seed = 1): Float32Array {
  return Float32Array.from(normal(createRng(seed), [samples]), (value) => 0.1 * value + 0.02);
}

/** A stream of chunks of varying length. */
function stream(
  pcm: Float32Array,
  chunkLengths: readonly number[] = [1_000, 1, 77_777, 5],
): { chunks(): AsyncIterable<Float32Array> } {
  return {
    async *chunks() {
      for (let at = 0, i = 0; at < pcm.length; i++) {
        const length = chunkLengths[i % chunkLengths.length]!;
        yield pcm.slice(at, at + length);
        at += length;
      }
    },
  };
}

/** Normalises one segment in float64. */
function reference(pcm: Float32Array, start: number, length: number): Float64Array {
  const segment = Float64Array.from(pcm.subarray(start, start + length));
  const mean = segment.reduce((sum, x) => sum + x, 0) / segment.length;
  const variance = segment.reduce((sum, x) => sum + (x - mean) ** 2, 0) / segment.length;
  return segment.map((x) => (x - mean) / Math.max(Math.sqrt(variance), 1e-4));
}

const settings = (changes: Partial<SegmentSettings> = {}): SegmentSettings => ({
  sampleRateHz: 1_000,
  segmentSeconds: 0.1,
  overlap: 0.9,
  normalisation: { kind: 'segment' },
  ...changes,
});

describe('positions of segments', () => {
  it('500 ms with 90% overlap at 44.1 kHz are 22,050 samples every 2,205', () => {
    expect(paper).toEqual({ length: 22_050, hop: 2_205 });
  });

  it('an hour at 44.1 kHz has 71,991 segments', () => {
    expect(segmentCount(3_600 * 44_100, paper)).toBe(71_991);
  });

  it.each([
    [0, 0],
    [1, 1],
    [22_049, 1],
    [22_050, 1],
    [24_254, 1],
    [24_255, 2],
    [26_460, 3],
  ])('%d samples have %d segments', (samples, count) => {
    expect(segmentCount(samples, paper)).toBe(count);
  });

  it.each<[Partial<SegmentSettings>, string]>([
    [{ overlap: 1 }, 'overlap must be at least 0 and below 1, got 1'],
    [{ overlap: -0.1 }, 'overlap must be at least 0 and below 1, got -0.1'],
    [{ segmentSeconds: 0 }, 'segmentSeconds must be above 0 and below 3600, got 0'],
    [{ sampleRateHz: 44_100.5 }, 'sampleRateHz must be a positive whole number, got 44100.5'],
    [{ normalisation: { kind: 'dataset', mean: 0, std: 0 } }, 'normalisation.std must be above 1e-38, got 0'],
    [{ normalisation: { kind: 'segment', floor: -1 } }, 'normalisation.floor must be above 1e-38, got -1'],
  ])('%j is rejected', (changes, message) => {
    expect(() => segmentGeometry(settings(changes))).toThrow(ConfigError);
    expect(() => segmentGeometry(settings(changes))).toThrow(message);
  });
});

describe('normalising', () => {
  const pcm = noise(100_000);

  it('reads hours at a time: more segments than a call may have arguments', () => {
    const count = 200_000;
    const { mean, scale } = segmentStatistics(noise(count + 9), 0, { count, length: 10, hop: 1 }, { kind: 'segment' });
    expect([mean, scale].every((values) => values.length === count && values.every(Number.isFinite))).toBe(true);
  });

  it('gives every segment mean 0 and variance 1, as in a float64 reference', () => {
    const layout = { count: 30, ...paper };
    const statistics = segmentStatistics(pcm, 0, layout, { kind: 'segment' });
    const out = new Float32Array(30 * paper.length);
    writeSegments(pcm, 0, layout, { ...statistics, first: 0 }, out, 0);
    for (const i of [0, 1, 17, 29]) {
      const expected = reference(pcm, i * paper.hop, paper.length);
      const actual = out.subarray(i * paper.length, (i + 1) * paper.length);
      expect(Math.max(...actual.map((x, k) => Math.abs(x - expected[k]!)))).toBeLessThan(1e-5);
    }
  });

  it('maps silence and constants to silence', () => {
    for (const value of [0, 0.25]) {
      const still = new Float32Array(22_050).fill(value);
      const statistics = segmentStatistics(still, 0, { count: 1, ...paper }, { kind: 'segment' });
      const out = new Float32Array(22_050);
      writeSegments(still, 0, { count: 1, ...paper }, { ...statistics, first: 0 }, out, 0);
      expect(Math.max(...out.map(Math.abs))).toBe(0);
    }
  });

  it('does not amplify 16-bit quantisation noise to full scale', () => {
    const rng = createRng(3);
    const still = Float32Array.from({ length: 22_050 }, () => (rng.integer(3) - 1) / 32_768);
    const { scale } = segmentStatistics(still, 0, { count: 1, ...paper }, { kind: 'segment' });
    expect(scale[0]).toBe(10_000);
  });

  it('leaves samples unchanged with `none`, and uses the given mean and deviation with `dataset`', () => {
    const layout = { count: 1, length: 4, hop: 4 };
    const write = (normalisation: Normalisation): number[] => {
      const out = new Float32Array(4);
      const source = Float32Array.of(0.5, 0.25, -0.5, 1);
      writeSegments(source, 0, layout, { ...segmentStatistics(source, 0, layout, normalisation), first: 0 }, out, 0);
      return [...out];
    };
    expect(write({ kind: 'none' })).toEqual([0.5, 0.25, -0.5, 1]);
    expect(write({ kind: 'dataset', mean: 0.25, std: 0.5 })).toEqual([0.5, 0, -1.5, 1.5]);
  });
});

describe('streams', () => {
  const lengths = [1, 50, 99, 100, 101, 109, 110, 555, 1_000, 1_234, 2_000];
  const geometries: readonly Partial<SegmentSettings>[] = [
    {},
    { overlap: 0 },
    { overlap: 0.5 },
    { overlap: 0.75, segmentSeconds: 0.07 },
    { normalisation: { kind: 'none' } },
    { normalisation: { kind: 'dataset', mean: 0.01, std: 0.2 } },
  ];

  it.each(geometries)(
    '%j: the segments of a stream equal those of the whole recording, bit for bit, in batches of any size',
    async (changes) => {
      const set = settings(changes);
      const { length, hop } = segmentGeometry(set);
      for (const samples of lengths) {
        const pcm = noise(samples, samples);
        const count = segmentCount(samples, { length, hop });
        const short = samples < length ? { availableSamples: samples } : {};
        const layout = { count, length, hop, ...short };
        const whole = new Float32Array(count * length);
        writeSegments(pcm, 0, layout, { ...segmentStatistics(pcm, 0, layout, set.normalisation), first: 0 }, whole, 0);
        for (const batchSize of [1, 3, 64]) {
          let seen = 0;
          for await (const { count: now, data } of normalisedSegments(stream(pcm, [7, 300, 1]), set, batchSize)) {
            expect(sameBits(data.slice(0, now * length), whole.slice(seen * length, (seen + now) * length))).toBe(true);
            seen += now;
          }
          expect(seen).toBe(count);
        }
      }
    },
  );

  it('spans contain the original samples, with mean and scale of every segment', async () => {
    const pcm = noise(2_345);
    const set = settings();
    for await (const span of streamSpans(stream(pcm), set, 8)) {
      const statistics = spanStatistics(span, set);
      for (let i = 0; i < span.count; i++) {
        const start = span.starts[i]!;
        expect(sameBits(span.pcm.slice(i * 10, i * 10 + 100), pcm.slice(start, start + 100))).toBe(true);
        const alone = segmentStatistics(pcm, start, { count: 1, length: 100, hop: 10 }, set.normalisation);
        expect([statistics.mean[i], statistics.scale[i]]).toEqual([alone.mean[0], alone.scale[0]]);
      }
    }
  });

  it('of spans, the beginnings of segments are written alone if so wished, normalised as whole segments', async () => {
    for (const samples of [30, 50, 70, 1_234]) {
      const whole: number[][] = [];
      for await (const { count, data } of normalisedSegments(stream(noise(samples)), settings(), 8)) {
        for (let i = 0; i < count; i++) whole.push([...data.subarray(i * 100, i * 100 + 40)]);
      }
      const beginnings: number[][] = [];
      for await (const { count, data } of normalisedSegments(stream(noise(samples)), settings(), 8, 40)) {
        for (let i = 0; i < count; i++) beginnings.push([...data.subarray(i * 40, (i + 1) * 40)]);
      }
      expect(beginnings).toEqual(whole);
    }
  });

  it('an empty stream has no segments; one shorter than a segment has one, padded with silence', async () => {
    const batchesOf = async (pcm: Float32Array): Promise<NormalisedSegments[]> => {
      const batches: NormalisedSegments[] = [];
      for await (const batch of normalisedSegments(stream(pcm), settings(), 4)) batches.push(batch);
      return batches;
    };
    expect(await batchesOf(new Float32Array(0))).toEqual([]);
    const [batch, ...others] = await batchesOf(noise(30));
    expect(others).toEqual([]);
    expect(batch!.count).toBe(1);
    expect(batch!.data.subarray(30).every((x) => x === 0)).toBe(true);
    expect(batch!.data.subarray(0, 30).some((x) => Math.abs(x) > 1)).toBe(true);
  });

  it('released buffers are reused; transferred buffers are not', async () => {
    const pool = createBufferPool();
    const seen = new Set<Float32Array>();
    for await (const { pcm } of streamSpans(stream(noise(5_000)), settings(), 10, { pool })) {
      seen.add(pcm);
      pool.give(pcm);
    }
    // One is filled while the consumer has the other.
    expect(seen.size).toBe(2);
    const [buffer] = [...seen];
    const { length } = buffer!;
    structuredClone(buffer, { transfer: [buffer!.buffer as ArrayBuffer] });
    pool.give(buffer!);
    for (let taken = 0; taken < 3; taken++) expect(pool.take(length)).toHaveLength(length);
  });
});
