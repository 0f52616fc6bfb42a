import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import { makeFolder, outputError, refuseLinks, writeFileAtomically } from '../../src/files/index.js';
import wav from 'node-wav';
import { ConfigError, OutputError } from '../../src/errors.js';
import { createRng, type Rng } from '../../src/rng.js';
import { recordBackground, recordBird, randomScene, type Scene } from './scene.js';
import { randomIndividual, SPECIES } from './species.js';

/** Size and contents of a synthetic corpus. */
export interface SynthesisOptions {
  readonly outDir: string;
  readonly seed?: number;
  /** At least 3: one each for training, validation and test. */
  readonly individualsPerSpecies?: number;
  readonly recordingsPerIndividual?: number;
  readonly secondsPerRecording?: number;
  readonly sampleRateHz?: number;
  /** Number of recordings without a bird, in `background/`; 0 omits the folder. */
  readonly backgroundRecordings?: number;
  /** Number of recordings of additional individuals of all species, in `unlabelled/`; 0 omits the folder. */
  readonly unlabelledRecordings?: number;
  readonly onProgress?: (progress: { readonly done: number; readonly total: number; readonly file: string }) => void;
  readonly signal?: AbortSignal;
}

/** A synthetic corpus on disk. */
export interface SynthesizedCorpus {
  readonly dir: string;
  /** Paths below `dir`, with `/`. */
  readonly files: readonly string[];
  readonly species: readonly string[];
  readonly seconds: number;
  /** Whether the folder already contained the same corpus. */
  readonly reused: boolean;
}

type Settings = Required<Omit<SynthesisOptions, 'outDir' | 'onProgress' | 'signal'>>;

const DEFAULTS: Settings = {
  seed: 1,
  individualsPerSpecies: 8,
  recordingsPerIndividual: 2,
  secondsPerRecording: 5,
  sampleRateHz: 44_100,
  backgroundRecordings: 8,
  unlabelledRecordings: 0,
};

/** A recording to synthesise. */
interface Plan {
  readonly file: string;
  readonly species: string;
  readonly group: string;
  readonly split: string;
  readonly scene: Scene;
  record(): Float32Array;
}

const TITLE = 'SYNTHETIC BIRD SONG: made by formula, no bird was recorded.';

/**
 * Writes a corpus of ten invented species as WAV files, with metadata.csv and a README.txt that describes it.
 * Individuals differ in pitch, tempo, range and timbre; recordings differ in distance, echo and background.
 * Test individuals appear in no other split. The same settings give the same bytes. If the folder already contains the
 * same corpus, nothing is written.
 * @throws ConfigError if a setting is out of range
 * @throws OutputError if the folder contains something else, or cannot be written to
 */
export async function synthesizeCorpus(options: SynthesisOptions): Promise<SynthesizedCorpus> {
  const { outDir: dir, onProgress, signal } = options;
  const settings = settingsOf(options);
  const plans = planCorpus(settings);
  const result = {
    dir,
    files: plans.map(({ file }) => file),
    species: SPECIES.map(({ name }) => name),
    seconds: plans.length * settings.secondsPerRecording,
  };
  const readme = readmeOf(settings);
  const state = await stateOf(dir, readme);
  if (state === 'complete') return { ...result, reused: true };

  await refuseLinks(dir, new Set(plans.map(({ file }) => dirname(file))));
  await write(join(dir, 'README.txt'), readme);
  for (const [index, { file, record }] of plans.entries()) {
    signal?.throwIfAborted();
    const bytes = wav.encode([record()], { sampleRate: settings.sampleRateHz, float: false, bitDepth: 16 });
    await write(join(dir, file), bytes);
    onProgress?.({ done: index + 1, total: plans.length, file });
  }
  // Written last: its presence marks the corpus as complete.
  await write(join(dir, 'metadata.csv'), metadataOf(plans));
  return { ...result, reused: false };
}

function settingsOf(options: SynthesisOptions): Settings {
  const settings = Object.fromEntries(
    Object.entries(DEFAULTS).map(([key, value]) => [key, options[key as keyof Settings] ?? value]),
  ) as unknown as Settings;
  const check = (name: keyof Settings, valid: boolean, expected: string): void => {
    if (!valid) throw new ConfigError(`${name} must be ${expected}, got ${settings[name]}`);
  };
  const checkInteger = (name: keyof Settings, minimum: number): void =>
    check(name, Number.isInteger(settings[name]) && settings[name] >= minimum, `a whole number of at least ${minimum}`);
  checkInteger('seed', 0);
  checkInteger('individualsPerSpecies', 3);
  checkInteger('recordingsPerIndividual', 1);
  checkInteger('backgroundRecordings', 0);
  checkInteger('unlabelledRecordings', 0);
  checkInteger('sampleRateHz', 16_000);
  check(
    'secondsPerRecording',
    settings.secondsPerRecording >= 0.5 && settings.secondsPerRecording <= 3_600,
    'from 0.5 to 3600',
  );
  return settings;
}

