import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigError, OutputError } from '#src/errors.js';
import { createRng } from '#src/rng.js';
import { scanCorpus, synthesizeCorpus, SYNTHETIC_SPECIES, type SynthesisOptions } from '#audio/index.js';
import { randomIndividual } from '#audio/synthetic/species.js';
import { useTemporaryFolder } from '../../helpers/temporary-folder.js';
import { messageOf, readAll } from '../support.js';
import { hashOf } from './support.js';

const folder = useTemporaryFolder({ perTest: true });

const small = {
  seed: 5,
  individualsPerSpecies: 3,
  recordingsPerIndividual: 1,
  secondsPerRecording: 0.5,
  sampleRateHz: 22_050,
  backgroundRecordings: 3,
  unlabelledRecordings: 2,
};
const make = (name: string, changes: Partial<SynthesisOptions> = {}): ReturnType<typeof synthesizeCorpus> =>
  synthesizeCorpus({ outDir: join(folder.path, name), ...small, ...changes });

describe('the synthetic corpus', () => {
  it('has ten species, background and unlabelled recordings; every individual is in only one split', async () => {
    const made = await make('corpus');
    const corpus = await scanCorpus(made.dir);
    expect(corpus.warnings).toEqual([]);
    expect(corpus.classes).toEqual([...made.species, 'background'].sort());
    expect(corpus.backgroundClasses).toEqual(['background']);
    expect(corpus.recordings.map(({ file }) => file)).toEqual([...made.files].sort());
    expect(corpus.recordings).toHaveLength(10 * 3 + 3 + 2);
    const splits = new Map<string, Set<string>>();
    for (const { group, split } of corpus.recordings) {
      splits.set(group, (splits.get(group) ?? new Set()).add(split!));
    }
    expect([...splits.values()].every((parts) => parts.size === 1)).toBe(true);
    for (const name of made.species) {
      const parts = corpus.recordings.filter(({ species }) => species === name).map(({ split }) => split);
      expect(parts.sort()).toEqual(['test', 'train', 'validation']);
    }
    expect(corpus.recordings[0]!.metadata).toMatchObject({ synthetic: 'yes' });
  });

  it('is marked as synthetic in folder names, file names, README.txt and metadata.csv', async () => {
    const { dir, files, species } = await make('corpus');
    expect(species.every((name) => name.startsWith('Synthetica_'))).toBe(true);
    expect(files.every((file) => file.includes('/synthetic-'))).toBe(true);
    expect(await readFile(join(dir, 'README.txt'), 'utf8')).toMatch(/^SYNTHETIC BIRD SONG: made by formula/);
    expect(await readFile(join(dir, 'metadata.csv'), 'utf8')).toMatch(/^file,species,group,split,.*,synthetic\n/);
  });

  it('has the same bytes with the same seed, and different bytes with a different seed', async () => {
    const [a, b, c] = [await make('a'), await make('b'), await make('c', { seed: 6 })];
    const [first, second, other] = await Promise.all([a, b, c].map(({ dir }) => hashOf(dir)));
    expect(second).toBe(first);
    expect(other).not.toBe(first);
  });

  it('has the bytes that it had before there were other backgrounds', async () => {
    expect(await hashOf((await make('corpus')).dir)).toBe('f950f919f4dd9e78');
  });

  it('consists of 16-bit WAV files of the requested length and rate', async () => {
    const { dir, files } = await make('corpus');
    for (const file of files) {
      const { pcm, info, warnings } = await readAll(join(dir, file), { sampleRateHz: 22_050 });
      expect(info).toMatchObject({ codec: 'pcm_s16le', sampleRateHz: 22_050, channels: 1, durationSeconds: 0.5 });
      expect(pcm.length).toBe(11_025);
      expect(warnings).toEqual([]);
      expect(Math.max(...pcm.map(Math.abs))).toBeCloseTo(0.7, 2);
    }
  });

  it.each(SYNTHETIC_SPECIES.map((species) => [species.name, species] as const))(
    '%s: every individual sings for more than 35% of the time, with gaps below 0.25 s',
    (_, species) => {
      const rng = createRng(9);
      for (let i = 0; i < 20; i++) {
        const bird = randomIndividual(`${i}`, rng.split(i));
        let [sung, total] = [0, 0];
        for (const { seconds, gapSeconds, hz } of species.sing(bird, rng.split('song', i))) {
          sung += seconds;
          total += seconds + gapSeconds;
          expect(gapSeconds).toBeLessThan(0.25);
          for (const t of [0, 0.5, 1]) expect(hz(t)).toBeGreaterThan(500);
          for (const t of [0, 0.5, 1]) expect(hz(t)).toBeLessThan(10_500);
          if (total > 10) break;
        }
        expect(sung / total).toBeGreaterThan(0.35);
      }
    },
  );

  it('has individuals that all differ in pitch', () => {
    const rng = createRng(1);
    const birds = Array.from({ length: 20 }, (_, i) => randomIndividual(`${i}`, rng.split(i)));
    expect(new Set(birds.map(({ pitch }) => pitch)).size).toBe(20);
    expect(birds.every(({ pitch, tempo }) => Math.abs(pitch - 1) <= 0.06 && Math.abs(tempo - 1) <= 0.15)).toBe(true);
  });

  it('is reused if the folder already contains it, and completed if it is incomplete', async () => {
    const first = await make('corpus');
    expect(first.reused).toBe(false);
    expect((await make('corpus')).reused).toBe(true);
    const before = await hashOf(first.dir);
    await rm(join(first.dir, 'metadata.csv'));
    await rm(join(first.dir, first.files[7]!));
    expect((await make('corpus')).reused).toBe(false);
    expect(await hashOf(first.dir)).toBe(before);
  });

  it('is not written to a folder that contains anything else', async () => {
    const { dir } = await make('corpus');
    await expect(make('corpus', { seed: 6 })).rejects.toBeInstanceOf(OutputError);
    expect(await messageOf(make('corpus', { seed: 6 }))).toBe(
      `${dir}: contains a synthetic corpus with other settings; choose an empty or new folder`,
    );
    await folder.write('mine/thesis.txt', 'years of work');
    expect(await messageOf(make('mine'))).toBe(
      `${folder.path}/mine: contains other files; choose an empty or new folder`,
    );
    const file = await folder.write('file', 'text');
    expect(await messageOf(make('file'))).toBe(
      `cannot write ${file}: a file is in the way of one of its folders (ENOTDIR)`,
    );
  });

  it('stops on a signal, and rejects settings out of range', async () => {
    const stopped = make('stopped', { signal: AbortSignal.abort(new Error('stop')) });
    expect(await messageOf(stopped)).toBe('stop');
    for (const [changes, message] of [
      [{ individualsPerSpecies: 2 }, 'individualsPerSpecies must be a whole number of at least 3, got 2'],
      [{ secondsPerRecording: 0 }, 'secondsPerRecording must be from 0.5 to 3600, got 0'],
      [{ backgrounds: 'rain' as 'clips' }, 'backgrounds must be formula or clips, got rain'],
      [{ sampleRateHz: 8_000 }, 'sampleRateHz must be a whole number of at least 16000, got 8000'],
    ] as const) {
      await expect(make('never', changes)).rejects.toBeInstanceOf(ConfigError);
      expect(await messageOf(make('never', changes))).toBe(message);
    }
  });

  it('reports progress for every recording', async () => {
    const seen: string[] = [];
    const { files } = await make('corpus', {
      onProgress: ({ done, total, file }) => seen.push(`${done}/${total} ${file}`),
    });
    expect(seen).toEqual(files.map((file, i) => `${i + 1}/${files.length} ${file}`));
  });
});
