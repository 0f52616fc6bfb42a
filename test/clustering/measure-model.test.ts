import { beforeAll, describe, expect, it } from 'vitest';
import { measureModelClusters, segmentsToCluster, summariseRuns, type ClusterResult } from '#src/clustering/index.js';
import { ConfigError } from '#src/errors.js';
import { loadModel } from '#src/train/index.js';
import { useTemporaryFolder } from '../helpers/temporary-folder.js';
import { tones } from '../helpers/tones.js';
import { writeUntrainedModel } from '../helpers/untrained-model.js';

const { path } = useTemporaryFolder();
beforeAll(() => writeUntrainedModel(path, { name: 'bird10' }, { recordings: ['low', 'middle', 'high'] }));

const dataset = tones({ samples: 22_050, recordings: 2, segments: 2 });
const clusteringData = segmentsToCluster({
  ...{ data: 'recordings', split: 'all', dataset, warnings: [], sampleRateHz: 44_100 },
  trainingOverlap: { usedForTraining: 1, usedForValidation: 2 },
});

describe('clusters of a model, from code', () => {
  it('are scored on the given segments, and compared with k-means on spectra and with random clusters', async () => {
    const stages: string[] = [];
    const model = await loadModel(path);
    const measure = (seed: number): Promise<ClusterResult> =>
      measureModelClusters(model, clusteringData, { threads: 1, seed, onStage: (what) => stages.push(what) });
    const first = await measure(1);
    expect(stages).toEqual(['network', 'k-means on spectra']);
    expect(first).toMatchObject({
      ...{ model: path, data: 'recordings', split: 'all', dataset: 'tones', clusters: 3, unsupervised: false },
      ...{ classes: ['low', 'middle', 'high'], seed: 1, usedForTraining: 1, usedForValidation: 2 },
    });
    expect(first.methods.map(({ method }) => method)).toEqual([
      ...['network', 'k-means on f(x)', 'k-means on spectra', 'random', 'one cluster'],
    ]);
    for (const { examples, sources } of first.methods) expect([examples.examples, sources!.examples]).toEqual([12, 6]);
    // Three pitches have three distinct spectra.
    expect(first.methods[2]!.sources!.accuracy).toBe(1);

    const second = await measureModelClusters(model, clusteringData, { threads: 1, seed: 2, baselines: false });
    expect(second.methods.map(({ method }) => method)).not.toContain('k-means on spectra');
    expect(() => summariseRuns([first, second])).toThrow('measure models of different data one by one');
    for (const change of [{ dataset: 'others' }, { split: 'test' as const }, { classes: ['low'] }, { clusters: 4 }]) {
      expect(() => summariseRuns([first, { ...first, ...change }]), JSON.stringify(change)).toThrow(ConfigError);
    }
    const both = summariseRuns([first, { ...first, seed: 2 }]);
    expect(both.summary[0]!.examples.accuracy).toEqual({ mean: first.methods[0]!.examples.accuracy, std: 0, n: 2 });
  });
});