function planCorpus(settings: Settings): Plan[] {
  const { seed, individualsPerSpecies, recordingsPerIndividual, sampleRateHz, secondsPerRecording } = settings;
  const root = createRng(seed).split('synthetic');
  const samples = Math.round(secondsPerRecording * sampleRateHz);
  const plans: Plan[] = [];

  const add = (
    metadata: Pick<Plan, 'file' | 'species' | 'group' | 'split'>,
    rng: Rng,
    record: (scene: Scene) => Float32Array,
  ): void => {
    const scene = randomScene(rng.split('scene'));
    plans.push({ ...metadata, scene, record: () => record(scene) });
  };

  for (const species of SPECIES) {
    for (let i = 0; i < individualsPerSpecies; i++) {
      const name = `${species.name.replace('Synthetica_', '')}-${String(i + 1).padStart(2, '0')}`;
      const bird = randomIndividual(name, root.split(name));
      for (let r = 0; r < recordingsPerIndividual; r++) {
        const rng = root.split(name, r);
        add(
          {
            file: `${species.name}/synthetic-${name}-${r + 1}.wav`,
            species: species.name,
            group: name,
            split: splitOf(i, individualsPerSpecies),
          },
          rng,
          (scene) => recordBird(species, bird, scene, samples, sampleRateHz, rng),
        );
      }
    }
  }
  for (let i = 0; i < settings.backgroundRecordings; i++) {
    const name = `background-${String(i + 1).padStart(2, '0')}`;
    const rng = root.split(name);
    add(
      {
        file: `background/synthetic-${name}.wav`,
        species: 'background',
        group: name,
        split: splitOf(i, settings.backgroundRecordings),
      },
      rng,
      (scene) => recordBackground(scene, samples, sampleRateHz, rng),
    );
  }
  for (let i = 0; i < settings.unlabelledRecordings; i++) {
    const name = `unlabelled-${String(i + 1).padStart(3, '0')}`;
    const rng = root.split(name);
    const species = SPECIES[i % SPECIES.length]!;
    const bird = randomIndividual(name, rng.split('bird'));
    add({ file: `unlabelled/synthetic-${name}.wav`, species: '', group: name, split: 'train' }, rng, (scene) =>
      recordBird(species, bird, scene, samples, sampleRateHz, rng),
    );
  }
  return plans;
}

/**
 * Assigns the last quarter to test and the eighth before it to validation, at least one each; the rest to training.
 */
function splitOf(index: number, count: number): string {
  const test = Math.max(1, Math.round(count / 4));
  const validation = Math.max(1, Math.round(count / 8));
  if (index >= count - test) return 'test';
  return index >= count - test - validation && index > 0 ? 'validation' : 'train';
}

function metadataOf(plans: readonly Plan[]): string {
  const rows = plans.map(({ file, species, group, split, scene }) => ({
    file,
    species,
    group,
    split,
    distance_m: scene.distanceMetres.toFixed(1),
    song_to_noise_db: scene.songToNoiseDb.toFixed(1),
    reverberation_s: scene.reverberationSeconds.toFixed(2),
    synthetic: 'yes',
  }));
  return stringify(rows, { header: true });
}

function readmeOf(settings: Settings): string {
  const songs = SPECIES.map(({ name, song }) => `  ${name.padEnd(24)}${song}`);
  return [
    TITLE,
    '',
    'Ten invented species for demonstrations and tests of Lyrebird. ' +
      'Accuracies on these files say nothing about real recordings.',
    '',
    ...songs,
    '',
    'metadata.csv has, for every file: group = the individual that sings; ' +
      'split = train, validation or test, by individual, so that',
    'test individuals are never heard in training; and the scene (distance, song to noise, reverberation).',
    '',
    `settings: ${JSON.stringify(settings)}`,
    '',
  ].join('\n');
}

/** Determines the state of the folder: `begun` if it contains part of the same corpus. */
async function stateOf(dir: string, readme: string): Promise<'empty' | 'begun' | 'complete'> {
  const entries = await readdir(dir).catch((cause: NodeJS.ErrnoException): string[] => {
    if (cause.code === 'ENOENT') return [];
    throw outputError(dir, cause);
  });
  if (entries.length === 0) return 'empty';
  const present = await readFile(join(dir, 'README.txt'), 'utf8').catch(() => '');
  if (present === readme) return entries.includes('metadata.csv') ? 'complete' : 'begun';
  const contents = present.startsWith(TITLE) ? 'a synthetic corpus with other settings' : 'other files';
  throw new OutputError(`${dir}: contains ${contents}; choose an empty or new folder`);
}

async function write(file: string, content: string | Buffer): Promise<void> {
  await makeFolder(dirname(file));
  await writeFileAtomically(file, content);
}
