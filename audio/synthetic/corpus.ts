import { createRng, type Rng } from '../../src/rng.js';
import { type BackgroundClips, backgroundClips, type BackgroundKind, type Split } from './backgrounds.js';
import { type RecordingPlan, type SynthesisProgress, TITLE, writeSyntheticFolder } from './corpus-folder.js';
import { recordBackground, recordBird, randomScene, type Scene } from './scene.js';
import { sceneColumns } from './scene-columns.js';
import {
  checkRecordingSettings,
  checkWhole,
  RECORDING_DEFAULTS,
  type RecordingSettings,
  settingsText,
  withDefaults,
} from './settings.js';
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
  /**
   * What is heard behind the songs: pink noise and wind made by formula (default), or pieces of the clips without birds
   * that ship with Lyrebird. Each split has clips of its own.
   */
  readonly backgrounds?: BackgroundKind;
  readonly onProgress?: SynthesisProgress;
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

interface Settings extends RecordingSettings {
  readonly individualsPerSpecies: number;
  readonly recordingsPerIndividual: number;
  readonly backgroundRecordings: number;
  readonly unlabelledRecordings: number;
}

/** In the order of README.txt. */
const DEFAULTS: Settings = {
  seed: RECORDING_DEFAULTS.seed,
  individualsPerSpecies: 8,
  recordingsPerIndividual: 2,
  secondsPerRecording: RECORDING_DEFAULTS.secondsPerRecording,
  sampleRateHz: RECORDING_DEFAULTS.sampleRateHz,
  backgroundRecordings: 8,
  unlabelledRecordings: 0,
  backgrounds: RECORDING_DEFAULTS.backgrounds,
};

/** A recording of the corpus. */
interface Plan extends RecordingPlan {
  readonly species: string;
  readonly group: string;
  readonly split: Split;
  readonly scene: Scene;
}

/**
 * Writes a corpus of ten invented species as WAV files, with metadata.csv and a README.txt that describes it.
 * Individuals differ in pitch, tempo, range and timbre; recordings differ in distance, echo and background.
 * Test individuals and, if backgrounds are clips, test backgrounds appear in no other split. The same settings give the
 * same bytes. If the folder already contains the same corpus, nothing is written.
 * @throws ConfigError if a setting is out of range
 * @throws DatasetError if a clip that ships is missing or damaged
 * @throws OutputError if the folder contains something else, or cannot be written to
 */
export async function synthesizeCorpus(options: SynthesisOptions): Promise<SynthesizedCorpus> {
  const { outDir: dir, onProgress, signal } = options;
  const settings = withDefaults(DEFAULTS, options);
  checkSettings(settings);
  const { sampleRateHz, backgrounds } = settings;
  const plans = planCorpus(settings, await backgroundClips(backgrounds, sampleRateHz));
  const reused = await writeSyntheticFolder({
    ...{ dir, sampleRateHz, onProgress, signal },
    recordings: plans,
    readme: readmeOf(settings),
    table: { name: 'metadata.csv', rows: plans.map(metadataOf) },
  });
  return {
    dir,
    files: plans.map(({ file }) => file),
    species: SPECIES.map(({ name }) => name),
    seconds: plans.length * settings.secondsPerRecording,
    reused,
  };
}

function checkSettings(settings: Settings): void {
  checkRecordingSettings(settings);
  checkWhole('individualsPerSpecies', settings.individualsPerSpecies, 3);
  checkWhole('recordingsPerIndividual', settings.recordingsPerIndividual, 1);
  checkWhole('backgroundRecordings', settings.backgroundRecordings, 0);
  checkWhole('unlabelledRecordings', settings.unlabelledRecordings, 0);
}

function planCorpus(settings: Settings, clips: BackgroundClips): Plan[] {
  const { seed, individualsPerSpecies, recordingsPerIndividual, sampleRateHz, secondsPerRecording } = settings;
  const root = createRng(seed).split('synthetic');
  const samples = Math.round(secondsPerRecording * sampleRateHz);
  const plans: Plan[] = [];

  const add = (
    metadata: Pick<Plan, 'file' | 'species' | 'group' | 'split'>,
    rng: Rng,
    record: (scene: Scene) => Float32Array,
  ): void => {
    const scene = randomScene(rng.split('scene'), clips[metadata.split]);
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
          (scene) => recordBird({ species, bird }, scene, samples, sampleRateHz, rng),
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
      recordBird({ species, bird }, scene, samples, sampleRateHz, rng),
    );
  }
  return plans;
}

/**
 * Assigns the last quarter to test and the eighth before it to validation, at least one each; the rest to training.
 */
function splitOf(index: number, count: number): Split {
  const test = Math.max(1, Math.round(count / 4));
  const validation = Math.max(1, Math.round(count / 8));
  if (index >= count - test) return 'test';
  return index >= count - test - validation && index > 0 ? 'validation' : 'train';
}

function metadataOf({ file, species, group, split, scene }: Plan): Readonly<Record<string, string>> {
  return { file, species, group, split, ...sceneColumns(scene) };
}

/** Only in a corpus with clips: the README.txt of one without must not change. */
const CLIPS_NOTE = [
  'The backgrounds are real: pieces of clips from ESC-10, in the public domain (CC0), whose file names metadata.csv',
  'gives. Training, validation and test have different clips, by different recordists.',
  '',
];

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
    ...(settings.backgrounds === 'clips' ? CLIPS_NOTE : []),
    settingsText(settings),
    '',
  ].join('\n');
}
