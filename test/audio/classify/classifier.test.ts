import { execFile } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { classifyAll, createClassifier, type Classifier } from '#audio/classify/index.js';
import { findRecordings, loadFormat, openResultsFolder, type RecordingResult } from '#audio/results/index.js';
import { AudioFormatError, CheckpointError, ConfigError } from '#src/errors.js';
import { createRng } from '#src/rng.js';
import { useTemporaryFolder } from '../../helpers/temporary-folder.js';
import { writeUntrainedModel } from '../../helpers/untrained-model.js';
import { wavFile } from '../../helpers/wav-writer.js';

const folder = useTemporaryFolder();
let classifier: Classifier;
const { at } = folder;
beforeAll(async () => {
  await writeUntrainedModel(at('birds'), { name: 'bird10' }, { recordings: ['wren', 'robin', 'thrush'] });
  classifier = await createClassifier(at('birds'), { threads: 1 });
});
afterAll(() => classifier.dispose());

/** A sweep with noise, so that segments differ. */
function sound(seconds: number, sampleRateHz: number): Float32Array {
  const rng = createRng(sampleRateHz);
  return Float32Array.from({ length: seconds * sampleRateHz }, (_, i) => {
    const time = i / sampleRateHz;
    return 0.3 * Math.sin(time) * Math.sin(2 * Math.PI * (500 + 900 * time) * time) + 0.02 * rng.normal();
  });
}

