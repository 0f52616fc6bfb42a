import { createRng, type Rng } from '../../src/rng.js';
import { backgroundClips, type BackgroundClips, type BackgroundKind } from './backgrounds.js';
import { type RecordingPlan, type SynthesisProgress, TITLE, writeSyntheticFolder } from './corpus-folder.js';
import { randomScene, recordDuet, type Scene, type Singer } from './scene.js';
import { sceneColumns } from './scene-columns.js';
import {
  checkRecordingSettings,
  checkWhole,
  RECORDING_DEFAULTS,
  type RecordingSettings,
  settingsText,
  withDefaults,
} from './settings.js';
import { randomIndividual, type Species, SPECIES } from './species.js';

/** Recordings in which two birds sing at once. */
export interface DuetOptions {
  /** A folder of its own: a folder inside of a corpus is a species. */
  readonly outDir: string;
  /** Number of recordings. */
  readonly duets?: number;
  readonly seed?: number;
  readonly secondsPerRecording?: number;
  readonly sampleRateHz?: number;
  /** As of a corpus; clips are those of its test split. */
  readonly backgrounds?: BackgroundKind;
  readonly onProgress?: SynthesisProgress;
  readonly signal?: AbortSignal;
}

/** A recording in which two birds sing at once. */
export interface Duet {
  /** Path below the folder. */
  readonly file: string;
  /** Two different species. */
  readonly species: readonly [string, string];
  /** RMS level of the first song relative to the second, from -6 to 6. */
  readonly levelDifferenceDb: number;
}

/** Duets on disk. */
export interface SynthesizedDuets {
  readonly dir: string;
  readonly duets: readonly Duet[];
  readonly seconds: number;
  /** Whether the folder already contained the same duets. */
  readonly reused: boolean;
}

interface Settings extends RecordingSettings {
  readonly duets: number;
}

const DEFAULTS: Settings = { duets: 10, ...RECORDING_DEFAULTS };
const LARGEST_DIFFERENCE_DB = 6;

interface Plan extends Duet, RecordingPlan {
  readonly scene: Scene;
}

/**
 * Writes recordings in which two individuals of different species sing at once, as WAV files, with a README.txt and a
 * duets.csv that says which species. The individuals are in no corpus. The same settings give the same bytes. If the
 * folder already contains the same duets, nothing is written.
 * @throws ConfigError if a setting is out of range
 * @throws DatasetError if a clip that ships is missing or damaged
 * @throws OutputError if the folder contains something else, or cannot be written to
 */
export async function synthesizeDuets(options: DuetOptions): Promise<SynthesizedDuets> {
  const { outDir: dir, onProgress, signal } = options;
  const settings = withDefaults(DEFAULTS, options);
  checkRecordingSettings(settings);
  checkWhole('duets', settings.duets, 1);
  const { sampleRateHz, secondsPerRecording, backgrounds } = settings;
  const plans = planDuets(settings, await backgroundClips(backgrounds, sampleRateHz));
  const reused = await writeSyntheticFolder({
    ...{ dir, sampleRateHz, onProgress, signal },
    recordings: plans,
    readme: readmeOf(settings),
    table: { name: 'duets.csv', rows: plans.map(rowOf) },
  });
  const duets = plans.map(({ file, species, levelDifferenceDb }) => ({ file, species, levelDifferenceDb }));
  return { dir, duets, seconds: duets.length * secondsPerRecording, reused };
}

function planDuets(settings: Settings, clips: BackgroundClips): Plan[] {
  const { seed, duets, secondsPerRecording, sampleRateHz } = settings;
  const root = createRng(seed).split('synthetic', 'duets');
  const samples = Math.round(secondsPerRecording * sampleRateHz);
  return pairs(duets, root).map(([first, second], index) => {
    const name = `duet-${String(index + 1).padStart(2, '0')}`;
    const rng = root.split(name);
    const scene = randomScene(rng.split('scene'), clips.test);
    const levelDifferenceDb = LARGEST_DIFFERENCE_DB * (2 * rng.split('level').uniform() - 1);
    const singer = (species: Species): Singer => {
      return { species, bird: randomIndividual(`${name}-${species.name}`, rng.split('bird', species.name)) };
    };
    const singers = [singer(first), singer(second)] as const;
    return {
      file: `synthetic-${name}.wav`,
      species: [first.name, second.name],
      levelDifferenceDb,
      scene,
      record: () => recordDuet(singers, levelDifferenceDb, scene, samples, sampleRateHz, rng),
    };
  });
}

/** Draws pairs of species such that none sings in two duets more than another. */
function pairs(count: number, rng: Rng): readonly (readonly [Species, Species])[] {
  const perRound = SPECIES.length / 2;
  return Array.from({ length: count }, (_, index) => {
    const round = rng.split('round', Math.floor(index / perRound)).shuffle(SPECIES);
    const at = 2 * (index % perRound);
    return [round[at]!, round[at + 1]!];
  });
}

function rowOf({ file, species, levelDifferenceDb, scene }: Plan): Readonly<Record<string, string>> {
  const [first, second] = species;
  return {
    ...{ file, first_species: first, second_species: second },
    level_difference_db: levelDifferenceDb.toFixed(1),
    ...sceneColumns(scene),
  };
}

function readmeOf(settings: Settings): string {
  return [
    TITLE,
    '',
    'Two individuals of different invented species sing at once in every recording.',
    'duets.csv says which, the level of the first song relative to the second, and the scene.',
    ...(settings.backgrounds === 'clips'
      ? ['The backgrounds are real: pieces of clips from ESC-10, in the public domain (CC0).']
      : []),
    '',
    settingsText(settings),
    '',
  ].join('\n');
}
