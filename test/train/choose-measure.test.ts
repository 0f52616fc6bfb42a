import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { IMAGES, SEGMENTS_OF_RECORDINGS, type Dataset } from '#src/data/index.js';
import { chooseMeasure } from '#src/train/choose-measure.js';
import type { SegmentMetrics } from '#src/train/events/index.js';
import { decodeResult } from '#src/train/index.js';
import { endOf, filesOf, ofType, trainTones } from '../helpers/train-tones.js';
import { useRuns } from '../helpers/use-runs.js';

const labelled = (classes: readonly string[], labels: readonly number[]): Dataset => ({
  name: 'made up',
  classes,
  inputShape: [1],
  length: labels.length,
  label: (index) => labels[index]!,
  source: (index) => index,
  read: () => undefined,
});
const counts = { trainExamples: 9 };
const birds = ['robin', 'wren', 'Background'];

describe('the measure of a run', () => {
  it.each([
    ['two species', [0, 1], 'averagePrecision'],
    ['a species and background', [1, 2], 'averagePrecision'],
    ['one species', [1, 1], 'segmentAccuracy'],
    ['background alone', [2, 2], 'segmentAccuracy'],
  ])('on segments of %s', (_, labels, expected) => {
    const validation = labelled(birds, labels);
    expect(chooseMeasure({ validation, counts }, SEGMENTS_OF_RECORDINGS)).toBe(expected);
  });

  it('is accuracy on images, the loss without labels, and the training loss without a validation split', () => {
    const validation = labelled(['0', '1'], [0, 1]);
    expect(chooseMeasure({ validation, counts }, IMAGES)).toBe('accuracy');
    expect(chooseMeasure({ validation, counts: { trainExamples: 0 } }, IMAGES)).toBe('validationLoss');
    expect(chooseMeasure({ counts }, SEGMENTS_OF_RECORDINGS)).toBe('trainingLoss');
  });
});

const runs = useRuns();
const precisionOf = (validation: unknown): number => (validation as SegmentMetrics).averagePrecision!;

describe('a run on segments', () => {
  it('names its measure, whose highest value chooses the best epoch, and says the value', async () => {
    const overrides = ['train.epochs=6'];
    const events = await trainTones({ engine: runs.engine, out: runs.at('run'), overrides });
    expect(events[0]).toMatchObject({ measure: 'averagePrecision', terms: ['crossEntropy', 'residual'] });
    const epochs = ofType(events, 'epoch');
    const values = epochs.map(({ validation }) => precisionOf(validation));
    const highest = Math.max(...values);
    const chosen = { epoch: values.indexOf(highest) + 1, measure: 'averagePrecision', value: highest };
    const { chosen: ofEnd, best, result } = endOf(events);
    expect(ofEnd).toEqual(chosen);
    expect(best!.epoch).toBe(chosen.epoch);
    expect(result!.chosen).toEqual(chosen);
    expect(decodeResult(readFileSync(runs.at('run/result.json'), 'utf8'))!.chosen).toEqual(chosen);
    expect(epochs.map((epoch) => epoch.best)).toEqual(
      values.map((value, i) => value > Math.max(0, ...values.slice(0, i))),
    );
  });

  it('has average precisions of species in its events, whose mean is the measure, but not in its files', async () => {
    const events = await trainTones({ engine: runs.engine, out: runs.at('run') });
    for (const { averagePrecisions, validation } of ofType(events, 'epoch')) {
      expect(averagePrecisions).toHaveLength(3);
      const mean = averagePrecisions!.reduce<number>((sum, value) => sum + value!, 0) / 3;
      expect(mean).toBeCloseTo(precisionOf(validation), 3);
    }
    for (const file of ['metrics.ndjson', 'last/model.json', 'best/model.json']) {
      const text = readFileSync(runs.at(`run/${file}`), 'utf8');
      expect(text).toContain('"averagePrecision"');
      expect(text).not.toContain('averagePrecisions');
    }
  });

  it('without a validation split names the epoch with the lowest training loss', async () => {
    const events = await trainTones({ engine: runs.engine, out: runs.at('run'), validation: null });
    const losses = ofType(events, 'epoch').map(({ train }) => train.loss);
    const value = Math.min(...losses);
    const chosen = { epoch: losses.indexOf(value) + 1, measure: 'trainingLoss', value };
    expect(endOf(events)).toMatchObject({ chosen, result: { chosen } });
    expect(endOf(events)).not.toHaveProperty('best');
  });

  it('continues a checkpoint of a version without average precision, whose epochs rank below', async () => {
    await trainTones({ engine: runs.engine, out: runs.at('whole') });
    await trainTones({ engine: runs.engine, out: runs.at('old'), stopAt: 8 });
    const manifest = runs.at('old/last/model.json');
    const text = readFileSync(manifest, 'utf8').replaceAll(/\s*"averagePrecision": ?[\d.e-]+,/g, '');
    expect(text).not.toContain('averagePrecision');
    writeFileSync(manifest, text);
    const events = await trainTones({ engine: runs.engine, out: runs.at('old'), resume: true });
    expect(ofType(events, 'epoch').map(({ epoch, best }) => [epoch, best])).toEqual([[3, true]]);
    expect(endOf(events).chosen).toMatchObject({ epoch: 3, measure: 'averagePrecision' });
    const weights = (name: string) => filesOf(runs.at(name))['last/weights.safetensors'];
    expect(weights('old')).toBe(weights('whole'));
  });
});