describe('a classifier', () => {
  it.each([44_100, 22_050, 48_000])('gives samples at %d Hz the result of the same WAV file', async (rate) => {
    const samples = sound(4, rate);
    const file = await folder.write('song.wav', wavFile([samples], { format: 'f32', sampleRateHz: rate }));
    const options = { threshold: 0.2, byLoudness: true, contextSeconds: 0.1, name: 'a song' };
    const collect = async (classify: (onSegment: (...segment: unknown[]) => void) => Promise<unknown>) => {
      const segments: unknown[] = [];
      const result = await classify((start, end, probabilities) =>
        segments.push([start, end, ...(probabilities as Float64Array)]),
      );
      return { result, segments };
    };
    const ofFile = await collect((onSegment) => classifier.classifyFile(file, { ...options, onSegment }));
    const ofSamples = await collect((onSegment) =>
      classifier.classifySamples(samples, rate, { ...options, onSegment }),
    );
    expect(ofSamples).toEqual(ofFile);
    expect(ofFile.segments).toHaveLength(71);
    expect(ofFile.result).toMatchObject({ file: 'a song', durationSeconds: 4, secondsWithoutSignal: 0 });
  });

  it('has no prediction for silence, which context does not reach across', async () => {
    const samples = sound(4, 44_100);
    // A constant is no signal, and neither is what is 90 dB below full scale.
    const rng = createRng(2);
    for (let i = 44_100; i < 3 * 44_100; i++) samples[i] = 0.25 + 3e-5 * rng.normal();
    const segments: (number[] | undefined)[] = [];
    const collect = async (contextSeconds: number) => {
      segments.length = 0;
      return classifier.classifySamples(samples, 44_100, {
        contextSeconds,
        threshold: 0,
        onSegment: (_, __, probabilities) => segments.push(probabilities && [...probabilities]),
      });
    };
    const { secondsWithoutSignal, detections, species, warnings } = await collect(0);
    // Segments of half a second begin every 50 ms: those from 1 s to 2.5 s lie in the silence.
    expect(segments.map((values) => values === undefined)).toEqual(
      Array.from({ length: 71 }, (_, i) => i >= 20 && i <= 50),
    );
    // The last with a signal before the silence ends at 1.45 s, the first after it begins at 2.55 s.
    expect(secondsWithoutSignal).toBeCloseTo(1.1, 3);
    expect(detections.every(({ startSeconds, endSeconds }) => endSeconds < 1.5 || startSeconds > 2.5)).toBe(true);
    expect(warnings).toEqual([]);
    const before = segments.slice(0, 20);
    const sum = species.reduce((total, { probability }) => total + probability, 0);
    expect(sum).toBeCloseTo(1, 4);
    await collect(10);
    const mean = before[0]!.map((_, k) => before.reduce((total, values) => total + values![k]! / 20, 0));
    segments[0]!.forEach((value, k) => expect(value).toBeCloseTo(mean[k]!, 6));
    expect(segments.filter((values) => values === undefined)).toHaveLength(31);
  });

  it('hears nothing in a silent recording, and asks for the microphone', async () => {
    for (const value of [0, 0.5]) {
      const result = await classifier.classifySamples(new Float32Array(88_200).fill(value), 44_100);
      expect(result).toMatchObject({ durationSeconds: 2, secondsWithoutSignal: 2, species: [], detections: [] });
      expect(result.warnings).toEqual([
        'silent: nothing louder than 80 dB below full scale; was the microphone connected?',
      ]);
    }
  });

  it('classifies the mean of the channels, one, or each on its own', async () => {
    const left = sound(2, 44_100);
    const right = left.map((x, i) => 0.5 * x * Math.sin(i / 9_000));
    const mean = left.map((x, i) => (x + right[i]!) / 2);
    const write = (name: string, channels: readonly Float32Array[]): Promise<string> =>
      folder.write(name, wavFile(channels, { format: 'f32' }));
    const stereo = await write('stereo.wav', [left, right]);
    const options = { name: 'x', threshold: 0.2 };
    const alone = async (samples: Float32Array) => classifier.classifyFile(await write('mono.wav', [samples]), options);
    const ofChannel = (channel: 'mean' | 'left' | 'right' | 'each', file = stereo) =>
      classifier.classifyFile(file, { ...options, channel });
    const inChannel = (result: RecordingResult, channel: number) =>
      result.detections.map((detection) => ({ ...detection, channel }));
    const [ofLeft, ofRight, ofMean] = [await alone(left), await alone(right), await alone(mean)];

    expect((await ofChannel('mean')).detections).toEqual(ofMean.detections);
    expect(await ofChannel('left')).toEqual({ ...ofLeft, detections: inChannel(ofLeft, 1) });
    expect(await ofChannel('right')).toEqual({ ...ofRight, detections: inChannel(ofRight, 2) });
    const seen: unknown[] = [];
    const progress: number[] = [];
    const each = await classifier.classifyFile(stereo, {
      ...options,
      channel: 'each',
      onSegment: (start, _, __, channel) => seen.push([channel, start]),
      onProgress: (seconds) => void progress.push(seconds),
    });
    const detections = [...inChannel(ofLeft, 1), ...inChannel(ofRight, 2)];
    expect(each.detections).toEqual(detections.sort((a, b) => a.startSeconds - b.startSeconds));
    expect(each.durationSeconds).toBe(2);
    for (const { species, probability } of each.species) {
      const of = ({ species: all }: RecordingResult) => all.find((one) => one.species === species)!.probability;
      expect(probability).toBeCloseTo((of(ofLeft) + of(ofRight)) / 2, 4);
    }
    expect(seen).toHaveLength(2 * 31);
    expect([seen[0], seen[31]]).toEqual([
      [1, 0],
      [2, 0],
    ]);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
    expect(progress.at(-1)).toBe(2);

    const mono = await write('mono.wav', [left]);
    for (const channel of ['left', 'right', 'each'] as const) {
      expect(await ofChannel(channel, mono)).toEqual({ ...ofLeft, detections: inChannel(ofLeft, 1) });
    }
  });

  it('names the channel of a warning that does not concern all', async () => {
    const file = await folder.write(
      'half.wav',
      wavFile([sound(1, 8_000), new Float32Array(8_000)], { sampleRateHz: 8_000 }),
    );
    const { warnings, secondsWithoutSignal, species } = await classifier.classifyFile(file, { channel: 'each' });
    expect(warnings).toEqual([
      expect.stringMatching(/^sampled at 8000 Hz/),
      'channel 2: silent: nothing louder than 80 dB below full scale; was the microphone connected?',
    ]);
    expect(secondsWithoutSignal).toBe(0);
    expect(species.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 4);
  });

  it('warns of recordings without the upper frequencies of the model, and of clipped ones', async () => {
    const low = await classifier.classifySamples(sound(1, 8_000), 8_000);
    expect(low.warnings).toEqual([
      'sampled at 8000 Hz, so it holds nothing above 4000 Hz, and the model listens up to 22050 Hz: its results are ' +
        'unreliable',
    ]);
    expect((await classifier.classifySamples(sound(1, 40_000), 40_000)).warnings).toEqual([]);
    const clipped = sound(1, 44_100).map((x) => Math.max(-1, Math.min(1, 4 * x)));
    const share = clipped.filter((x, i) => i % 13 === 0 && Math.abs(x) === 1).length / Math.ceil(44_100 / 13);
    expect((await classifier.classifySamples(clipped, 44_100)).warnings).toEqual([
      `clipped: ${(100 * share).toPrecision(2)}% of its samples are at full scale; record at a lower level`,
    ]);
    const click = sound(1, 44_100);
    click.fill(1, 1_000, 1_020);
    expect((await classifier.classifySamples(click, 44_100)).warnings).toEqual([]);
  });

  it('needs no options: the threshold is 0.5, and segments are classified independently', async () => {
    const samples = sound(3, 44_100);
    const plain = await classifier.classifySamples(samples, 44_100);
    expect(plain.file).toBe('samples');
    const defaults = { threshold: 0.5, byLoudness: false, contextSeconds: 0, name: 'samples' };
    expect(await classifier.classifySamples(samples, 44_100, defaults)).toEqual(plain);
    const file = await folder.write('plain.wav', wavFile([samples], { format: 'f32' }));
    expect(await classifier.classifyFile(file)).toEqual({ ...plain, file });
  });

  it('names the model in its results: folder and fingerprint', async () => {
    const { model } = await classifier.classifySamples(sound(1, 44_100), 44_100);
    expect(model).toEqual({ name: 'birds', fingerprint: classifier.fingerprint });
  });

  it('classifies the others if the result of one recording cannot have its name', async () => {
    const name = (length: number): string => `long/${'x'.repeat(length - 4)}.wav`;
    for (const length of [10, 250, 252]) await folder.write(name(length), wavFile([sound(1, 44_100)]));
    const format = await loadFormat('json');
    const render = { bandHz: { lowHz: 0, highHz: 22_050 } };
    const out = await openResultsFolder({ folder: at('out'), format, render, model: classifier.model, settings: {} });
    const failures: string[] = [];
    const summary = await classifyAll({
      ...{ classifier, format, render, folder: out, recordings: await findRecordings([at('long')]) },
      stream: { write: () => Promise.resolve() },
      onFailure: (file, reason) => failures.push(`${file}: ${reason}`),
    });
    await out.close();
    expect(summary).toMatchObject({ classified: 2, failed: 1 });
    expect(failures).toEqual([
      `${at(name(252))}: cannot write ${at('out', `${'x'.repeat(248)}.wav.json`)}: the name is too long (ENAMETOOLONG)`,
    ]);
  });

  it('returns warnings of usable recordings, without the file name', async () => {
    const samples = sound(1, 44_100);
    samples[7] = NaN;
    const { warnings } = await classifier.classifySamples(samples, 44_100);
    expect(warnings).toEqual(['1 sample is infinite, absurdly large or not a number; replaced by silence']);
  });

  it('rejects invalid options and recordings, and stays usable', async () => {
    const samples = sound(1, 44_100);
    const rejected = (options: object) => expect(classifier.classifySamples(samples, 44_100, options)).rejects;
    await rejected({ threshold: 1.5 }).toThrow(new ConfigError('threshold: expected a threshold from 0 to 1, got 1.5'));
    await rejected({ contextSeconds: -1 }).toThrow(new ConfigError('contextSeconds must be at least 0, got -1'));
    await rejected({ contextSeconds: 0.01 }).toThrow('a context of 0.01 s contains no neighbouring segment');
    await rejected({ signal: AbortSignal.abort(new Error('enough')) }).toThrow('enough');
    await expect(classifier.classifySamples(new Float32Array(0), 44_100)).rejects.toBeInstanceOf(AudioFormatError);
    await expect(classifier.classifySamples(samples, 44_100.5)).rejects.toBeInstanceOf(ConfigError);
    await expect(classifier.classifyFile(at('absent.wav'))).rejects.toThrow(`${at('absent.wav')}: no such file`);
    expect((await classifier.classifySamples(samples, 44_100)).durationSeconds).toBe(1);
  });

  it('exposes classes and audio settings', () => {
    expect(classifier.classes).toEqual(['wren', 'robin', 'thrush']);
    expect(classifier.settings).toMatchObject({ sampleRateHz: 44_100, segmentSeconds: 0.5, overlap: 0.9 });
    expect(classifier.sampleRateHz).toBe(44_100);
  });

  it('is not created from a model for images, or from one with damaged audio settings', async () => {
    await writeUntrainedModel(at('digits'), { name: 'small-cnn', kind: 'max' }, { images: at('none') });
    await expect(createClassifier(at('digits'))).rejects.toThrow(
      new CheckpointError(
        `${at('digits')} is not a model for recordings: its task is mnist, and it has no audio settings`,
      ),
    );
    await writeUntrainedModel(at('damaged'), { name: 'bird10' }, { recordings: ['wren', 'robin'] });
    const manifest = at('damaged/model.json');
    writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('"overlap": 0.9', '"overlap": "most"'));
    await expect(createClassifier(at('damaged'))).rejects.toThrow(
      new CheckpointError(`${manifest} is damaged: audio.overlap: Invalid input: expected number, received string`),
    );
  });
});

describe('the classify module', () => {
  it('imports TensorFlow.js when a model classifies for the first time, and never again', async () => {
    const code = `
      const { createClassifier } = await import('#audio/classify/index.js');
      const before = '_tfengine' in globalThis;
      await (await createClassifier(${JSON.stringify(at('birds'))}, { threads: 1 })).dispose();
      console.log(before, '_tfengine' in globalThis);`;
    const loaded = async (): Promise<string> =>
      (await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code])).stdout;
    rmSync(resolve(at('birds'), 'classifier.graph'));
    expect(await loaded()).toBe('false true\n');
    expect(await loaded()).toBe('false false\n');
  });

  it('exports names of formats and defaults from modules without imports, for the command line', () => {
    for (const module of ['results/formats/names.js', 'classify/names.js', 'origin/names.js']) {
      const built = readFileSync(resolve('dist/audio', module), 'utf8');
      expect(built).toContain('export ');
      expect(built).not.toMatch(/^(import|export)\b[^;]*\bfrom\b/m);
    }
  });
});
