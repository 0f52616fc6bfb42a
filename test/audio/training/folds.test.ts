import { rmSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { audioGroup, openRecordings, recordingTasks } from '#audio/index.js';
import { loadConfig } from '#src/train/index.js';
import { useTemporaryFolder } from '../../helpers/temporary-folder.js';
import { sine, wavFile } from '../../helpers/wav-writer.js';

const RATE = 16_000;
const folder = useTemporaryFolder();
const FILES = ['wren', 'crow'].flatMap((species) => [1, 2, 3, 4].map((n) => `${species}/${n}.wav`));

beforeAll(async () => {
  // Copies of one sound would be in one group.
  for (const [index, file] of FILES.entries()) {
    await folder.write(`corpus/${file}`, wavFile([sine(500 + index, RATE)], { sampleRateHz: RATE }));
  }
});

/** Files of the folds, sorted, if metadata.csv has these columns after the file. */
async function foldsWith(header: string, row: (file: string, index: number) => string, groupBy?: string) {
  const rows = FILES.map((file, index) => `${file},${row(file, index)}`);
  await folder.write('corpus/metadata.csv', `file,${header}\n${rows.join('\n')}\n`);
  const { folds, loaded } = await openRecordings({
    ...{ path: folder.at('corpus'), validationFraction: 0, labelledRecordings: null, clusters: null, labelSeed: 1 },
    audio: audioGroup.parse({ sampleRateHz: RATE, segmentSeconds: 0.25 }),
    ...{ folds: 2, ...(groupBy !== undefined && { groupBy }) },
  });
  return folds.map(({ dataset, data }) => {
    const held = new Set(Array.from({ length: dataset.length }, (_, i) => loaded.recordings[dataset.source(i)]!.file));
    expect([...held, ...data.recordings!.train].sort()).toEqual([...FILES].sort());
    return [...held].sort();
  });
}

describe('folds', () => {
  it('hold out every recording once, and divide no group', async () => {
    const groups = await foldsWith('group', (_, index) => `session ${index % 4}`);
    expect(groups.flat().sort()).toEqual([...FILES].sort());
    for (const held of groups) {
      expect(held.filter((file) => file.startsWith('wren')).map((file) => file.slice(-5))).toEqual(
        held.filter((file) => file.startsWith('crow')).map((file) => file.slice(-5)),
      );
    }
  });

  it('hold out no species of which all recordings are of one group, and say so', async () => {
    await folder.write('corpus/owl/1.wav', wavFile([sine(400, RATE)], { sampleRateHz: RATE }));
    try {
      const { folds, warnings } = await openRecordings({
        ...{ path: folder.at('corpus'), validationFraction: 0, labelledRecordings: null, clusters: null, labelSeed: 1 },
        ...{ audio: audioGroup.parse({ sampleRateHz: RATE, segmentSeconds: 0.25 }), folds: 2 },
      });
      expect(folds.map(({ data }) => data.recordings!.train.includes('owl/1.wav'))).toEqual([true, true]);
      expect(warnings).toContain('no fold holds out owl: all recordings are of one group, or in one fold');
    } finally {
      rmSync(folder.at('corpus/owl'), { recursive: true });
    }
  });

  it('hold out recordings without a label too, if their group is', async () => {
    const sound = wavFile([sine(500, RATE)], { sampleRateHz: RATE });
    await folder.write('corpus/unlabelled/copy.wav', sound);
    await folder.write('corpus/unlabelled/other.wav', wavFile([sine(900, RATE)], { sampleRateHz: RATE }));
    try {
      const { folds, loaded } = await openRecordings({
        ...{ path: folder.at('corpus'), validationFraction: 0, labelledRecordings: null, clusters: null, labelSeed: 1 },
        ...{ audio: audioGroup.parse({ sampleRateHz: RATE, segmentSeconds: 0.25 }), folds: 2 },
      });
      const unlabelledOf = ({ data: { unlabelled } }: (typeof folds)[number]): string[] => {
        const sources = Array.from({ length: unlabelled?.length ?? 0 }, (_, index) => unlabelled!.source(index));
        return [...new Set(sources.map((source) => loaded.recordings[source]!.file))].sort();
      };
      // A copy of wren/1.wav.
      for (const fold of folds) {
        const isKnown = fold.data.recordings!.train.includes('wren/1.wav');
        const copy = isKnown ? ['unlabelled/copy.wav'] : [];
        expect(unlabelledOf(fold)).toEqual([...copy, 'unlabelled/other.wav']);
      }
    } finally {
      rmSync(folder.at('corpus/unlabelled'), { recursive: true });
    }
  });

  it('are by another column, if asked', async () => {
    const person = (index: number): string => (index % 4 < 2 ? 'Ann' : 'Bob');
    const folds = await foldsWith('group,recordist', (_, index) => `${index},${person(index)}`, 'recordist');
    expect(folds.map((held) => new Set(held.map((file) => person(FILES.indexOf(file)))).size)).toEqual([1, 1]);
  });

  it('are those of the column fold, if there is one', async () => {
    const folds = await foldsWith('fold', (_, index) => (index % 4 === 0 ? 'c' : index % 4 === 1 ? 'a' : 'b'));
    expect(folds).toEqual([
      ['crow/2.wav', 'wren/2.wav'],
      ['crow/3.wav', 'crow/4.wav', 'wren/3.wav', 'wren/4.wav'],
      ['crow/1.wav', 'wren/1.wav'],
    ]);
  });

  it('by the column fold, hold out no species that is in one fold alone', async () => {
    await folder.write('corpus/metadata.csv', `file,fold\n${FILES.map((file) => `${file},${file[0]}`).join('\n')}\n`);
    const { folds, warnings } = await openRecordings({
      ...{ path: folder.at('corpus'), validationFraction: 0, labelledRecordings: null, clusters: null, labelSeed: 1 },
      ...{ audio: audioGroup.parse({ sampleRateHz: RATE, segmentSeconds: 0.25 }), folds: 2 },
    });
    expect(folds).toEqual([]);
    expect(warnings).toContain('no fold holds out crow, wren: all recordings are of one group, or in one fold');
  });

  it.each([
    [
      'fold',
      (_: string, index: number) => (index === 3 ? '' : String(index % 2)),
      /column fold: no fold for wren\/4.wav/,
    ],
    ['fold', () => '1', /column fold: all recordings are in fold 1: two are needed/],
    ['fold,group', (_: string, index: number) => `${index % 2},g`, /column fold: group g of crow\/2.wav is in several/],
  ] as const)('refuse a column %s that makes none', async (header, row, message) => {
    await expect(foldsWith(header, row)).rejects.toThrow(message);
  });

  it('need labels', () => {
    const values = { 'data.path': 'x', 'data.folds': 3, 'data.labelledRecordings': 0, 'data.clusters': 2 };
    expect(() => loadConfig({ task: 'bird-clusters', values }, [recordingTasks])).toThrow(/data.folds needs labels/);
  });
});
