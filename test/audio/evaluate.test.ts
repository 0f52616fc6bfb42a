import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { evaluateRecordings, findSegment, inspectCorpus, scanCorpus, DEFAULT_SEGMENTS } from '#audio/index.js';
import { AudioFormatError, CheckpointError, ConfigError, DatasetError } from '#src/errors.js';
import { createRng } from '#src/rng.js';
import { loadModel } from '#src/train/index.js';
import { useTemporaryFolder } from '../helpers/temporary-folder.js';
import { writeUntrainedModel } from '../helpers/untrained-model.js';
import { sine, wavFile } from '../helpers/wav-writer.js';

const folder = useTemporaryFolder();
const { at } = folder;
beforeAll(async () => {
  await writeUntrainedModel(at('birds'), { name: 'bird10' }, { recordings: ['robin', 'wren'] });
  await writeUntrainedModel(at('digits'), { name: 'small-cnn', kind: 'max' }, { images: at('none') });
  for (const [index, name] of ['robin/1', 'robin/2', 'Wren/1', 'owl/1'].entries()) {
    const tone = sine(600 + 500 * index, 44_100, { sampleRateHz: 44_100 });
    await folder.write(`corpus/${name}.wav`, wavFile([tone]));
  }
});

describe('evaluateRecordings', () => {
  it('takes a folder or a loaded model; returns warnings and reports them one by one', async () => {
    const reported: string[] = [];
    const loading: string[] = [];
    const result = await evaluateRecordings(at('birds'), at('corpus'), {
      threads: 1,
      contextSeconds: 0.1,
      onWarning: (message) => reported.push(message),
      onLoading: (done, total) => loading.push(`${done}/${total}`),
    });
    expect(result).toMatchObject({ split: 'held-out', recordings: 3, segments: 33, usedForTraining: 0 });
    expect(result.classes).toEqual(['robin', 'wren']);
    expect(result.inContext).toMatchObject({ contextSeconds: 0.1 });
    expect(result.warnings).toEqual(['skipped classes that the model does not have: owl']);
    expect(reported).toEqual(result.warnings);
    expect(loading).toEqual(['1/4', '2/4', '3/4', '4/4']);
    const again = await evaluateRecordings(await loadModel(at('birds')), at('corpus'), {
      threads: 1,
      contextSeconds: 0.1,
    });
    expect(again).toEqual(result);
  });

  it('rejects models, corpora and options that it cannot evaluate', async () => {
    const outcome = (model: string, data: string, options = {}) => evaluateRecordings(at(model), at(data), options);
    await expect(outcome('digits', 'corpus')).rejects.toBeInstanceOf(CheckpointError);
    await expect(outcome('birds', 'nowhere')).rejects.toBeInstanceOf(DatasetError);
    await expect(outcome('birds', 'corpus', { split: 'test' })).rejects.toThrow('was trained without a test split');
    await expect(outcome('birds', 'corpus', { contextSeconds: 0.01 })).rejects.toBeInstanceOf(ConfigError);
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(outcome('birds', 'corpus', { signal })).rejects.toThrow('enough');
  });
});

/** A file of Linux that can be opened, and whose reading fails. */
const UNREADABLE = '/sys/class/net/lo/speed';

describe('inspectCorpus', () => {
  it('reports contents and problems, in the order of the recordings', async () => {
    await folder.write('mixed/A/1.wav', wavFile([sine(500, 44_100)]));
    await folder.write('mixed/A/2.wav', '');
    await folder.write('mixed/B/3.wav', wavFile([sine(500, 1_000)], { sampleRateHz: 8_000 }));
    const corpus = await scanCorpus(at('mixed'));
    const progress: number[] = [];
    const report = await inspectCorpus(corpus, { onProgress: (done) => progress.push(done) });
    expect(report).toMatchObject({ recordings: 3, seconds: 1.125, unreadable: 1 });
    expect(report.problems).toEqual([
      'B: has one recording, so none can be held out for validation',
      `${at('mixed/A/2.wav')}: empty file (0 bytes)`,
      `${at('mixed/B/3.wav')}: shorter than a segment (0.125 s)`,
    ]);
    expect(progress).toEqual([1, 2, 3]);
    expect(await inspectCorpus(corpus)).toEqual(report);
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(inspectCorpus(corpus, { signal })).rejects.toThrow('enough');
  });

  it('counts background among the classes that training needs two of', async () => {
    await folder.write('one/background/1.wav', wavFile([sine(500, 44_100)]));
    const { problems } = await inspectCorpus(await scanCorpus(at('one'), { minimumClasses: 0 }));
    expect(problems).toContain(`${at('one')}: training needs at least two classes, found one`);
  });

  it.skipIf(!existsSync(UNREADABLE))(
    'reports a recording that fails while it is read, and reads the rest',
    async () => {
      await folder.write('failing/A/1.wav', wavFile([sine(500, 44_100)]));
      mkdirSync(at('failing/B'));
      symlinkSync(UNREADABLE, at('failing/B/2.wav'));
      const corpus = await scanCorpus(at('failing'));
      const report = await inspectCorpus(corpus);
      expect(report).toMatchObject({ recordings: 2, seconds: 1, unreadable: 1 });
      expect(report.problems).toContain(`${at('failing/B/2.wav')}: EINVAL: invalid argument, read`);
    },
  );
});

describe('findSegment', () => {
  it('finds the loudest segment, or the one at a specified time; none after the end of the recording', async () => {
    const rng = createRng(2);
    const loud = (i: number): number => (i >= 40_000 && i < 62_050 ? 0.5 : 0.01);
    const samples = Float32Array.from({ length: 88_200 }, (_, i) => loud(i) * rng.normal());
    const file = await folder.write('song.wav', wavFile([samples], { format: 'f32' }));
    const { segment } = await findSegment(file, DEFAULT_SEGMENTS);
    // Segments start every 2,205 samples; 39,690 is the start nearest to the loud part.
    expect(segment!.startSeconds).toBeCloseTo(39_690 / 44_100, 10);
    expect(segment!.x).toHaveLength(22_050);
    const same = await findSegment(file, DEFAULT_SEGMENTS, { atSeconds: 39_690 / 44_100 });
    // The two searches sum over different blocks of samples, so rounding differs.
    same.segment!.x.forEach((value, i) => expect(value).toBeCloseTo(segment!.x[i]!, 4));
    expect(await findSegment(file, DEFAULT_SEGMENTS, { atSeconds: 2.5 })).toEqual({ secondsRead: 2 });
    await expect(findSegment(at('none.wav'), DEFAULT_SEGMENTS)).rejects.toBeInstanceOf(AudioFormatError);
  });
});
