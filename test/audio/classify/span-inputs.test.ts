import { describe, expect, it } from 'vitest';
import { createPreparation, spanInputs, spanPreparation, type SpanInputSettings } from '#audio/classify/span-inputs.js';
import { DEFAULT_SEGMENTS, type Normalisation, segmentGeometry, streamSpans } from '#audio/segments/index.js';
import { createEngine, type HostTensors } from '#src/engine/index.js';
import { predictFromBlocks, predictFromSharedBlocks, predictProgram } from '#src/eval/prediction/index.js';
import { createModel } from '#src/models/index.js';
import { tf } from '#src/ops/index.js';
import { createRng } from '#src/rng.js';
import { normal } from '../../helpers/normal.js';
import { normalisedSegments } from '../../helpers/normalised-segments.js';
import { useTensors } from '../../helpers/use-tensors.js';

useTensors();

const RATE_HZ = 22_050;
const BATCH = 4;

/** Noise with a rising tone, a constant offset and a passage of digital silence. */
function recording(length: number): Float32Array {
  const noise = normal(createRng(7), [length]);
  return Float32Array.from(noise, (value, n) =>
    n > 0.6 * length && n < 0.7 * length ? 0 : 0.3 + 0.05 * value + 0.2 * Math.sin(0.5 * n + 1e-6 * n * n),
  );
}

const stream = (pcm: Float32Array) => ({
  async *chunks() {
    for (let at = 0; at < pcm.length; at += 5_000) yield pcm.slice(at, at + 5_000);
  },
});

/** A preparation's results belong to it. */
const copied = (inputs: HostTensors): HostTensors =>
  Object.fromEntries(Object.entries(inputs).map(([name, tensor]) => [name, { ...tensor, data: tensor.data.slice() }]));

