import { beforeAll, describe, expect, it } from 'vitest';
import { audioGroup, openRecordings, synthesizeCorpus } from '#audio/index.js';
import { writeSegment } from '#audio/segments/index.js';
import { createNoiseSource } from '#audio/training/noise-source.js';
import type { Dataset } from '#src/data/index.js';
import { createRng } from '#src/rng.js';
import { useTemporaryFolder } from '../../helpers/temporary-folder.js';

const RATE = 16_000;
const LENGTH = 0.25 * RATE;
const SEEDS = Array.from({ length: 20 }, (_, seed) => seed);
const folder = useTemporaryFolder();

beforeAll(() =>
  synthesizeCorpus({
    ...{ outDir: folder.at('corpus'), individualsPerSpecies: 3, recordingsPerIndividual: 1, backgroundRecordings: 0 },
    ...{ secondsPerRecording: 0.5, sampleRateHz: RATE },
  }),
);

/** Opens the training split of the corpus; noise replaces all of its segments. */
async function trainingSplit(clips: boolean): Promise<Dataset> {
  const { runData } = await openRecordings({
    ...{ path: folder.at('corpus'), validationFraction: 0.25, labelledRecordings: null, clusters: null, labelSeed: 1 },
    audio: audioGroup.parse({
      ...{ sampleRateHz: RATE, segmentSeconds: 0.25 },
      augmentation: { mixing: { onlyNoises: 1, clips } },
    }),
  });
  return runData.train;
}

/** Segments in which noise made by formula is all there is. */
function formulaNoises(): Float32Array[] {
  const augmentation = { speed: 0, equaliser: 0 };
  const source = createNoiseSource({ sampleRateHz: RATE, clips: [], background: [], augmentation });
  return SEEDS.map((seed) => {
    const [noise, out] = [new Float32Array(LENGTH), new Float32Array(LENGTH)];
    source(createRng(seed).split('noise'), noise);
    writeSegment(noise, { kind: 'segment' }, out, 0);
    return out;
  });
}

const augmented = (dataset: Dataset): Float32Array[] =>
  SEEDS.map((seed) => {
    const out = new Float32Array(LENGTH);
    dataset.augment!(0, createRng(seed), out, 0);
    return out;
  });

describe('audio.augmentation.mixing.clips', () => {
  it('false: without background recordings, all noise is made by formula', async () => {
    expect(augmented(await trainingSplit(false))).toEqual(formulaNoises());
  });

  it('true: some of it is clips', async () => {
    const [segments, noises] = [augmented(await trainingSplit(true)), formulaNoises()];
    const different = segments.filter((segment, i) => segment.some((sample, n) => sample !== noises[i]![n]));
    expect(different.length).toBeGreaterThan(5);
  });
});
