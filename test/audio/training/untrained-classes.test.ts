import { beforeAll, describe, expect, it } from 'vitest';
import { audioGroup, openRecordings } from '#audio/index.js';
import { useTemporaryFolder } from '../../helpers/temporary-folder.js';
import { sine, wavFile } from '../../helpers/wav-writer.js';

const RATE = 16_000;
const folder = useTemporaryFolder();

beforeAll(async () => {
  const files = ['wren', 'crow', 'owl'].flatMap((species) => [1, 2].map((n) => `${species}/${n}.wav`));
  for (const [index, file] of files.entries()) {
    await folder.write(`corpus/${file}`, wavFile([sine(500 + 50 * index, RATE)], { sampleRateHz: RATE }));
  }
});

async function openWithTest(...species: string[]) {
  const rows = species.flatMap((name) => [1, 2].map((n) => `${name}/${n}.wav,test`));
  await folder.write('corpus/metadata.csv', `file,split\n${rows.join('\n')}\n`);
  return openRecordings({
    ...{ path: folder.at('corpus'), validationFraction: 0, labelledRecordings: null, clusters: null, labelSeed: 1 },
    audio: audioGroup.parse({ sampleRateHz: RATE, segmentSeconds: 0.25 }),
  });
}

describe('a species without a recording to train on', () => {
  it('is left out, with its recordings: the model does not know its name', async () => {
    const { runData, warnings } = await openWithTest('owl');
    expect(runData.train.classes).toEqual(['crow', 'wren']);
    expect(runData.recordings).toMatchObject({ test: [] });
    expect(warnings).toContain('no training recordings of owl: left out, and so are its 2 recordings');
  });

  it('is an error if only one species is left', async () => {
    await expect(openWithTest('owl', 'wren')).rejects.toThrow(
      'corpus: no training recordings of owl, wren: at least two classes need some',
    );
  });

  it('leaves species with some of them as they are', async () => {
    const { runData, warnings } = await openWithTest();
    expect(runData.train.classes).toEqual(['crow', 'owl', 'wren']);
    expect(warnings.join()).not.toContain('left out');
  });
});
