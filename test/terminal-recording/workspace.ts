import { parse } from 'csv-parse/sync';
import { execa } from 'execa';
import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readAudio } from '#audio/decode/index.js';
import { encodeWav } from '#audio/decode/wav/index.js';

/** The folder that the commands of the scenes run in. */
export interface Workspace {
  readonly folder: string;
  remove(): Promise<void>;
}

const SAMPLE_RATE_HZ = 44_100;
/** Species in dawn.wav, in order. */
const DAWN = ['Synthetica_alternans', 'Synthetica_cuculans', 'Synthetica_sibilans'];
/** Small enough to train on in a minute. The unlabelled recordings train through R and E. */
const CORPUS = ['--individuals', '8', '--recordings', '1', '--unlabelled', '20'];

/**
 * Fills a folder with an installed Lyrebird, a synthetic corpus `recordings/`, and `dawn.wav`: the songs of three
 * individuals of the test split, which training does not use, in sequence.
 * @param project a built checkout
 */
export async function setUpWorkspace(folder: string, project: string): Promise<Workspace> {
  const [program, corpus] = [join(project, 'cli/lyrebird.js'), join(folder, 'recordings')];
  await mkdir(join(folder, 'node_modules/.bin'), { recursive: true });
  await symlink(program, join(folder, 'node_modules/.bin/lyrebird'));
  await execa(process.execPath, [program, 'data', 'synth', corpus, ...CORPUS, '--quiet']);

  const rows: Record<'file' | 'species' | 'split', string>[] = parse(await readFile(join(corpus, 'metadata.csv')), {
    columns: true,
  });
  const files = DAWN.map((species) => rows.find((row) => row.species === species && row.split === 'test')!.file);
  const songs = await Promise.all(files.map((file) => readAudio(join(corpus, file), { sampleRateHz: SAMPLE_RATE_HZ })));
  const samples = Float32Array.from(songs.flatMap(({ pcm }) => [...pcm]));
  await writeFile(join(folder, 'dawn.wav'), encodeWav(samples, SAMPLE_RATE_HZ));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
