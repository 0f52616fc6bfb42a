import type { Rng } from '../../src/rng.js';
import type { Syllable } from './syllable.js';

/** What tells one bird from another of its species; 1 is the species' mean. */
export interface Individual {
  readonly name: string;
  readonly pitch: number;
  readonly tempo: number;
  /** How far pitch moves. */
  readonly range: number;
  /** How strong overtones are. */
  readonly timbre: number;
}

/** An invented species: no bird sings so. */
export interface Species {
  readonly name: string;
  readonly song: string;
  /** Syllables without end. */
  sing(bird: Individual, rng: Rng): Generator<Syllable, never, undefined>;
}

/** Somewhat around 1. */
const about = (rng: Rng, spread: number): number => 1 + spread * (2 * rng.uniform() - 1);

/** An individual of a species, from its own stream. */
export function randomIndividual(name: string, rng: Rng): Individual {
  return {
    name,
    pitch: about(rng, 0.06),
    tempo: about(rng, 0.15),
    range: about(rng, 0.2),
    timbre: about(rng, 0.4),
  };
}

const PURE = [1, 0.12, 0.05];
const overtones = (amplitudes: readonly number[], bird: Individual): number[] =>
  amplitudes.map((amplitude, k) => (k === 0 ? amplitude : amplitude * bird.timbre));

/** From one pitch to another, in equal musical steps. */
const glide =
  (from: number, to: number) =>
  (t: number): number =>
    from + (to - from) * t;

interface Note {
  readonly seconds: number;
  readonly gap: number;
  readonly from: number;
  readonly to: number;
  readonly amplitudes?: readonly number[];
}

/** A syllable that glides, as this bird sings it this time. */
function note(bird: Individual, rng: Rng, { seconds, gap, from, to, amplitudes = PURE }: Note): Syllable {
  const pitch = bird.pitch * about(rng, 0.015);
  const middle = (from + to) / 2;
  const half = ((to - from) / 2) * bird.range;
  return {
    seconds: (seconds / bird.tempo) * about(rng, 0.06),
    gapSeconds: (gap / bird.tempo) * about(rng, 0.2),
    hz: glide(pitch * (middle - half), pitch * (middle + half)),
    overtones: overtones(amplitudes, bird),
  };
}

/** Ten species, of which some share a band and differ in rhythm, and others share a rhythm and differ in band. */
export const SPECIES: readonly Species[] = [
  {
    name: 'Synthetica_sibilans',
    song: 'long thin whistles that fall',
    *sing(bird, rng) {
      for (;;) yield note(bird, rng, { seconds: 0.34, gap: 0.08, from: 7_600, to: 6_300 });
    },
  },
  {
    name: 'Synthetica_trillans',
    song: 'trills of falling chirps, fifteen a second',
    *sing(bird, rng) {
      for (;;) {
        const chirps = 14 + rng.integer(8);
        for (let i = 0; i < chirps; i++) {
          const gap = i === chirps - 1 ? 0.15 : 0.02;
          yield note(bird, rng, { seconds: 0.046, gap, from: 5_400, to: 3_900 });
        }
      }
    },
  },
  {
    name: 'Synthetica_ascendens',
    song: 'sweeps that rise by more than an octave',
    *sing(bird, rng) {
      for (;;) yield note(bird, rng, { seconds: 0.21, gap: 0.06, from: 1_800, to: 4_400 });
    },
  },
  {
    name: 'Synthetica_stridulans',
    song: 'high buzzes',
    *sing(bird, rng) {
      for (;;) {
        yield {
          ...note(bird, rng, { seconds: 0.38, gap: 0.1, from: 8_800, to: 8_200 }),
          buzz: { hz: 120 * bird.tempo, depthHz: 700 * bird.range },
        };
      }
    },
  },
  {
    name: 'Synthetica_undulans',
    song: 'warbles: pitch that waves eight times a second',
    *sing(bird, rng) {
      for (;;) {
        const seconds = 1.1 * about(rng, 0.2);
        const waves = 8 * bird.tempo * seconds;
        const start = 2 * Math.PI * rng.uniform();
        yield {
          ...note(bird, rng, { seconds, gap: 0.12, from: 0, to: 0 }),
          seconds,
          hz: (t) => bird.pitch * (3_100 + 600 * bird.range * Math.sin(start + 2 * Math.PI * waves * t)),
        };
      }
    },
  },
  {
    name: 'Synthetica_duplex',
    song: 'two voices, one rising and one falling',
    *sing(bird, rng) {
      for (;;) {
        yield {
          ...note(bird, rng, { seconds: 0.26, gap: 0.07, from: 2_100, to: 2_600 }),
          second: note(bird, rng, { seconds: 0.26, gap: 0.07, from: 6_200, to: 5_200 }),
        };
      }
    },
  },
  {
    name: 'Synthetica_cuculans',
    song: 'a low note and one lower still',
    *sing(bird, rng) {
      const amplitudes = [1, 0.45, 0.2, 0.08];
      for (;;) {
        yield note(bird, rng, { seconds: 0.19, gap: 0.05, from: 880, to: 840, amplitudes });
        yield note(bird, rng, { seconds: 0.24, gap: 0.12, from: 690, to: 650, amplitudes });
      }
    },
  },
  {
    name: 'Synthetica_crepitans',
    song: 'rattles of clicks, twenty-six a second',
    *sing(bird, rng) {
      for (;;) {
        const clicks = 12 + rng.integer(12);
        for (let i = 0; i < clicks; i++) {
          const gap = i === clicks - 1 ? 0.12 : 0.022;
          yield note(bird, rng, { seconds: 0.016, gap, from: 6_500, to: 1_500 });
        }
      }
    },
  },
  {
    name: 'Synthetica_nasalis',
    song: 'nasal calls rich in overtones',
    *sing(bird, rng) {
      const amplitudes = [0.35, 0.7, 1, 0.9, 0.6, 0.35];
      for (;;) yield note(bird, rng, { seconds: 0.16, gap: 0.08, from: 720, to: 610, amplitudes });
    },
  },
  {
    name: 'Synthetica_alternans',
    song: 'two whistles in turn, like a saw',
    *sing(bird, rng) {
      for (;;) {
        yield note(bird, rng, { seconds: 0.1, gap: 0.03, from: 3_500, to: 3_250 });
        yield note(bird, rng, { seconds: 0.11, gap: 0.04, from: 5_600, to: 5_300 });
      }
    },
  },
];
