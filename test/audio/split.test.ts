import { describe, expect, it } from 'vitest';
import { audioDataset, type AudioDataset, corpusParts, splitCorpus } from '#audio/corpus/index.js';
import { fingerprint, indicesOfSources, subset, UNLABELLED, type Dataset } from '#src/data/index.js';
import { ConfigError } from '#src/errors.js';
import { createRng } from '#src/rng.js';
import { normal } from '../helpers/normal.js';

/** Five recordings of each of two species and two unlabelled ones, with a few segments each. */
function corpus(): AudioDataset {
  const rng = createRng(5);
  const species = [...Array<string>(5).fill('crow'), ...Array<string>(5).fill('wren'), undefined, undefined];
  return audioDataset({
    name: 'made up',
    classes: ['crow', 'wren'],
    backgroundClasses: [],
    settings: { sampleRateHz: 1000, segmentSeconds: 0.1, overlap: 0.5, normalisation: { kind: 'none' } },
    recordings: species.map((name, index) => ({
      recording: {
        file: `${name ?? 'unlabelled'}/${index}.wav`,
        path: `${index}.wav`,
        ...(name !== undefined && { species: name }),
        group: `g${index}`,
        metadata: {},
      },
      info: { container: 'wav', codec: 'pcm_s16le', sampleRateHz: 1000, channels: 1, decoder: 'wav' },
      pcm: Float32Array.from(normal(rng, [200 + 50 * index])),
    })),
  });
}

const LABELLED = { validationFraction: 0.2, seed: 4 };
const sourcesOf = (dataset: Dataset): number[] => [
  ...new Set(Array.from({ length: dataset.length }, (_, index) => dataset.source(index))),
];

describe('the splits of a corpus', () => {
  it('are views of its recordings; their names contain the split and the seed', () => {
    const whole = corpus();
    const split = splitCorpus(whole, LABELLED);
    const { train, validation, unlabelled, labelSplit, recordings, warnings } = corpusParts(whole, split);
    expect(train.name).toBe('made up, train, seed 4');
    expect(validation!.name).toBe('made up, validation, seed 4');
    expect(unlabelled!.name).toBe('made up, unlabelled, seed 4');
    expect(sourcesOf(train)).toEqual(split.train);
    expect(sourcesOf(validation!)).toEqual(split.validation);
    expect(sourcesOf(unlabelled!)).toEqual([10, 11]);
    expect(split.trained).toEqual([...split.train, 10, 11]);
    expect(labelSplit).toBeUndefined();
    expect(recordings.train).toEqual(split.train.map((index) => whole.recordings[index]!.file));
    expect(recordings.test).toEqual([]);
    expect(recordings.contentHashes).toBeUndefined();
    expect(warnings).toEqual([]);
  });

  it('contain recordings without labels as unlabelled; the label split names its dataset', () => {
    const whole = corpus();
    const split = splitCorpus(whole, { ...LABELLED, labelledRecordings: 2 });
    const { train, unlabelled, labelSplit } = corpusParts(whole, split);
    expect(train.name).toBe('made up, 2 labelled of train, seed 4');
    expect(sourcesOf(train)).toEqual(split.labelled);
    expect(sourcesOf(unlabelled!)).toEqual([...split.withheld, 10, 11].sort((a, b) => a - b));
    expect(unlabelled!.label(0)).toBe(UNLABELLED);
    expect(labelSplit).toMatchObject({ name: 'made up-seed4-labelled2', dataset: 'made up', labelledRecordings: 2 });
    expect(labelSplit!.labelled).toEqual(split.labelled.map((index) => whole.recordings[index]!.file));
    expect(labelSplit!.fingerprint).toBe(
      fingerprint(subset(whole, indicesOfSources(whole, split.train), 'all that train')),
    );
  });

  it('have clusters as classes if the split ignores labels', () => {
    const whole = corpus();
    const split = splitCorpus(whole, { ...LABELLED, clusters: 3 });
    const { train, validation, unlabelled, recordings } = corpusParts(whole, split);
    expect([train.name, validation!.name]).toEqual([
      'made up, train without labels, seed 4',
      'made up, validation without labels, seed 4',
    ]);
    expect(train.classes).toEqual(['cluster 1', 'cluster 2', 'cluster 3']);
    expect(train.label(0)).toBe(UNLABELLED);
    expect(unlabelled).toBeUndefined();
    expect(sourcesOf(train)).toEqual(split.trained);
    expect([...recordings.train, ...recordings.validation].sort()).toEqual(
      whole.recordings.map(({ file }) => file).sort(),
    );
  });

  it('have as many clusters as species by default; fewer than two clusters are rejected', () => {
    const whole = corpus();
    expect(splitCorpus(whole, { ...LABELLED, clusters: null }).clusters).toEqual(['cluster 1', 'cluster 2']);
    expect(() => splitCorpus({ ...whole, classes: [] }, { ...LABELLED, clusters: null })).toThrow(ConfigError);
  });

  it('do not depend on normalisation or augmentation, and use those of the corpus that is passed', () => {
    const whole = corpus();
    const split = splitCorpus(whole, LABELLED);
    const other = whole
      .withNormalisation({ kind: 'dataset', ...whole.moments(split.trained) })
      .withAugmentation({ speed: 0.1, equaliser: 0 });
    expect(splitCorpus(other, LABELLED)).toEqual(split);
    const { train, unlabelled } = corpusParts(other, split);
    for (const [dataset, source] of [
      [train, split.train[0]!],
      [unlabelled!, 10],
    ] as const) {
      const [read, expected] = [new Float32Array(100), new Float32Array(100)];
      dataset.read(0, read, 0);
      other.read(other.recordings[source]!.firstSegment, expected, 0);
      expect(read).toEqual(expected);
      whole.read(other.recordings[source]!.firstSegment, expected, 0);
      expect(read).not.toEqual(expected);
      expect(dataset.augment).toBeDefined();
    }
  });
});
