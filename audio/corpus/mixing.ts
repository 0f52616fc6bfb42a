import type { PresentClasses } from '../../src/data/index.js';
import { ConfigError } from '../../src/errors.js';
import type { Rng } from '../../src/rng.js';

/** Sounds mixed into training segments, drawn anew each time a segment is read. */
export interface Mixing {
  /** Fraction of the segments to which a segment of another recording is added; the result has the species of both. */
  readonly songs: number;
  /** The added song is louder or softer by up to this many decibels. */
  readonly songLevelDb: number;
  /** Fraction of the segments to which a sound that is no bird is added. */
  readonly noises: number;
  /** Level of that sound, compared with the segment's, in decibels: uniform between the two. */
  readonly noiseLevelDb: readonly [from: number, to: number];
  /** Fraction of the segments that a sound that is no bird replaces: they have no species. */
  readonly onlyNoises: number;
  /**
   * In a segment this many decibels below the song of its recording, the species counts as unknown: it may be a pause.
   * Infinity: it is present in every segment.
   */
  readonly pauseDb: number;
}

/**
 * Checks the settings of mixing.
 * @throws ConfigError if a setting is out of range; the message names it
 */
export function checkMixing({ songs, noises, onlyNoises, songLevelDb, noiseLevelDb, pauseDb }: Mixing): void {
  for (const [name, value] of Object.entries({ songs, noises, onlyNoises })) {
    if (!(value >= 0 && value <= 1)) throw new ConfigError(`mixing.${name} must be in [0, 1], got ${value}`);
  }
  if (!(songLevelDb >= 0)) throw new ConfigError(`mixing.songLevelDb must be at least 0, got ${songLevelDb}`);
  if (!(noiseLevelDb[0] <= noiseLevelDb[1])) {
    throw new ConfigError(`mixing.noiseLevelDb must increase, got ${noiseLevelDb.join(' to ')}`);
  }
  if (!(pauseDb > 0)) throw new ConfigError(`mixing.pauseDb must be above 0, got ${pauseDb}`);
}

/** What mixing draws from. Every function writes a segment as it is, not normalised. */
export interface MixingSources {
  readonly length: number;
  /** Classes that are no species, and are never reported: whether a sound that is no bird belongs to one is unknown. */
  readonly backgroundClasses: readonly number[];
  /** Writes the segment itself. @returns its classes */
  segment(index: number, rng: Rng, out: Float32Array): PresentClasses;
  /** Writes a random segment of another recording with song. @returns its classes; undefined if it has none */
  song(index: number, rng: Rng, out: Float32Array): PresentClasses | undefined;
  /** Writes a sound that is no bird. */
  noise(rng: Rng, out: Float32Array): void;
}

/** Writes a mixture around a segment. */
export type Mixer = (index: number, rng: Rng, out: Float32Array) => PresentClasses;

/**
 * Creates a mixer.
 * @throws ConfigError if a setting is out of range
 */
export function createMixer(mixing: Mixing, sources: MixingSources): Mixer {
  checkMixing(mixing);
  const added = new Float32Array(sources.length);
  return (index, rng, out) => {
    const uniform = (name: string): number => rng.split(name).uniform();
    if (uniform('only noise') < mixing.onlyNoises) {
      sources.noise(rng.split('noise'), out);
      return { present: [], unknown: sources.backgroundClasses };
    }
    let classes = sources.segment(index, rng, out);
    if (uniform('add song') < mixing.songs) {
      const other = sources.song(index, rng.split('song'), added);
      if (other) {
        addAt(mixing.songLevelDb * (2 * uniform('song level') - 1), added, out);
        classes = union(classes, other, sources.backgroundClasses);
      }
    }
    if (uniform('add noise') < mixing.noises) {
      sources.noise(rng.split('noise'), added);
      const [from, to] = mixing.noiseLevelDb;
      addAt(from + (to - from) * uniform('noise level'), added, out);
    }
    return classes;
  };
}

/** Background classes are absent where a species is present. */
function union(one: PresentClasses, other: PresentClasses, background: readonly number[]): PresentClasses {
  const both = [...new Set([...one.present, ...other.present])];
  const species = both.filter((label) => !background.includes(label));
  const present = species.length > 0 ? species : both;
  const isKnown = (label: number): boolean =>
    present.includes(label) || (species.length > 0 && background.includes(label));
  const unknown = [...new Set([...one.unknown, ...other.unknown])].filter((label) => !isKnown(label));
  return { present, unknown };
}

/**
 * Adds a sound at a level relative to that of another.
 * @param out [n], modified
 */
function addAt(levelDb: number, added: Float32Array, out: Float32Array): void {
  const level = rootMeanSquare(added);
  if (level === 0) return;
  const gain = (10 ** (levelDb / 20) * rootMeanSquare(out)) / level;
  for (let i = 0; i < out.length; i++) out[i]! += gain * added[i]!;
}

function rootMeanSquare(samples: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < samples.length; i++) sum += samples[i]! ** 2;
  return Math.sqrt(sum / samples.length);
}