describe('inputs of a network from spans of segments', () => {
  it.each<[string, { overlap?: number; normalisation?: Normalisation; seconds?: number }]>([
    ['segments that share frames', {}],
    ['segments that do not start at whole frames', { overlap: 0.87 }],
    ['samples as recorded', { normalisation: { kind: 'none' } }],
    ['samples normalised over a data set', { normalisation: { kind: 'dataset', mean: 0.29, std: 0.17 } }],
    ['a recording shorter than a segment', { seconds: 0.3 }],
  ])('give the logits of the whole network on normalised segments: %s', async (_, options) => {
    const { overlap = 0.9, normalisation = { kind: 'segment' }, seconds = 0.8 } = options;
    const segments = { sampleRateHz: RATE_HZ, segmentSeconds: 0.5, overlap, normalisation };
    const { length } = segmentGeometry(segments);
    const model = createModel({ name: 'bird-mel' }, { inputShape: [length], classCount: 4, sampleRateHz: RATE_HZ });
    const frames = model.frontEnd!.frames!;
    const parameters = Object.fromEntries(
      Object.entries(model.init(createRng(1))).map(([name, { data, shape }]) => [name, tf.tensor(data, [...shape])]),
    );
    const pcm = recording(Math.round(seconds * RATE_HZ));

    const expected: number[] = [];
    for await (const { count, data } of normalisedSegments(stream(pcm), segments, BATCH)) {
      const logits = model.apply(parameters, tf.tensor2d(data, [BATCH, length]));
      expected.push(...(await logits.data()).subarray(0, 4 * count));
    }

    const settings: SpanInputSettings = {
      segments,
      batchSize: BATCH,
      valuesPerSegment: frames.statisticsCount,
      frames: { mel: frames.settings, framesPerSegment: frames.framesPerExample },
    };
    const prepare = createPreparation(settings);
    const actual: number[] = [];
    for await (const span of streamSpans(stream(pcm), segments, BATCH)) {
      const { x } = prepare(spanInputs(span, BATCH));
      const logits = frames.classifyStatistics(parameters, tf.tensor2d(x!.data as Float32Array, [BATCH, x!.shape[1]!]));
      actual.push(...(await logits.data()).subarray(0, 4 * span.count));
    }

    expect(actual).toHaveLength(expected.length);
    const largest = Math.max(...expected.map(Math.abs));
    actual.forEach((logit, i) => expect(Math.abs(logit - expected[i]!) / largest).toBeLessThan(1e-4));
  });

  it.each([
    ['', 3, 0.9],
    ['', 0.4, 0.9],
    [' whose stride divides the hop', 3, 1 - 1024 / 11_025],
    [' whose stride divides the hop', 0.4, 1 - 1024 / 11_025],
  ])('give the logits of a network that begins with a convolution%s: %s s', async (_, seconds, overlap) => {
    const segments = { ...DEFAULT_SEGMENTS, sampleRateHz: RATE_HZ, overlap };
    const { length } = segmentGeometry(segments);
    const model = createModel({ name: 'bird10' }, { inputShape: [length], classCount: 4 });
    const parameters = model.init(createRng(1));
    const engine = await createEngine({ threads: 1 });
    const { stride, outputs } = model.firstConvolution!;
    const options = { batchSize: BATCH, parameters };
    const first = model.firstConvolution!;
    const blocksPerHop = segmentGeometry(segments).hop / stride;
    const shared = Number.isInteger(blocksPerHop);
    expect(shared).toBe(overlap !== 0.9);
    const inputs = shared
      ? { sharedBlocks: { stride, count: (BATCH - 1) * blocksPerHop + outputs + 1 } }
      : { blocks: { stride, pairs: outputs / 2 } };
    const [whole, byBlocks] = await Promise.all([
      engine.compile(predictProgram(model, options)),
      engine.compile(
        shared
          ? predictFromSharedBlocks(model.name, first, { ...options, blocksPerHop })
          : predictFromBlocks(model.name, first, options),
      ),
    ]);
    const prepare = createPreparation({ segments, batchSize: BATCH, valuesPerSegment: 0, ...inputs });
    const pcm = recording(Math.round(seconds * RATE_HZ));
    const batches = normalisedSegments(stream(pcm), segments, BATCH);
    for await (const span of streamSpans(stream(pcm), segments, BATCH)) {
      const { count, data } = (await batches.next()).value!;
      const x = { dtype: 'float32', shape: [BATCH, length], data } as const;
      const expected = (await whole.run({ x })).outputs['logits']!.data.subarray(0, 4 * count);
      const actual = (await byBlocks.run(copied(prepare(spanInputs(span, BATCH))))).outputs['logits']!.data;
      const largest = Math.max(...expected.map(Math.abs));
      expected.forEach((logit, i) => expect(Math.abs(actual[i]! - logit) / largest).toBeLessThan(1e-5));
    }
    await engine.dispose();
  });

  it('are the normalised samples of each segment, bit for bit, for a network that reads samples', async () => {
    const segments = {
      sampleRateHz: RATE_HZ,
      segmentSeconds: 0.05,
      overlap: 0.9,
      normalisation: { kind: 'segment' },
    } as const;
    for (const samples of [20_000, 900, 400]) {
      const pcm = recording(samples);
      const prepare = createPreparation({ segments, batchSize: BATCH, valuesPerSegment: 1_000 });
      const batches = normalisedSegments(stream(pcm), segments, BATCH, 1_000);
      for await (const span of streamSpans(stream(pcm), segments, BATCH)) {
        const { count, data } = (await batches.next()).value!;
        const { x } = prepare(spanInputs(span, BATCH));
        expect(x!.shape).toEqual([BATCH, 1_000]);
        expect(x!.data.subarray(0, count * 1_000)).toEqual(data.subarray(0, count * 1_000));
      }
    }
  });

  it.each<[string, Normalisation]>([
    ['segment', { kind: 'segment' }],
    ['segment, with a low floor', { kind: 'segment', floor: 1e-6 }],
    ['segment, with a high floor', { kind: 'segment', floor: 0.01 }],
    ['data set', { kind: 'dataset', mean: 0.1, std: 0.2 }],
    ['none', { kind: 'none' }],
  ])('mark the segments with a signal, whatever the normalisation: %s', async (_, normalisation) => {
    const segments = { sampleRateHz: 1_000, segmentSeconds: 0.1, overlap: 0, normalisation };
    // Levels of consecutive segments: silence, below, above, a constant, loud; a constant is added to all.
    const levels = [0, 0.8e-4, 1.3e-4, 0, 0.3];
    const pcm = Float32Array.from(
      { length: 500 },
      (_, i) => 0.2 + levels[Math.floor(i / 100)]! * Math.sin(i) * 2 ** 0.5,
    );
    const expected = [0, 0, 1, 0, 1];
    const prepare = createPreparation({ segments, batchSize: 5, valuesPerSegment: 100 });
    for await (const span of streamSpans(stream(pcm), segments, 5)) {
      const inputs = spanInputs(span, 5);
      prepare(inputs);
      expect([...inputs['signal']!.data]).toEqual(expected);
    }
  });

  it('mark segments that are loud outside the bands of a mel front end as without a signal', async () => {
    const segments = { ...DEFAULT_SEGMENTS, sampleRateHz: RATE_HZ };
    const { length } = segmentGeometry(segments);
    const { frames } = createModel(
      { name: 'bird-mel' },
      { inputShape: [length], classCount: 4, sampleRateHz: RATE_HZ },
    ).frontEnd!;
    const prepare = createPreparation({
      segments,
      batchSize: BATCH,
      valuesPerSegment: frames!.statisticsCount,
      frames: { mel: frames!.settings, framesPerSegment: frames!.framesPerExample },
    });
    const signalOf = async (sound: (seconds: number) => number): Promise<number> => {
      const pcm = Float32Array.from({ length }, (_, i) => sound(i / RATE_HZ));
      for await (const span of streamSpans(stream(pcm), segments, BATCH)) {
        const inputs = spanInputs(span, BATCH);
        prepare(inputs);
        return inputs['signal']!.data[0]!;
      }
      return NaN;
    };
    const tone = (hz: number, level: number) => (t: number) => level * Math.sin(2 * Math.PI * hz * t);
    const inBits = (sound: (t: number) => number) => (t: number) => Math.round(2 ** 15 * sound(t)) / 2 ** 15;
    const hum = (t: number): number => 0.3 * (tone(50, 1)(t) + tone(150, 0.5)(t) + tone(250, 0.3)(t));
    expect(frames!.settings.lowHz).toBe(1_000);
    expect(await signalOf(tone(3_000, 1e-3))).toBe(1);
    expect(await signalOf(tone(20, 1e-3))).toBe(0);
    expect(await signalOf(hum)).toBe(0);
    expect(await signalOf(inBits(hum))).toBe(0);
    // A call 65 dB below the hum, 75 dB below full scale.
    expect(await signalOf((t) => hum(t) + tone(3_000, 2.5e-4)(t))).toBe(1);
  });

  it('name their module and the shapes of a run, for another thread', () => {
    const segments = {
      sampleRateHz: 1_000,
      segmentSeconds: 0.1,
      overlap: 0.9,
      normalisation: { kind: 'none' },
    } as const;
    const { module, inputs } = spanPreparation({ segments, batchSize: 3, valuesPerSegment: 100 });
    expect(module).toMatch(/span-inputs\.js$/);
    expect(inputs).toEqual({
      pcm: { shape: [120] },
      extent: { shape: [2], dtype: 'int32' },
      signal: { shape: [3], dtype: 'int32' },
    });
  });
});
